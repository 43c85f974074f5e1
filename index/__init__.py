"""What we know: the record (ledger), the search view, and the words both are written in."""
