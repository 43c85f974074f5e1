"""A small press world on a real HTTP server: a dozen invented outlets and watchdogs, and everything that goes wrong."""
