"""What runs inside the sandbox: a page or a post becomes an article with its language and its verdict."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from classifiers.contract import Classifier, Declared
from crawler.coding import Garbled, Oversized, decoded
from crawler.extraction import Extraction, Page, TrafilaturaExtractor, warm_up
from crawler.provenance import is_plausible
from crawler.watchdog import without_header
from index.clock import SystemClock
from index.errors import ModelError
from index.identity import canonical_url
from index.model import Article, Item, LanguageGuess, Outcome, Verdict
from index.options import Options
from index.text import clean_line, clean_text

_TITLE_LENGTH = 120  # of a post, which has no title: its first line serves, cut at a word


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page turned out to be: an article, or the outcome that says what it is instead.

    `verdict` None beside an article means that no model was at hand; it is classified later.
    """

    outcome: Outcome | None
    detail: str = ""
    article: Article | None = None
    verdict: Verdict | None = None


class Reader:
    """Extractor, language detector and classifier together; loaded once per process."""

    def __init__(self, options: Options) -> None:
        # Two workers on two cores: threads inside a worker would only fight over them, and each reserves address space.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from classifiers.champions import load_serving
        from classifiers.language import detector

        self._max_bytes = options.fetch.max_bytes
        self._extractor = TrafilaturaExtractor(options.workers.max_html_bytes)
        self._detector = detector()
        self._classifier: Classifier | None = None
        self.trouble = ""  # why there will be no verdicts
        try:
            self._classifier = load_serving(options)
        except ModelError as error:
            self.trouble = str(error)  # articles are stored all the same, their verdicts pending

    def read_page(self, page: Page, coding: str = "") -> Reading:
        """Extract the page and judge the article on it. `coding` is the Content-Encoding that is still on its body."""
        try:
            page = replace(page, body=decoded(page.body, coding, self._max_bytes))
        except Oversized as error:
            return Reading(Outcome.TOO_BIG, str(error))
        except Garbled as error:
            return Reading(Outcome.UNREACHABLE, str(error))
        found = self._extractor.extract(page)
        if found.outcome:
            return Reading(found.outcome, found.detail)
        return self._judged(_article(page, found), page.source_languages, page.timezone)

    def read_post(self, source_id: str, source_languages: tuple[str, ...], item: Item) -> Reading:
        """Judge a post that its door carried whole."""
        text = clean_text(item.text or "").strip()
        if not any(character.isalnum() for character in text):
            return Reading(Outcome.EMPTY, "the post has no text")
        published_at, modified_at = _plausible(item.published_at), _plausible(item.updated_at)
        article = Article(
            url=item.url,
            canonical_url=canonical_url(item.url),
            source_id=source_id,
            title=clean_line(item.title or "") or _first_line(text),
            text=text,
            language=LanguageGuess("und", "Zyyy", 0.0),
            author=item.author,
            published_at=published_at,
            published_from="feed" if published_at else None,
            modified_at=modified_at,
            modified_from="feed" if modified_at else None,
        )
        return self._judged(article, source_languages)

    def judge(
        self,
        article: Article,
        source_languages: tuple[str, ...] = (),
        language: str | None = None,
        timezone: str | None = None,
    ) -> tuple[Article, Verdict | None]:
        """Return the article with its language (given, or detected) and the verdict on it.

        "Yesterday" leans on the day of publication in the `timezone` of the source; UTC without one.
        """
        hints = source_languages or ((language,) if language else ())
        guess = self._detector.detect(article.title, article.text, hints)
        if language:
            guess = replace(guess, language=language)
        text = without_header(article.text) if article.header else article.text
        declared = _declared(article, timezone)
        verdict = self._classifier.judge(article.title, text, guess, declared) if self._classifier else None
        return replace(article, language=guess), verdict

    def _judged(self, article: Article, source_languages: tuple[str, ...], timezone: str | None = None) -> Reading:
        article, verdict = self.judge(article, source_languages, timezone=timezone)
        return Reading(None, "", article, verdict)


_reader: Reader | None = None


def setup(options: Options) -> None:
    """Load what the functions below need and warm it up. Runs once in each worker process."""
    global _reader
    _reader = Reader(options)
    warm_up()
    # What was loaded stays: looking through it for garbage again and again costs a twentieth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def trouble() -> str:
    """Return one sentence on why this process gives no verdicts; empty when it does."""
    assert _reader, "setup() runs first"
    return _reader.trouble


def read_page(page: Page, coding: str = "") -> Reading:
    """Read a page in a worker process."""
    assert _reader, "setup() runs first"
    return _reader.read_page(page, coding)


def read_post(source_id: str, source_languages: tuple[str, ...], item: Item) -> Reading:
    """Read a post in a worker process."""
    assert _reader, "setup() runs first"
    return _reader.read_post(source_id, source_languages, item)


def _article(page: Page, found: Extraction) -> Article:
    return Article(
        url=page.url,
        canonical_url=found.canonical_url,
        source_id=page.source_id,
        title=found.title,
        text=found.text,
        language=LanguageGuess("und", "Zyyy", 0.0),
        author=found.author,
        published_at=found.published_at,
        published_from=found.published_from,
        modified_at=found.modified_at,
        modified_from=found.modified_from,
        header=found.header.words if found.header else None,
        loss=found.loss,
        removed=found.removed,
    )


def _declared(article: Article, timezone: str | None) -> Declared:
    moment = article.published_at
    day = moment.astimezone(ZoneInfo(timezone) if timezone else UTC).date() if moment else None
    place, when = (article.header.location, article.header.date) if article.header else ("", "")
    return Declared(day, article.author or "", place, when)


def _plausible(at: datetime | None) -> datetime | None:
    return at if at and is_plausible(at, SystemClock().now()) else None


def _first_line(text: str) -> str:
    line = clean_line(text.partition("\n")[0], 1000)
    if len(line) <= _TITLE_LENGTH:
        return line
    cut = line[:_TITLE_LENGTH]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + "…"
