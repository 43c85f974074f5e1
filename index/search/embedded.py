"""Search inside the process: tantivy, in generations of one directory.

`current` names the generation that answers; a rebuild fills a new one and then replaces that file. A writer lives for
one batch only, so that several processes take turns, and readers never wait.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

import tantivy

from index.errors import HeldError, LedgerError, SearchError, StorageFullError
from index.ledger.lock import hold
from index.model import StoredArticle
from index.search import plan
from index.search.contract import Query, Refusal, SearchPage
from index.search.document import FORMAT, REACHABLE, Document, documents_of, hit_of, milliseconds
from index.search.query import parse

_VERSION: str = tantivy.__version__  # type: ignore[attr-defined]  # the stub leaves it out
_HEAP = 50_000_000  # bytes a writer gathers before it starts a new segment; tantivy wants 15 MB or more
_TURN = 10.0  # seconds to wait while another process writes
_Must, _Should, _MustNot = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class EmbeddedSearch:
    """The view in a directory of this machine."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._opening = Lock()
        self._opened: tuple[str, tantivy.Index] | None = None

    def put(self, entries: Sequence[tuple[int, StoredArticle]]) -> list[Refusal]:
        documents, refusals = documents_of(entries)
        with self._turn(), self._translated():
            index = self._index() or self._create()
            newer = [document for document in documents if document.sequence > self._sequence(index, document.id)]
            if newer:
                with _writer(index) as writer:
                    _write(writer, newer)
                    writer.commit()
                index.reload()
        return refusals

    def remove(self, article_ids: Sequence[str]) -> None:
        with self._turn(), self._translated():
            index = self._index()
            if index is None:
                return
            with _writer(index) as writer:
                for article_id in article_ids:
                    writer.delete_documents_by_term("id", article_id)
                writer.commit()
            index.reload()

    def search(self, query: Query) -> SearchPage:
        tree = parse(query.text)
        clause = plan.plan(tree)
        with self._translated():
            index = self._index()
            if index is None:
                raise SearchError(
                    f"{self._directory}: there is no search index yet; make it with `tilshi index rebuild`"
                )
            searcher = index.searcher()
            asked = tantivy.Query.boolean_query([(_Must, _spell(clause)), *_filters(query)])
            total, addresses = _page(searcher, asked, query, ranked=plan.is_ranked(clause))
            found = [json.loads(searcher.doc(address)["stored"][0]) for address in addresses]
        return SearchPage(total, tuple(hit_of(stored["id"], stored["shown"], tree) for stored in found))

    def count(self) -> int:
        with self._translated():
            index = self._index()
            return int(index.searcher().num_docs) if index else 0

    def rebuild(self, entries: Iterable[tuple[int, StoredArticle]]) -> int:
        with self._turn():
            name = f"generation-{uuid4().hex[:12]}"
            try:
                with self._translated():
                    index = _open(self._directory / name, create=True)
                    with _writer(index) as writer:
                        for entry in entries:
                            _write(writer, documents_of([entry])[0])
                        writer.commit()
                    index.reload()
                    self._point_to(name)
                    return int(index.searcher().num_docs)
            finally:
                self._sweep()

    def describe(self) -> str:
        with self._translated():
            index = self._index()
            if index is None:
                return f"{_VERSION}, no index yet"
            name = self._opened[0] if self._opened else ""
            size = sum(file.stat().st_size for file in (self._directory / name).iterdir() if file.is_file())
            return f"{_VERSION}, embedded, {index.searcher().num_docs} articles, {size / 1e6:.1f} MB"

    def close(self) -> None:
        with self._opening:
            self._opened = None

    # --- generations ----------------------------------------------------------------------------------------------

    def _index(self) -> tantivy.Index | None:
        """Return the current generation as last committed by whoever wrote; None where there is none yet."""
        with self._opening:
            for _ in range(3):  # a rebuild may sweep a generation away between our look at `current` and the opening
                name = self._current()
                if name is None:
                    return None
                try:
                    if self._opened is None or self._opened[0] != name:
                        self._opened = (name, _open(self._directory / name))
                    self._opened[1].reload()
                    return self._opened[1]
                except ValueError:
                    self._opened = None
                    if name == self._current():
                        raise
            raise SearchError(f"{self._directory}: the index is being rebuilt again and again; try again later")

    def _current(self) -> str | None:
        try:
            current = json.loads((self._directory / "current").read_bytes())
        except FileNotFoundError:
            return None
        match current:
            case {"format": int(written), "generation": str(name)} if written == FORMAT:
                return name
            case {"format": written}:
                raise ValueError(f"written in format {written}, this tilshi reads {FORMAT}")
        raise ValueError("its file `current` is damaged")

    def _create(self) -> tantivy.Index:
        name = f"generation-{uuid4().hex[:12]}"
        index = _open(self._directory / name, create=True)
        self._point_to(name)
        return index

    def _point_to(self, name: str) -> None:
        fresh = self._directory / "current.new"
        with fresh.open("w", encoding="ascii") as file:
            json.dump({"format": FORMAT, "generation": name}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._directory / "current")

    def _sweep(self) -> None:
        """Drop every generation but the current one; who still reads an old one keeps its files until done."""
        try:
            current = self._current()
        except ValueError:
            return
        for old in self._directory.glob("generation-*"):
            if old.name != current:
                shutil.rmtree(old, ignore_errors=True)

    # --- writing --------------------------------------------------------------------------------------------------

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the right to write."""
        deadline = time.monotonic() + _TURN
        while True:
            turn = hold(self._directory, "writing")
            try:
                turn.__enter__()
                break
            except LedgerError as error:
                raise SearchError(str(error)) from error
            except HeldError as error:
                if time.monotonic() > deadline:
                    raise SearchError(f"{error}; the search index is behind until then") from None
                time.sleep(0.02)
        try:
            yield
        finally:
            turn.__exit__(None, None, None)

    def _sequence(self, index: tantivy.Index, article_id: str) -> int:
        """Return the sequence under which the view holds this article, -1 where it does not."""
        searcher = index.searcher()
        hits = searcher.search(tantivy.Query.term_query(_schema(), "id", article_id), 1, count=False).hits
        values: list[Any] = searcher.fast_field_values("sequence", [hits[0][1]]) if hits else [-1]
        return int(values[0])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the library raises into one sentence."""
        try:
            yield
        except (ValueError, OSError) as error:
            if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or "No space left" in str(error):
                raise StorageFullError(f"{self._directory}: no space left; nothing half-written was kept") from error
            raise self._damaged(error) from error
        except BaseException as error:
            # The library panics on some damage; its exception is no Exception, and only its name tells it.
            if type(error).__name__ != "PanicException":
                raise
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> SearchError:
        reason = " ".join(str(error).split())[:200]
        return SearchError(
            f"{self._directory}: the search index cannot be used ({reason}); make it anew with `tilshi index rebuild`"
        )


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "language", "source_id", "state"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("exact", "stems", "title", "names"):
        builder.add_text_field(name, tokenizer_name="words", index_option="position")
    builder.add_boolean_field("flagged", indexed=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_integer_field("recency", fast=True)
    builder.add_integer_field("sequence", fast=True)
    builder.add_bytes_field("stored", stored=True)  # text would be indexed, as one huge word
    return builder.build()


def _open(path: Path, *, create: bool = False) -> tantivy.Index:
    if create:
        path.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(path), reuse=False)
    else:
        index = tantivy.Index.open(str(path))
    index.config_reader("manual")
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("words", words)
    return index


@contextmanager
def _writer(index: tantivy.Index) -> Iterator[tantivy.IndexWriter]:
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    try:
        yield writer
    finally:
        writer.wait_merging_threads()  # also gives the library's own lock back


def _write(writer: Any, documents: Iterable[Document]) -> None:
    for document in documents:
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(_encode(document))


def _encode(document: Document) -> tantivy.Document:
    fields = {
        "id": document.id,
        "language": document.language,
        "source_id": document.source_id,
        "state": document.state,
        "exact": document.exact,
        "stems": document.stems,
        "title": document.title,
        "names": document.names,
        "flagged": document.flagged,
        "recency": document.recency,
        "sequence": document.sequence,
        "stored": json.dumps({"id": document.id, "shown": document.shown}, ensure_ascii=False).encode(),
    }
    if document.published is not None:
        fields["published"] = document.published
    return tantivy.Document.from_dict(fields, _schema())


def _spell(clause: plan.Clause) -> tantivy.Query:
    """Write a clause in the library's words."""
    make, schema = tantivy.Query, _schema()
    match clause:
        case plan.Term(field, value, boost):
            return make.boost_query(make.term_query(schema, field, value), boost)
        case plan.Sequence(field, values, boost):
            return make.boost_query(make.phrase_query(schema, field, list(values)), boost)
        case plan.Beginning(field, value):
            return make.const_score_query(make.regex_query(schema, field, f"{value}.*"), 1.0)
        case plan.Some(clauses):
            if not clauses:
                return make.empty_query()
            return make.boolean_query([(_Should, _spell(part)) for part in clauses])
        case plan.Every(required, forbidden):
            parts = [(_Must, _spell(part)) for part in required]
            if not required:
                parts.append((_Must, make.const_score_query(make.all_query(), 0.0)))
            return make.boolean_query(parts + [(_MustNot, _spell(part)) for part in forbidden])


def _filters(query: Query) -> list[tuple[Any, tantivy.Query]]:
    make, schema = tantivy.Query, _schema()
    filters = [make.term_query(schema, field, value) for field, value in plan.wanted(query)]
    if query.published_from or query.published_to:
        filters.append(
            make.range_query(
                schema,
                "published",
                tantivy.FieldType.Integer,
                milliseconds(query.published_from) if query.published_from else None,
                milliseconds(query.published_to) if query.published_to else None,
                include_upper=query.published_to is None,  # of an open end the library wants to hear True
            )
        )
    return [(_Must, make.const_score_query(part, 0.0)) for part in filters]


def _page(searcher: Any, asked: tantivy.Query, query: Query, *, ranked: bool) -> tuple[int, list[Any]]:
    """Return how many articles match, and the addresses of the wanted ones in order."""
    offset = max(0, query.offset)
    needed = min(offset + max(0, query.limit), REACHABLE)
    if needed <= offset:
        return int(searcher.search(asked, 1).count), []
    if not ranked:
        result = searcher.search(asked, needed - offset, order_by_field="recency", offset=offset)
        return int(result.count), [address for _, address in result.hits]
    total, hits = _best(searcher, asked, needed)
    recency = searcher.fast_field_values("recency", [address for _, address in hits])
    order = sorted(range(len(hits)), key=lambda number: (-hits[number][0], -recency[number]))
    return total, [hits[number][1] for number in order[offset:needed]]


def _best(searcher: Any, asked: tantivy.Query, needed: int) -> tuple[int, list[tuple[float, Any]]]:
    """Return the best hits by relevance, with all that tie with the last: the library cannot order those by a field."""
    fetched = needed
    while True:
        fetched = fetched * 2 + 10
        result = searcher.search(asked, fetched)
        hits = result.hits
        if len(hits) < fetched or hits[-1][0] < hits[needed - 1][0] or fetched > 10 * REACHABLE:
            return int(result.count), hits
