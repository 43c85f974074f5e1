"""kill -9 while it writes: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from index import identity
from index.ledger import open_ledger
from index.options import Options
from tests.index.newsdesk import NOON, Newsdesk

_ROUNDS = 12
_WRITER = """
import sys
from pathlib import Path
from index.ledger import open_ledger
from index.options import Options
from tests.index.newsdesk import LEASE, NOON, article, page, verdict
ledger = open_ledger(Options(data=Path(sys.argv[1])))
run = ledger.start_run("crawl", NOON)
print("ready", flush=True)
while claims := ledger.claim_urls(NOON, lease=LEASE, limit=8, per_host=8):
    for claim in claims:
        brought = article(claim.url, claim.url)
        ledger.settle_page(run, claim, page(claim.url, article=brought, verdict=verdict(text=brought.text)))
        print(claim.url_key, flush=True)
"""


def test_no_acknowledged_page_is_lost(tmp_path: Path) -> None:
    options = Options(data=tmp_path)
    ledger = open_ledger(options)
    desk = Newsdesk(ledger)
    urls = [f"https://h{n % 5}.kz/{n}" for n in range(3000)]
    desk.discover(*urls)
    ledger.close()
    acknowledged: set[str] = set()
    chance = random.Random()
    for _ in range(_ROUNDS):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.4))
        writer.kill()
        acknowledged |= set(writer.communicate()[0].split())
        ledger = open_ledger(options)
        ledger.free_leases()
        stored = {one.id for one in ledger.all_articles()}
        assert acknowledged <= stored
        assert len(stored) == sum(run.fetched for run in ledger.runs(99)) == ledger.status(NOON).outbox
        assert ledger.check() == []
        ledger.close()
    assert acknowledged, "the writers wrote"
    ledger = open_ledger(options)
    waiting = {claim.url_key for claim in ledger.claim_urls(NOON, lease=NOON - NOON, limit=9999, per_host=9999)}
    assert waiting | stored == {identity.article_id(url) for url in urls}
    assert not waiting & stored
    ledger.close()
