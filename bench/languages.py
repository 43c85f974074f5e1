"""Languages: accuracy by set of texts, speed beside plain langdetect, cost beside extraction, memory of a worker.

Run as `python -m bench.languages [FOLDER]` (default ../shared/data); FOLDER holds lang/ (texts in many languages) and
pages/ (see bench.extraction). Nothing was learnt from the headlines, the treebank and the Declaration of Human Rights.
Whole articles are told by letters and profiles, which were not learnt from the corpus. The profiles of the look-alikes
were learnt from the sentences that are joined here, Ukrainian and Bulgarian apart.
"""

from __future__ import annotations

import gc
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import NamedTuple

import langdetect

from bench.extraction import Gold, load
from bench.kazakh_spellings import ALPHABETS, latin, plain
from classifiers.corpus_file import read_corpus
from classifiers.language import detector
from crawler import worker
from crawler.extraction import Page, TrafilaturaExtractor, warm_up
from crawler.sandbox import Sandbox
from index.options import load_options
from index.search.analysis import terms_of

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
HEADLINES = Path(__file__).resolve().parents[1] / "tests" / "classifiers" / "headlines"
LONG = 600  # characters
_CLEAR = 1000  # characters of each text in the speed run
_SPEED_TEXTS = 80  # of each language
_LOOK_ALIKES = ("ky", "tt", "ba", "mn", "uz_cyrl", "ug_cyrl", "uk", "bg")


class Set(NamedTuple):
    """Texts that are all in one language; `title` says whether they are read as titles."""

    name: str
    language: str
    texts: list[str]
    title: bool = False


def sets(folder: Path) -> Iterator[Set]:
    """Yield what is at hand of the sets of texts."""
    for path in sorted(HEADLINES.glob("*.txt")):
        lines = list(filter(None, path.read_text(encoding="utf-8").splitlines()))
        yield Set(f"headlines {path.stem}", path.stem.split("-")[0], lines, title=True)
    articles = [article for article in read_corpus() if len(article.text) >= LONG]
    for language in ("ru", "kk", "en"):
        yield Set(f"articles {language}", language, [a.text for a in articles if a.language == language])
    kazakh = [article.text for article in articles if article.language == "kk"]
    yield Set("articles kk, plain", "kk", list(map(plain, kazakh)))
    for alphabet in ALPHABETS:
        yield Set(f"articles kk, Latin {alphabet}", "kk", [latin(text, alphabet) for text in kazakh])
    yield from _treebank(folder)
    for path in sorted(folder.glob("udhr/*.txt")):
        yield Set(f"declaration {path.stem}", path.stem.split("_")[0], _joined(path))
    for language in _LOOK_ALIKES:
        for path in folder.glob(f"text/{language}.*.txt"):
            yield Set(f"sentences, joined {language}", language.split("_")[0], _joined(path))


def _treebank(folder: Path) -> Iterator[Set]:
    files = sorted(folder.glob("kk_ktb-ud-*.conllu"))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    sentences = [line[9:] for line in lines if line.startswith("# text = ") and len(line) > 24]
    if sentences:
        yield Set("treebank kk", "kk", sentences, title=True)
        yield Set("treebank kk, plain", "kk", list(map(plain, sentences)), title=True)
        for alphabet in ALPHABETS:
            yield Set(f"treebank kk, Latin {alphabet}", "kk", [latin(s, alphabet) for s in sentences], title=True)


def _joined(path: Path) -> list[str]:
    """Return the lines of a file joined to long texts."""
    texts = [""]
    for line in path.read_text(encoding="utf-8").splitlines():
        if len(texts[-1]) >= LONG:
            texts.append("")
        texts[-1] += f"{line} "
    return texts


def measure_accuracy(folder: Path) -> None:
    """Print for each set how many are right, and how many are called Kazakh."""
    print(f"{'':32}{'texts':>6}{'right %':>9}{'kk %':>7}   others")
    for name, language, texts, title in sets(folder):
        found = Counter(detector().detect(*((t, "") if title else ("", t))).language for t in texts)
        others = {other: number for other, number in found.most_common() if other not in (language, "kk")}
        right, kazakh = (100 * found[which] / len(texts) for which in (language, "kk"))
        print(f"{name:32}{len(texts):6}{right:9.2f}{kazakh:7.2f}   {others or ''}")


def measure_speed() -> None:
    """Print milliseconds a text for tilshi and for langdetect as it is installed, taking turns on each text."""
    langdetect.detect("Profiles are read on the first call, ours too.")
    detector()
    print(f"\n{_CLEAR} characters        tilshi ms  median   langdetect ms   ratio")
    chosen = random.Random(0)
    for language in ("ru", "kk", "en"):
        texts = [a.text[:_CLEAR] for a in read_corpus() if a.language == language and len(a.text) >= _CLEAR]
        if language == "kk":
            texts = [text for text in texts if "қ" in text]  # langdetect is not asked for what it cannot know: Latin
        ours, theirs = [], []
        for text in chosen.sample(texts, min(_SPEED_TEXTS, len(texts))):
            began = process_time()
            detector().detect("", text)
            told = process_time()
            langdetect.detect(text)
            ours.append(told - began)
            theirs.append(process_time() - told)
        ratio = sum(theirs) / sum(ours)
        each = f"{1000 * mean(ours):11.3f}{1000 * median(ours):8.3f}{1000 * mean(theirs):16.2f}"
        print(f"{language:22}{each}{ratio:8.1f}")


def measure_share(folder: Path) -> None:
    """Print what language and analysis cost beside extraction, when words are new and when many were met before.

    An indexer reads for weeks and remembers words. The second half of the pages is read after the corpus was.
    """
    pages = load(folder)
    warm_up()
    articles = read_corpus()
    for language in ("ru", "kk", "en"):  # dictionaries are loaded with the first word
        _read(*next((article.title, article.text) for article in articles if article.language == language))
    print("\nms a page               extraction  language  analysis   share of extraction")
    _print_cost("just begun", pages[::2])
    for article in articles:
        _read(article.title, article.text)
    _print_cost("after the corpus", pages[1::2])


def _print_cost(name: str, pages: list[Gold]) -> None:
    spent = _cost(pages)
    share = (spent["language"] + spent["analysis"]) / spent["extraction"]
    each = "".join(f"{1000 * spent[part] / len(pages):10.2f}" for part in ("extraction", "language", "analysis"))
    print(f"{name:24}{each}{share:12.3f}")


def _cost(pages: list[Gold]) -> dict[str, float]:
    """Return the seconds of each part, taking turns on each page."""
    gc.collect()
    gc.freeze()  # as the crawl does: what was loaded is not looked through for garbage again and again
    gc.set_threshold(50_000, 20, 20)
    spent: defaultdict[str, float] = defaultdict(float)
    extractor = TrafilaturaExtractor()
    for gold in pages:
        began = process_time()
        found = extractor.extract(Page(gold.url, gold.body, None))
        spent["extraction"] += process_time() - began
        for part, seconds in _read(found.title, found.text).items():
            spent[part] += seconds
    return spent


def _read(title: str, text: str) -> dict[str, float]:
    began = process_time()
    guess = detector().detect(title, text)
    told = process_time()
    for part in (title, text):
        terms_of(part, guess.language, guess.script)
    return {"language": told - began, "analysis": process_time() - told}


def measure_memory() -> None:
    """Print the resident memory of a worker that is set up and has no classifier."""
    from bench.languages import resident_mb as task  # not __main__'s: that of the worker is another

    options = replace(load_options(), model=Path("/nonexistent"))
    with Sandbox(1, 60, 2000, worker.setup, (options,)) as sandbox:
        megabytes = sandbox.submit(task).result()
    print(f"\na worker without its classifier: {megabytes} MB resident")


def resident_mb() -> int:
    """Return the resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def main() -> None:
    """Print all of it, or say what is not here."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not (folder / "lang").is_dir():
        print(f"no texts in many languages at {folder / 'lang'}; only what the repository holds is measured")
    measure_accuracy(folder / "lang")
    measure_speed()
    measure_memory()
    measure_share(folder / "pages")


if __name__ == "__main__":
    main()
