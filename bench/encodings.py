"""Measure what encodings cost: Cyrillic pages with gold text, encoded again in every way that pages and servers lie.

Run as `python -m bench.encodings [FOLDER]`; the folder holds gold.jsonl and html/ (default ../shared/data/pages).
Kazakh pages are made of the sentences of ../shared/data/lang, since none have gold text. Prints word F1 of the body by
row and how much each row loses against UTF-8; ends with an error when a row loses more than 0.002.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from bench.extraction import FOLDER, Gold, load
from crawler.charset import decode
from crawler.extraction import Page, TrafilaturaExtractor, warm_up

KAZAKH = FOLDER.parent / "lang" / "text" / "kk.kaznerd_valid.txt"
MOST_LOSS = 0.002
_CYRILLIC = ("ru", "uk", "kk")
_META = re.compile(r"<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>", re.IGNORECASE)
_KAZAKH_PAGES, _KAZAKH_SENTENCES = 20, 24


class Row(NamedTuple):
    """One way to serve a page: the encoding it is in, what its meta element and the HTTP header say."""

    real: str
    meta: str | None
    header: str | None

    def __str__(self) -> str:
        return f"{self.real}, meta {self.meta or '-'}, header {self.header or '-'}"


ROWS = (
    Row("utf-8", "utf-8", "utf-8"),
    Row("utf-8", None, None),
    Row("utf-8", "windows-1251", None),
    Row("utf-8", None, "windows-1251"),
    Row("cp1251", "windows-1251", None),
    Row("cp1251", None, "windows-1251"),
    Row("cp1251", None, None),
    Row("cp1251", "utf-8", None),
    Row("cp1251", "utf-8", "utf-8"),
    Row("koi8-r", "koi8-r", None),
    Row("koi8-r", None, None),
    Row("koi8-r", "windows-1251", "utf-8"),
    Row("kz1048", "kz1048", None),
    Row("kz1048", None, None),
    Row("kz1048", "windows-1251", None),
    Row("kz1048", "utf-8", "utf-8"),
    Row("ptcp154", "ptcp154", None),
    Row("ptcp154", None, None),
    Row("ptcp154", "windows-1251", None),
    Row("ptcp154", "utf-8", "utf-8"),
)


def kazakh_pages() -> Iterator[Gold]:
    """Make pages of Kazakh sentences, a few to a paragraph; none when the sentences are not there."""
    try:
        sentences = KAZAKH.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for number in range(_KAZAKH_PAGES):
        mine = sentences[number * _KAZAKH_SENTENCES : (number + 1) * _KAZAKH_SENTENCES]
        paragraphs = [" ".join(mine[at : at + 4]) for at in range(0, len(mine), 4)]
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        title = escape(mine[0][:60])
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        url = f"https://example.kz/news/{number}"
        yield Gold(f"kk-{number}", url, "kk", html.encode(), None, None, "\n".join(paragraphs))


def encoded(page: Gold, row: Row) -> bytes:
    """Return the page in `row`'s encoding, letters it does not have as references."""
    html = _META.sub("", decode(page.body).text)
    if row.meta:
        declaration = f'<meta charset="{row.meta}">'
        html, heads = re.subn(r"<head[^>]*>", lambda head: head[0] + declaration, html, count=1, flags=re.IGNORECASE)
        html = html if heads else declaration + html
    return html.encode(row.real, "xmlcharrefreplace")


def word_f1(found: str, gold: str) -> float:
    """Return the F1 of the words of `found`, counted with their repetitions."""
    a, b = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", gold))
    right = (a & b).total()
    return 2 * right / (a.total() + b.total()) if a.total() + b.total() else 1.0


def measure(pages: list[Gold]) -> float:
    """Print the table and return the largest loss of a row in any language."""
    extractor = TrafilaturaExtractor()
    languages = [language for language in _CYRILLIC if any(page.language == language for page in pages)]
    best: dict[str, float] = {}
    worst = 0.0
    print(f"{'word F1':48}" + "".join(f"{language:>8}" for language in languages) + "    loss")
    for row in ROWS:
        scores: dict[str, list[float]] = {language: [] for language in languages}
        header = f"text/html; charset={row.header}" if row.header else "text/html"
        for page in pages:
            found = extractor.extract(Page(page.url, encoded(page, row), header))
            scores[page.language].append(word_f1(found.text, page.text))
        means = {language: sum(values) / len(values) for language, values in scores.items()}
        best = best or means
        loss = max(best[language] - means[language] for language in languages)
        worst = max(worst, loss)
        print(f"{row!s:48}" + "".join(f"{means[language]:8.4f}" for language in languages) + f"{loss:8.4f}")
    return worst


def main() -> None:
    """Print the table; fail when a row loses too much."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    pages = [page for page in load(folder) if page.language in _CYRILLIC] + list(kazakh_pages())
    if not pages:
        sys.exit(f"{folder}: no page here is in Cyrillic")
    warm_up()
    worst = measure(pages)
    if worst > MOST_LOSS:
        sys.exit(f"a row loses {worst:.4f}, more than the {MOST_LOSS} allowed")


if __name__ == "__main__":
    main()
