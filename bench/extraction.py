"""Measure extraction on real pages with gold text: quality beside plain trafilatura, and processor time.

Run as `python -m bench.extraction [FOLDER]`; the folder holds gold.jsonl and html/ (default ../shared/data/pages).
"""

from __future__ import annotations

import gzip
import json
import re
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

import trafilatura

from crawler.extraction import Page, TrafilaturaExtractor, warm_up

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"


@dataclass(frozen=True, slots=True)
class Gold:
    """A page and what a person says is on it."""

    id: str
    url: str
    language: str
    body: bytes
    title: str | None
    date: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number and its target."""

    name: str
    value: float
    at_least: float = float("-inf")
    at_most: float = float("inf")

    def __str__(self) -> str:
        target = f">= {self.at_least:.3f}" if self.at_least > float("-inf") else f"<= {self.at_most:.3f}"
        kept = "kept" if self.at_least <= self.value <= self.at_most else "MISSED"
        return f"{self.name:40}{self.value:8.4f}   {target}   {kept}"


def load(folder: Path) -> list[Gold]:
    """Return the pages of `folder`; end with one sentence when it is not there."""
    try:
        lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        sys.exit(f"{folder}: there are no pages with gold text here; give the folder that holds gold.jsonl")
    records = [json.loads(line) for line in lines]
    return [
        Gold(
            record["id"],
            record["url"],
            record["language"],
            gzip.decompress((folder / record["file"]).read_bytes()),
            record["title"],
            record["date"],
            record["text"],
        )
        for record in records
    ]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the 4-word shingles of `text`; a shorter text is one shingle."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))) if words else Counter()


def precision_recall(found: str, gold: str) -> tuple[float, float]:
    """Return the shares of found shingles that are right and of right ones that are found."""
    a, b = shingles(found), shingles(gold)
    right = (a & b).total()
    return right / a.total() if a else float(not b), right / b.total() if b else 1.0


def f1(pairs: list[tuple[float, float]]) -> float:
    """Return the harmonic mean of mean precision and mean recall."""
    precision = sum(p for p, _ in pairs) / len(pairs)
    recall = sum(r for _, r in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _ours(page: Gold) -> str:
    return TrafilaturaExtractor().extract(Page(page.url, page.body, None)).text


def _bare(page: Gold) -> str:
    document = trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)
    return getattr(document, "text", None) or ""


def _plain(page: Gold) -> str:
    return trafilatura.extract(page.body, url=page.url) or ""


def _recall(page: Gold) -> str:
    return trafilatura.extract(page.body, url=page.url, favor_recall=True) or ""


EXTRACTORS: dict[str, Callable[[Gold], str]] = {
    "tilshi": _ours,
    "trafilatura + metadata": _bare,
    "trafilatura default": _plain,
    "trafilatura recall": _recall,
}


def measure(pages: list[Gold]) -> list[Figure]:
    """Print F1 per language and processor time per page, all extractors taking turns on each page; return ours beside
    plain trafilatura's default and recall settings."""
    for page in pages[:12]:  # tables compiled on first use are not a page's cost
        for run in EXTRACTORS.values():
            run(page)
    seconds: dict[str, float] = defaultdict(float)
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for page in pages:
        for name, run in EXTRACTORS.items():
            began = process_time()
            text = run(page)
            seconds[name] += process_time() - began
            pairs[name, page.language].append(precision_recall(text, page.text))
    languages = sorted({page.language for page in pages})
    print(f"{'shingle F1':24}" + "".join(f"{language:>8}" for language in languages) + "   ms/page   ratio")
    for name in EXTRACTORS:
        scores = "".join(f"{f1(pairs[name, language]):8.4f}" for language in languages)
        ratio = seconds[name] / seconds["trafilatura + metadata"]
        print(f"{name:24}{scores}{1000 * seconds[name] / len(pages):10.1f}{ratio:8.2f}")
    figures = []
    for peer in ("trafilatura default", "trafilatura recall"):
        gains = {code: f1(pairs["tilshi", code]) - f1(pairs[peer, code]) for code in languages}
        figures += [Figure(f"F1 above {peer}, {code}", gain, at_least=0.0) for code, gain in gains.items()]
        figures.append(Figure(f"F1 above {peer}, mean", sum(gains.values()) / len(gains), at_least=0.004))
    ratio = seconds["tilshi"] / seconds["trafilatura + metadata"]
    return [*figures, Figure("CPU to trafilatura + metadata", ratio, at_most=0.5)]


def judge(pages: list[Gold], loud: bool) -> list[Figure]:
    """Print outcomes and how many titles and dates are right; return the shares that have a target."""
    extractor = TrafilaturaExtractor()
    outcomes: Counter[str] = Counter()
    origins: Counter[str] = Counter()
    titles, dates, declared = [], [], []
    for page in pages:
        found = extractor.extract(Page(page.url, page.body, None))
        outcomes[found.outcome.value if found.outcome else "article"] += 1
        origins[found.published_from or "none"] += 1
        if found.outcome and loud:
            print("  refused:", page.id, page.url, found.outcome, found.detail)
        if page.title:
            titles.append(_folded(found.title) == _folded(page.title))
            if loud and not titles[-1]:
                print(f"  title: {page.id} {found.title!r} instead of {page.title!r}")
        if page.date:
            right = page.date in _days(found.published_at)
            dates.append(right)
            if found.published_from not in ("searched", None):
                declared.append(right)
            if loud and not right:
                print(f"  date: {page.id} {found.published_at} ({found.published_from}) instead of {page.date}")
    print("outcomes", dict(outcomes))
    print("date origins", dict(origins))
    marked = {"titles exact": titles, "days right": dates, "declared days right": declared}
    for name, marks in marked.items():
        print(f"{name}: {sum(marks)} of {len(marks)}")
    targets = {"titles exact": 0.84, "declared days right": 0.94}
    return [Figure(f"{name}, share", _share(marked[name]), at_least=target) for name, target in targets.items()]


def _share(marks: list[bool]) -> float:
    return sum(marks) / len(marks) if marks else float("nan")


def _days(at: datetime | None) -> set[str]:
    """Return the days `at` falls on between UTC and UTC+6: the zones of the pages whose day a person wrote down."""
    return {(at + timedelta(hours=hours)).date().isoformat() for hours in (0, 6)} if at else set()


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def main() -> None:
    """Print the tables."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--loud"]
    pages = load(Path(arguments[0]) if arguments else FOLDER)
    warm_up()
    figures = judge(pages, "--loud" in sys.argv) + measure(pages)
    print("\n".join(map(str, figures)))
    print(f"peak resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB (all extractors)")


if __name__ == "__main__":
    main()
