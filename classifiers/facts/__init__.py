"""Suggested facts of a flagged article: who was attacked, which outlet, where, when and by whom; see suggest.py."""
