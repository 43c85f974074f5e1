"""Serves the desk over an existing data folder: `python -m tests.review.serve_desk DATA`, for tests that kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from index.clock import SystemClock
from index.ledger import open_ledger
from index.options import Options
from index.search import open_search
from review.app import create_app
from review.serve import serve


def main() -> None:
    options = Options(data=Path(sys.argv[1]))
    app = create_app(open_ledger(options), open_search(options), options, SystemClock())
    serve(app, "127.0.0.1", 0, lambda address: print(address, flush=True))


if __name__ == "__main__":
    main()
