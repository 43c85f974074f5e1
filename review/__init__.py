"""The review desk: a person looks at what was flagged, and decides."""
