"""Words as both engines see them: one analysis for articles and questions, in Russian, Kazakh and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

import pymorphy3
import snowballstemmer
from pymorphy3.analyzer import ProbabilityEstimator, lang_dict_path

from index.options import ROOT
from index.search import kazakh
from index.search.names import looks_like_surname, name_keys

# Accents, soft hyphens and joiners stand inside words; an apostrophe joins two halves of one.
_INNER = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_][^\W_{_INNER}]*(?:[{_INNER}]+[^\W_]*)*(?:['’ʼ][^\W_{_INNER}]+)*")
_DROPPED = re.compile(f"[{_INNER}]")
_CYRILLIC_WORD = re.compile("[а-яёәғқңөұүһі]+", re.IGNORECASE)
_KAZAKH_LETTER = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_RUSSIAN_FUNCTION_WORD = re.compile(r"\b(?:в|и|на|что|по|из|для|это|как|был|после|при|который|его)\b", re.IGNORECASE)
_LOOKALIKES = str.maketrans("aceopxyəhi", "асеорхуәһі")
_LATIN_LETTER = re.compile("[a-zə]")
# Engines cut or drop very long terms, each at its own length; nobody searches for them.
_LONGEST_WORD = 64
_CACHE = 1 << 16
_VERB_FORMS = {"VERB", "INFN", "PRTF", "PRTS", "GRND"}
# The stemmer of snowballstemmer keeps state while it works.
_STEMMING = Lock()


class Voice(NamedTuple):
    """In which language the Cyrillic and the Latin words of a stretch of text are read."""

    cyrillic: str  # ru or kk
    latin: str  # en or kk


RUSSIAN_OR_ENGLISH = Voice("ru", "en")
KAZAKH_CYRILLIC = Voice("kk", "en")
KAZAKH_LATIN = Voice("kk", "kk")
VOICES = (RUSSIAN_OR_ENGLISH, KAZAKH_CYRILLIC, KAZAKH_LATIN)


class Token(NamedTuple):
    """One word of a text: text[start:end]."""

    start: int
    end: int
    exact: str  # lower case, ё folded to е, one alphabet
    stem: str
    names: frozenset[str]  # keys of names.py; empty unless capitalised


class Terms(NamedTuple):
    """The words of a text as an engine holds them, without their places."""

    exact: tuple[str, ...]
    stems: tuple[str, ...]
    names: tuple[str, ...]  # for each word that may be a name its keys, sorted and joined by spaces


class QueryWord(NamedTuple):
    """One word of a question, whose language nobody knows: a stem per voice, in the order of VOICES."""

    exact: str
    stems: tuple[str, ...]
    names: frozenset[str]

    def matches(self, token: Token) -> bool:
        return token.exact == self.exact or token.stem in self.stems or not self.names.isdisjoint(token.names)


def analyse(text: str, language: str, script: str) -> list[Token]:
    """Return the words of a title or text; `language` and `script` are those of LanguageGuess.

    A paragraph in the other language of a bilingual page is read in its own.
    """
    default = _voice(language, script)
    return [token for start, end in _paragraphs(text) for token in _tokens(text, start, end, default)]


def terms_of(text: str, language: str, script: str) -> Terms:
    """Return what `analyse` finds, several times faster: whole articles are indexed, and few are shown."""
    default = _voice(language, script)
    forms: list[tuple[str, str, str]] = []
    for paragraph in filter(None, text.split("\n")):
        forms += map(_reader(_voice_of(paragraph, default)), _WORD.findall(paragraph))
    if not forms:
        return Terms((), (), ())
    exact, stems, names = zip(*forms, strict=True)
    return Terms(exact, stems, tuple(filter(None, names)))


def analyse_query(text: str) -> list[QueryWord]:
    """Return the words of a question, read in every language."""
    words = []
    for match in _WORD.finditer(text):
        exact = _exact(match[0])
        stems = tuple(_stem(exact, voice) for voice in VOICES)
        words.append(QueryWord(exact, stems, _names(match[0], exact, typed_in_haste=True)))
    return words


def _tokens(text: str, start: int, end: int, default: Voice) -> Iterator[Token]:
    voice = _voice_of(text[start:end], default)
    for match in _WORD.finditer(text, start, end):
        exact = _exact(match[0])
        yield Token(match.start(), match.end(), exact, _stem(exact, voice), _names(match[0], exact))


@cache
def _reader(voice: Voice) -> Callable[[str], tuple[str, str, str]]:
    """Return the function that reads a word in this voice: exact form, stem, keys of names."""

    @lru_cache(maxsize=_CACHE)
    def read(raw: str) -> tuple[str, str, str]:
        exact = _exact(raw)
        return exact, _stem(exact, voice), " ".join(sorted(_names(raw, exact)))

    return read


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        yield match.span()


def _names(raw: str, exact: str, *, typed_in_haste: bool = False) -> frozenset[str]:
    if raw[0].isupper() or (typed_in_haste and looks_like_surname(exact)):
        return name_keys(exact.removesuffix("'s"))
    return frozenset()


def _voice(language: str, script: str) -> Voice:
    if language == "kk":
        return KAZAKH_LATIN if script == "Latn" else KAZAKH_CYRILLIC
    return RUSSIAN_OR_ENGLISH


def _voice_of(paragraph: str, default: Voice) -> Voice:
    """Read a paragraph in Kazakh when a third of its words have Kazakh letters (about half do in Kazakh prose)."""
    if paragraph.isascii():
        return default
    words = _CYRILLIC_WORD.findall(paragraph)
    kazakh_words = sum(1 for word in words if _KAZAKH_LETTER.search(word))
    if len(words) >= 3 and kazakh_words >= 0.3 * len(words):
        return default if default.cyrillic == "kk" else KAZAKH_CYRILLIC
    if default.cyrillic == "kk" and not kazakh_words and len(_RUSSIAN_FUNCTION_WORD.findall(paragraph)) >= 2:
        return RUSSIAN_OR_ENGLISH
    return default


@lru_cache(maxsize=_CACHE)
def _exact(raw: str) -> str:
    if raw.isascii():
        return raw.lower()[:_LONGEST_WORD]
    word = unicodedata.normalize("NFC", raw.lower())
    word = _DROPPED.sub("", word).replace("ё", "е").replace("’", "'").replace("ʼ", "'")
    if _LATIN_LETTER.search(word) and _CYRILLIC_WORD.search(word):
        word = word.translate(_LOOKALIKES)
    return word[:_LONGEST_WORD]


@lru_cache(maxsize=_CACHE)
def _stem(exact: str, voice: Voice) -> str:
    """Return the stem of an exact form; a Kazakh letter decides against the voice."""
    if not exact.isalpha() and "'" not in exact:
        return exact
    if exact.isascii() and voice.latin == "en":
        with _STEMMING:
            return str(_snowball("english").stemWord(exact))
    if _CYRILLIC_WORD.search(exact):
        is_kazakh = voice.cyrillic == "kk" or _KAZAKH_LETTER.search(exact)
        return kazakh.stem(exact) if is_kazakh else _russian(exact)
    return kazakh.stem(exact)


def _russian(word: str) -> str:
    """Return the stem of the lemma, or the lemma of a verb: the stem of избить is that of изба.

    Short forms are read as participles («журналист избит» is about избить, not about избитый).
    """
    parses = _morphology().parse(word)
    if len({_stem_of_lemma(lemma, tag.POS in _VERB_FORMS) for _, tag, lemma, *_ in parses}) > 1:
        parses = _likelihood().apply_to_parses(word, word, parses)
    _, tag, lemma, *_ = next((parse for parse in parses if "PRTS" in parse[1]), parses[0])
    return _stem_of_lemma(lemma, tag.POS in _VERB_FORMS)


@lru_cache(maxsize=_CACHE)
def _stem_of_lemma(lemma: str, is_verb: bool) -> str:
    lemma = lemma.replace("ё", "е")
    lemma = _same_words().get(lemma, lemma)
    if is_verb:
        return lemma
    with _STEMMING:
        return str(_snowball("russian").stemWord(lemma))


@cache
def _same_words() -> dict[str, str]:
    lines = (ROOT / "config" / "lexicon" / "ru_same_word.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {word: first for first, *others in groups for word in others}


@cache
def _morphology() -> Any:
    # Without likelihoods, a quarter of the time: they are asked for where it matters which parse is first.
    return pymorphy3.MorphAnalyzer(lang="ru", result_type=None, probability_estimator_cls=None)


@cache
def _likelihood() -> Any:
    return ProbabilityEstimator(lang_dict_path("ru"))


@cache
def _snowball(language: str) -> Any:
    return snowballstemmer.stemmer(language)
