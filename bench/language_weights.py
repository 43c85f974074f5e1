"""Learn what tells Kazakh from Russian, and from English in Latin, and write classifiers/profiles/short.

Run as `python -m bench.language_weights [FOLDER]` (default ../shared/data/lang/text): it reads the sentences there and
the labelled corpus, cuts fragments of one to ten words out of them, exchanges some of the capitalised words of Russian
and English for Kazakh ones, and fits a logistic regression to their letter groups. The files hold weights in hundredths
of a natural logarithm of odds.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench.kazakh_spellings import ALPHABETS, latin, plain
from classifiers import language_short
from classifiers.corpus_file import read_corpus
from classifiers.language_short import OTHER, groups

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "lang" / "text"
OUT = Path(language_short.__file__).with_name("profiles") / "short"
_LEAST_MET = 6  # fragments
_LEAST_WEIGHT = 15  # hundredths; smaller ones change no answer
_SIZES = (1, 2, 3, 3, 4, 5, 6, 7, 8, 10)  # words, drawn evenly
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = language_short._WORD
_RANDOM = random.Random(0)
_OTHERS = ("ky", "tt", "ba", "mn", "uz_cyrl", "ug_cyrl", "sah", "uk", "bg")


class Table(NamedTuple):
    """What a file holds: for each language a bias, and for each letter group a weight; those of the first are 0."""

    languages: list[str]
    bias: list[int]
    weights: dict[str, list[int]]


def main() -> None:
    """Learn both tables from all there is, and write them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if not folder.is_dir():
        sys.exit(f"{folder}: there are no sentences here; give the folder that holds kk.*.txt, ru.*.txt and so on")
    for script, table in learn(folder, lambda _: True).items():
        _write(OUT / f"{script.lower()}.json", table)


def learn(folder: Path, wanted: Callable[[str], bool]) -> dict[str, Table]:
    """Return the table of each script, learnt from the sentences and from the articles (by id) that are `wanted`."""
    kazakh, russian, english = (_sentences(folder, language, wanted) for language in ("kk", "ru", "en"))
    # The articles of the corpus that are in Latin already teach nothing about Cyrillic.
    kazakh = [sentence for sentence in kazakh if re.search("[а-я]", sentence)]
    spelt = [latin(sentence, _RANDOM.choice(list(ALPHABETS))) for sentence in kazakh]
    others = [line for language in _OTHERS for line in _lines(folder, language, wanted)]
    cyrillic = {
        "ru": _fragments(russian * 2, _names(kazakh)),
        "kk": _fragments(kazakh + list(map(plain, kazakh))),
        OTHER: _fragments(others),
    }
    return {
        "Cyrl": _fit("Cyrl", cyrillic),
        "Latn": _fit("Latn", {"en": _fragments(english * 3, _names(spelt), titled=0.25), "kk": _fragments(spelt * 2)}),
    }


def _sentences(folder: Path, language: str, wanted: Callable[[str], bool]) -> list[str]:
    own = [article for article in read_corpus() if article.language == language and wanted(article.id)]
    parts = [part for article in own for part in (article.title, *_SENTENCE_END.split(article.text)) if part]
    return _lines(folder, language, wanted) + parts


def _lines(folder: Path, language: str, wanted: Callable[[str], bool]) -> list[str]:
    paths = sorted(folder.glob(f"{language}.*.txt"))
    return [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if wanted(line)]


def _names(sentences: list[str]) -> list[str]:
    return [word for sentence in sentences for word in _WORD.findall(sentence)[1:] if word[0].isupper()]


def _fragments(sentences: list[str], names: list[str] | None = None, titled: float = 0.0) -> Iterator[list[str]]:
    """Yield a stretch of each sentence: some in small letters only, some as a headline begins, some In Title Case."""
    for sentence in sentences:
        words = _WORD.findall(sentence)
        size = _RANDOM.choice(_SIZES)
        start = _RANDOM.randrange(max(1, len(words) - size + 1))
        cut = words[start : start + size]
        if names:
            cut = [
                _RANDOM.choice(names) if at and word[0].isupper() and _RANDOM.random() < 0.25 else word
                for at, word in enumerate(cut)
            ]
        kind = _RANDOM.random()
        if kind < 0.12:
            cut = [word.lower() for word in cut]
        elif kind < 0.12 + titled:
            cut = [word[0].upper() + word[1:] for word in cut]
        elif kind < 0.6 and cut:
            cut[0] = cut[0][0].upper() + cut[0][1:]
        if cut:
            yield cut


def _fit(script: str, fragments: Mapping[str, Iterable[list[str]]]) -> Table:
    rows, answers = [], []
    for number, cuts in enumerate(fragments.values()):
        for cut in cuts:
            rows.append(Counter(group for word in cut for group in groups(word, script)))
            answers.append(number)
    met = Counter(group for row in rows for group in row)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        {group: number for group, number in row.items() if met[group] >= _LEAST_MET} for row in rows
    )
    model = LogisticRegression(C=1.0, max_iter=300).fit(matrix, answers)
    two = len(fragments) == 2  # then there is one row of coefficients: how much the second is likelier than the first
    learnt = numpy.vstack([model.coef_ * 0, model.coef_] if two else [model.coef_])
    bias = numpy.append(0, model.intercept_) if two else model.intercept_
    weights = numpy.rint(100 * (learnt - learnt[0])).astype(int)  # only differences count: the first is the measure
    named = zip(vectorizer.get_feature_names_out(), weights.T.tolist(), strict=True)
    kept = {str(group): row for group, row in named if max(map(abs, row)) >= _LEAST_WEIGHT}
    return Table(list(fragments), numpy.rint(100 * (bias - bias[0])).astype(int).tolist(), kept)


def _write(path: Path, table: Table) -> None:
    rows = ",\n".join(f"{json.dumps(group, ensure_ascii=False)}: {row}" for group, row in table.weights.items())
    head = f'"languages": {json.dumps(table.languages)}, "bias": {table.bias}'
    path.write_text(f'{{{head}, "weights": {{\n{rows}\n}}}}\n', encoding="utf-8")
    print(f"{path}: {len(table.weights)} groups")


if __name__ == "__main__":
    main()
