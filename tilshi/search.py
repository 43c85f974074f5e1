"""`tilshi search`: find articles in three languages."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from index.options import Options
from index.search.contract import Hit, Query
from tilshi.common import plain, print_json, with_json, with_options


@click.command("search")
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many articles.")
@click.option("--language", help="Only articles in this language (ru, kk, en ...).")
@click.option("--source", help="Only articles of this source.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Published on or after this day (UTC).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Published before this day (UTC).")
@with_json
@with_options
def command(
    options: Options,
    query: str,
    limit: int,
    language: str | None,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Find articles that hold QUERY: words, "a phrase", -without, OR, prefix*. Case endings and spellings match."""
    from index.search import open_search

    search = open_search(options)
    try:
        page = search.search(
            Query(
                text=query,
                language=language,
                source_id=source,
                published_from=since and since.replace(tzinfo=UTC),
                published_to=until and until.replace(tzinfo=UTC),
                limit=limit,
            )
        )
    finally:
        search.close()
    if as_json:
        for hit in page.hits:
            print_json(_record(hit))
        return
    click.echo(f"{page.total} found" + (f", the first {len(page.hits)}:" if page.total > len(page.hits) else ""))
    for hit in page.hits:
        _print(hit)


def _record(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.article_id,
        "title": hit.title,
        "url": hit.url,
        "source": hit.source_id,
        "language": hit.language,
        "published_at": plain(hit.published_at),
        "score": hit.score,
        "highlights": plain(hit.highlights),
    }


def _print(hit: Hit) -> None:
    day = hit.published_at.date().isoformat() if hit.published_at else "undated"
    click.echo(
        f"\n{click.style(hit.title, bold=True)}\n  {day} · {hit.source_id} · {hit.language} · score {hit.score:.2f}"
    )
    for highlight in hit.highlights:
        if highlight.field == "text":
            click.echo("  … " + _marked(highlight.text, highlight.spans))
    click.echo(f"  {hit.url}")


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], click.style(text[start:end], fg="yellow", bold=True)]
        at = end
    return " ".join("".join([*pieces, text[at:]]).split())
