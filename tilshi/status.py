"""`tilshi status`: the whole of tilshi in numbers, and every source's health."""

from __future__ import annotations

from datetime import datetime

import click

from index.clock import SystemClock
from index.errors import SearchError
from index.estimates import Estimate, miss_rate, recall
from index.ledger.contract import AuditFigures, LedgerStatus, SourceStatus
from index.options import Options
from tilshi.common import ago, open_options, plural, print_json, with_json, with_options


@click.command("status")
@with_json
@with_options
def command(options: Options, as_json: bool) -> None:
    """Show what is stored, what waits, and which sources are silent or failing."""
    from index.ledger import open_ledger
    from index.search import open_search

    now = SystemClock().now()
    ledger = open_ledger(open_options(options))
    try:
        status = ledger.status(now)
    finally:
        ledger.close()
    try:
        search = open_search(options)
        view = search.describe()
        search.close()
    except SearchError as error:
        view = f"not answering: {error}"
    if as_json:
        audit = {"miss_rate": miss_rate(status.audit), "recall": recall(status.audit)}
        print_json({"status": status, "audit": audit, "search": view, "data": options.data})
        return
    _print_totals(status, view, options)
    for source in sorted(status.sources, key=lambda s: (not s.trouble, s.source_id)):
        if source.enabled:
            click.echo(_line(source, now))
    if not any(source.enabled for source in status.sources):
        click.echo("no source has been crawled yet: `tilshi crawl` or `tilshi run` begins")


def _print_totals(status: LedgerStatus, view: str, options: Options) -> None:
    click.echo(f"{options.data}  ({status.engine}, schema {status.schema})")
    click.echo(f"articles   {status.articles}  ({plural(status.versions, 'version')})")
    click.echo(f"queue      {status.open_candidates} open, {status.accepted} accepted, {status.rejected} rejected")
    click.echo(f"frontier   {status.urls_due} due now, {status.urls_waiting} waiting")
    click.echo(f"search     {view}; {plural(status.outbox, 'change')} not indexed yet")
    if rate := miss_rate(status.audit):
        click.echo(f"audit      {_audited(status.audit, rate)}")
    if status.pending_verdicts:
        click.echo(f"unjudged   {plural(status.pending_verdicts, 'article')} stored without a model")
    if status.lost_lists:
        articles = plural(status.lost_lists, "article announces", "articles announce")
        click.echo(f"lost       {articles} a list that extraction did not find: read the originals")
    if status.quarantined:
        click.echo(f"set aside  {status.quarantined} in quarantine")


def _audited(figures: AuditFigures, rate: Estimate) -> str:
    read = plural(figures.audited, "unflagged article read", "unflagged articles read")
    said = f"{read}, {figures.missed} missed: {_share(rate)} of the unflagged"
    found = recall(figures)
    return f"{said}; recall {_share(found)}" if found else said


def _share(of: Estimate) -> str:
    return f"{of.value:.2%} (95 %: {of.low:.2%} to {of.high:.2%})"


def _line(source: SourceStatus, now: datetime) -> str:
    mark = click.style("✗", fg="red") if source.trouble else click.style("✓", fg="green")
    text = f"{mark} {source.source_id:<24} {source.articles:>6} articles, new {ago(source.last_new_at, now)}"
    return f"{text}, answered {ago(source.last_success_at, now)}" + (f": {source.trouble}" if source.trouble else "")
