"""Search on Elasticsearch 8 or 9, where one machine is not enough.

An alias names the index that answers; a rebuild fills a new index under a second alias, to which every put goes too,
and swaps the two. Words come analysed: fields use the `whitespace` analyzer and nothing a plugin would have to bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
    UnsupportedProductError,
)

from index.errors import ConfigurationError, SearchError
from index.model import StoredArticle
from index.search import plan
from index.search.contract import Query, Refusal, SearchPage
from index.search.document import FORMAT, REACHABLE, Document, documents_of, hit_of, milliseconds
from index.search.query import parse

_SECONDS = 30.0  # for any one request
_BULK = 250  # articles in one request
_ANALYSED = ("exact", "stems", "title", "names")
_WORDS = {"type": "text", "analyzer": "whitespace"}
_KEYWORD = {"type": "keyword"}
_MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    "_meta": {"format": FORMAT},
    # What was analysed is never shown and can be made again: it stays out of the stored source, half of the size.
    "_source": {"excludes": list(_ANALYSED)},
    "properties": {
        **dict.fromkeys(_ANALYSED, _WORDS),
        **dict.fromkeys(("language", "source_id", "state"), _KEYWORD),
        "flagged": {"type": "boolean"},
        "published": {"type": "date", "format": "epoch_millis"},
        "recency": {"type": "long"},
        "shown": {"type": "object", "enabled": False},
    },
}
# One shard keeps relevance the same as in the embedded engine; it serves some ten million articles.
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


class ElasticSearch:
    """The view on a server. `seconds` limits every request."""

    def __init__(self, address: str, name: str, *, seconds: float = _SECONDS) -> None:
        self._alias, self._building = name, f"{name}-building"
        self._seconds = seconds
        self._client, self._shown_address = _connect(address, seconds)
        self._is_checked = False

    def put(self, entries: Sequence[tuple[int, StoredArticle]]) -> list[Refusal]:
        documents, refusals = documents_of(entries)
        with self._translated():
            aliases = self._aliases() or self._create()
            for alias in aliases:
                refused = [refusal for part in _portions(documents) for refusal in self._bulk(alias, part)]
                refusals += [refusal for refusal in refused if refusal not in refusals]
            self._client.indices.refresh(index=aliases)
        return refusals

    def remove(self, article_ids: Sequence[str]) -> None:
        with self._translated():
            if not article_ids or not (aliases := self._aliases()):
                return
            for alias in aliases:
                deletions = [{"delete": {"_id": article_id}} for article_id in article_ids]
                answer = self._client.bulk(index=alias, operations=deletions, require_alias=True, refresh=True)
                for item in answer["items"]:
                    if item["delete"]["status"] not in (200, 404):
                        raise self._trouble(item["delete"]["status"], item["delete"].get("error"))

    def search(self, query: Query) -> SearchPage:
        tree = parse(query.text)
        clause = plan.plan(tree)
        offset = max(0, query.offset)
        newest = {"recency": "desc"}
        with self._translated():
            self._check()
            answer = self._client.search(
                index=self._alias,
                query={"bool": {"must": [_spell(clause)], "filter": _filters(query)}},
                sort=[{"_score": "desc"}, newest] if plan.is_ranked(clause) else [newest],
                from_=min(offset, REACHABLE),
                size=max(0, min(query.limit, REACHABLE - offset)),
                source_includes=["shown"],
                track_total_hits=True,
                timeout=f"{self._seconds:g}s",
            )
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise SearchError(f"{self._shown_address}: the search was not finished in time; ask for less or try again")
        found = answer["hits"]
        return SearchPage(
            int(found["total"]["value"]),
            tuple(hit_of(hit["_id"], hit["_source"]["shown"], tree) for hit in found["hits"]),
        )

    def count(self) -> int:
        with self._translated():
            if self._alias not in self._aliases():
                return 0
            return int(self._client.count(index=self._alias)["count"])

    def rebuild(self, entries: Iterable[tuple[int, StoredArticle]]) -> int:
        name = f"{self._alias}-{uuid4().hex[:12]}"
        with self._translated():
            self._refuse_stranger()
            self._client.indices.delete(index=self._indices(self._building), ignore_unavailable=True)
            self._client.indices.create(
                index=name,
                mappings=_MAPPING,
                settings={**_SETTINGS, "refresh_interval": "-1"},
                aliases={self._building: {}},
            )
            try:
                incoming = iter(entries)
                while batch := list(islice(incoming, _BULK)):
                    for part in _portions(documents_of(batch)[0]):
                        self._bulk(self._building, part)
                self._client.indices.put_settings(index=name, settings={"refresh_interval": None})
                self._client.indices.refresh(index=name)
                self._swap(name)
            except BaseException:
                self._client.indices.delete(index=name, ignore_unavailable=True)
                raise
            return int(self._client.count(index=self._alias)["count"])

    def describe(self) -> str:
        with self._translated():
            nodes = self._client.nodes.info(node_id="_local", filter_path="nodes.*.version")["nodes"]
            version = next(iter(nodes.values()))["version"]
            if self._alias not in self._aliases():
                return f"Elasticsearch {version}, no index yet"
            total = self._client.indices.stats(index=self._alias, metric=["docs", "store"])["_all"]["primaries"]
            size = total["store"]["size_in_bytes"] / 1e6
            return f"Elasticsearch {version}, {total['docs']['count']} articles, {size:.1f} MB"

    def close(self) -> None:
        self._client.close()

    # --- indices --------------------------------------------------------------------------------------------------

    def _aliases(self) -> list[str]:
        """Return the aliases to write to: the one that answers, and the one being built while somebody rebuilds."""
        found = self._client.indices.get(index=[self._alias, self._building], ignore_unavailable=True)
        aliases = {alias for index in found.values() for alias in index["aliases"]}
        for index in found.values():
            written = index["mappings"].get("_meta", {}).get("format")
            if self._alias in index["aliases"] and written != FORMAT:
                raise self._unusable(f"written in format {written}, this tilshi reads {FORMAT}")
        if self._alias in found:
            raise self._stranger()
        return sorted(aliases & {self._alias, self._building}) if self._alias in aliases else []

    def _create(self) -> list[str]:
        """Make the first index. The fixed name lets only one of several processes win."""
        try:
            self._client.indices.create(
                index=f"{self._alias}-first", mappings=_MAPPING, settings=_SETTINGS, aliases={self._alias: {}}
            )
        except ApiError as error:
            if error.error != "resource_already_exists_exception":
                raise
        return [self._alias]

    def _check(self) -> None:
        """Look once whether the index that answers is of our format."""
        if not self._is_checked:
            if not self._aliases():
                raise SearchError(f"{self._shown_address}: {self._missing()}")
            self._is_checked = True

    def _refuse_stranger(self) -> None:
        if self._alias in self._client.indices.get(index=self._alias, ignore_unavailable=True):
            raise self._stranger()

    def _indices(self, alias: str) -> list[str]:
        """Return the indices behind an alias; a name that matches nothing where there is none."""
        return [*self._client.indices.get(index=alias, ignore_unavailable=True)] or [f"{alias}-none"]

    def _swap(self, name: str) -> None:
        """Let the new index answer, in one step, and drop the old one."""
        old = self._indices(self._alias)
        self._client.indices.update_aliases(
            actions=[
                {"remove": {"index": name, "alias": self._building}},
                {"remove": {"index": f"{self._alias}-*", "alias": self._alias, "must_exist": False}},
                {"add": {"index": name, "alias": self._alias}},
            ]
        )
        self._client.indices.delete(index=old, ignore_unavailable=True)

    # --- writing --------------------------------------------------------------------------------------------------

    def _bulk(self, alias: str, documents: Sequence[Document]) -> list[Refusal]:
        """Write documents; the outbox sequence is the version, so an older state never overwrites a newer one."""
        operations: list[Mapping[str, Any]] = []
        for document in documents:
            version = {"version": document.sequence, "version_type": "external"}
            operations += [{"index": {"_id": document.id, **version}}, _encode(document)]
        try:
            answer = self._client.bulk(index=alias, operations=operations, require_alias=True)
        except ApiError as error:
            if error.status_code not in (400, 413):
                raise
            # One article spoils the request, or all together are too long: halves tell which.
            if len(documents) == 1:
                return [Refusal(documents[0].id, _reason(error.body))]
            half = len(documents) // 2
            return self._bulk(alias, documents[:half]) + self._bulk(alias, documents[half:])
        refusals = []
        for item in (item["index"] for item in answer["items"]):
            if item["status"] == 400:
                refusals.append(Refusal(item["_id"], _reason(item)))
            elif item["status"] >= 300 and item["status"] != 409:
                raise self._trouble(item["status"], item.get("error"))
        return refusals

    # --- errors ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the client raises into one sentence."""
        try:
            yield
        except NotFoundError as error:
            self._is_checked = False
            raise SearchError(f"{self._shown_address}: {self._missing()}") from error
        except UnsupportedProductError as error:
            raise SearchError(f"{self._shown_address}: what answers there is not Elasticsearch") from error
        except ApiError as error:
            raise self._trouble(error.status_code, error.body) from error
        except ConnectionTimeout as error:
            raise SearchError(
                f"{self._shown_address}: Elasticsearch did not answer within {self._seconds:g} s; try again later"
            ) from error
        except TransportError as error:
            raise SearchError(
                f"{self._shown_address}: Elasticsearch cannot be reached ({_short(error)}); "
                "start it, or mend `search` in the settings"
            ) from error

    def _trouble(self, status: int, body: Any) -> SearchError:
        reason = _reason(body)
        if status in (401, 403) and "security" in reason:
            return SearchError(f"{self._shown_address}: the login was refused; check user and password in `search`")
        if status in (403, 429) and "block" in reason:
            return SearchError(
                f"{self._shown_address}: Elasticsearch takes no writes, most likely because its disk passed the "
                f"flood-stage watermark; free space there ({reason})"
            )
        if status == 429:
            return SearchError(f"{self._shown_address}: Elasticsearch is overloaded; try again later ({reason})")
        if "index_not_found" in reason:
            return SearchError(f"{self._shown_address}: {self._missing()}")
        return SearchError(f"{self._shown_address}: Elasticsearch refused with status {status} ({reason})")

    def _missing(self) -> str:
        return f"there is no search index {self._alias}; make it with `tilshi index rebuild`"

    def _unusable(self, reason: str) -> SearchError:
        return SearchError(
            f"{self._shown_address}: the search index {self._alias} cannot be used ({reason}); "
            "make it anew with `tilshi index rebuild`"
        )

    def _stranger(self) -> SearchError:
        return SearchError(
            f"{self._shown_address}: {self._alias} is an index that tilshi did not make; "
            "choose another name for `search_index` in the settings"
        )


def _connect(address: str, seconds: float) -> tuple[Elasticsearch, str]:
    """Return a client, and the address without the password."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 9200)
        if not parts.hostname:
            raise ValueError("it names no host")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        shown = f"{parts.scheme}://{host}:{port}{parts.path}"
        login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        # One retry mends a connection that went stale; everything else is the caller's to repeat.
        client = Elasticsearch(shown, basic_auth=login, request_timeout=seconds, max_retries=1)
    except ValueError as error:
        raise ConfigurationError(
            f'search must be "embedded" or "http(s)://[user:password@]host:port": {error}'
        ) from error
    return client, shown


def _portions(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    for start in range(0, len(documents), _BULK):
        yield documents[start : start + _BULK]


def _encode(document: Document) -> Mapping[str, Any]:
    return {
        "language": document.language,
        "source_id": document.source_id,
        "state": document.state,
        "flagged": document.flagged,
        "published": document.published,
        "recency": document.recency,
        "exact": document.exact,
        "stems": document.stems,
        "title": document.title,
        "names": document.names,
        "shown": document.shown,
    }


def _spell(clause: plan.Clause) -> Mapping[str, Any]:
    """Write a clause in the server's words."""
    match clause:
        case plan.Term(field, value, boost):
            return {"term": {field: {"value": value, "boost": boost}}}
        case plan.Sequence(field, values, boost):
            return {"match_phrase": {field: {"query": " ".join(values), "boost": boost}}}
        case plan.Beginning(field, value):
            return {"constant_score": {"filter": {"prefix": {field: value}}}}
        case plan.Some(clauses):
            if not clauses:
                return {"match_none": {}}
            return {"bool": {"should": [_spell(part) for part in clauses]}}
        case plan.Every(required, forbidden):
            parts: dict[str, Any] = {
                "must": [_spell(part) for part in required],
                "must_not": [_spell(part) for part in forbidden],
            }
            return {"bool": parts if required else parts | {"filter": {"match_all": {}}}}


def _filters(query: Query) -> list[Mapping[str, Any]]:
    filters: list[Mapping[str, Any]] = [{"term": {field: value}} for field, value in plan.wanted(query)]
    published = {}
    if query.published_from:
        published["gte"] = milliseconds(query.published_from)
    if query.published_to:
        published["lt"] = milliseconds(query.published_to)
    if published:
        filters.append({"range": {"published": published}})
    return filters


def _reason(body: Any) -> str:
    """Return type and reason of the server's error, on one line."""
    error = body.get("error", body) if isinstance(body, Mapping) else body
    if isinstance(error, Mapping):
        cause = error.get("caused_by", {})
        error = ": ".join(str(part) for part in (error.get("type"), error.get("reason"), cause.get("reason")) if part)
    return " ".join(str(error).split())[:300]


def _short(error: TransportError) -> str:
    return " ".join(str(error.message).split())[:200]
