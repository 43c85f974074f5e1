"""`tilshi status` says how much the classifier misses, as far as the audit sample tells."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from index.clock import SystemClock
from index.ledger import open_ledger
from index.model import Decision
from index.options import Options
from tests.index.newsdesk import article, source, verdict
from tests.tilshi.conftest import tilshi

SIZE = 10


def audited(data: Path) -> None:
    """Write a ledger whose sample of yesterday was read: one of ten was an attack."""
    now = SystemClock().now()
    with closing(open_ledger(Options(data=data))) as ledger:
        ledger.sync_sources([source()], now)
        run = ledger.start_run("crawl", now)
        for n in range(30):
            one = article(f"https://dala.kz/{n}", f"Мәтін {n}")
            ledger.import_article(run, one, verdict(0.9 if n < 9 else 0.1, one.text), now - timedelta(days=1))
        sample = [row for row in ledger.queue(now, audit=SIZE) if row.stored.verdict and not row.stored.verdict.flagged]
        flagged = ledger.queue(now)
        for n, row in enumerate([*sample, *flagged]):
            decision = Decision.REJECT if 0 < n < SIZE else Decision.ACCEPT
            ledger.record_review(row.stored.id, decision, None, "aliya", now, f"form-{n}", audit=SIZE)


def test_status_estimates_what_was_missed(tmp_path: Path) -> None:
    before = tilshi("status", "--data", tmp_path)
    assert (before.code, "audit" in before.out) == (0, False)
    audited(tmp_path)
    (line,) = (line for line in tilshi("status", "--data", tmp_path).out.splitlines() if line.startswith("audit"))
    assert "10 unflagged articles read, 1 missed: 10.00% (95 %: 1.79% to 40.42%) of the unflagged" in line
    assert "recall 81.08%" in line  # 9 found, and a tenth of 21 unflagged missed
    (record,) = tilshi("status", "--data", tmp_path, "--json").records
    assert record["status"]["audit"] == {"days": 1, "audited": 10, "missed": 1, "unflagged": 21, "found": 9}
    assert record["audit"]["miss_rate"]["value"] == 0.1
    assert record["audit"]["recall"]["low"] < record["audit"]["recall"]["value"] < record["audit"]["recall"]["high"]
