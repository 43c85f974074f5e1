"""One line that says how far long work has come, when a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

import click

from index.ledger.contract import RunSummary

_EVERY_SECONDS = 0.2


class ProgressLine:
    """Rewrites one line of standard error; silent when that is not a terminal."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def show(self, counts: Mapping[str, int]) -> None:
        """Show `counts` as "fetched 12 · stored 9", at most five times a second."""
        if not self._watched or time.monotonic() - self._last < _EVERY_SECONDS:
            return
        self._last = time.monotonic()
        text = " · ".join(f"{name} {count}" for name, count in counts.items())
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)
        self._width = len(text)

    def tell(self, summary: RunSummary) -> None:
        """Show how far a run has come."""
        self.show({"pages": summary.fetched, "articles": summary.articles, "candidates": summary.candidates})

    def close(self) -> None:
        """Leave a clean line behind."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
