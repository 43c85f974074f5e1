"""The search view: find articles in three languages, in an engine chosen by one setting."""

from __future__ import annotations

from index.options import Options
from index.search.contract import Search


def open_search(options: Options) -> Search:
    """Open the engine that `options.search` names. Nothing is created, asked or connected to before it is used."""
    if options.search == "embedded":
        from index.search.embedded import EmbeddedSearch

        return EmbeddedSearch(options.data / "search")
    from index.search.elastic import ElasticSearch

    return ElasticSearch(options.search, options.search_index)
