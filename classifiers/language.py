"""Which language a text is in: langdetect with our Kazakh profiles, a script count, the outlet's languages as prior.

langdetect ships no Kazakh: as installed it calls Kazakh Russian or Ukrainian. The profiles beside this file add Kazakh
(`kk`), Kazakh typed without its letters (`kk_ns`), Kazakh in Latin (`kk_latn`) and six look-alikes that would otherwise
pass for Kazakh (Kyrgyz, Tatar, Bashkir, Mongolian, Uzbek and Uyghur in Cyrillic).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from index.model import LanguageGuess

UNKNOWN = LanguageGuess("und", "Zyyy", 0.0)

_OURS = Path(__file__).with_name("profiles")
_SHIPPED = Path(langdetect.__file__).with_name("profiles")
# Of the 55 profiles langdetect ships, those our sources could meet; each further one costs about a megabyte a worker.
_WANTED = "ar bg cs de en es et fa fi fr hu it lt lv mk nl pl pt ro ru sv tr uk zh-cn".split()
_ALIASES = {"kk_ns": "kk", "kk_latn": "kk", "uz_cyrl": "uz", "ug_cyrl": "ug", "zh-cn": "zh", "zh-tw": "zh"}

# Below this many letters the full set of languages is unreliable on headlines (measured: Russian headlines full of
# Kazakh names fall to 60 %), so a short-text rule decides among the few languages our sources write.
LONG_LETTERS = 120
_SAMPLE = 1000  # characters of the text that are looked at; more changes no answer on news and costs linearly

# Priors: what our sources write, then everything else. kk_ns and kk_latn are rare, and kk_ns harms short Russian.
_LONG_PRIOR = {"ru": 0.3, "en": 0.3, "kk": 0.25, "kk_ns": 0.03, "kk_latn": 0.03, "*": 0.002}
_KAZAKH_LETTERS_PRIOR = {"kk": 0.8, "ru": 0.02, "en": 1e-6, "kk_ns": 1e-4, "kk_latn": 1e-6, "*": 0.005}
_FOREIGN_LETTERS_PRIOR = {"ru": 0.2, "kk": 0.2, "*": 0.02}
_SHORT_LATIN_PRIOR = {"en": 0.9, "kk_latn": 0.09, "*": 1e-6}
_SHORT_CYRILLIC_PRIOR = {"ru": 0.9, "kk_ns": 0.08, "kk": 0.01, "*": 0.001}
_SHORT_SET = ("en", "ru", "uk", "kk", "kk_ns", "kk_latn", "ky")

_KAZAKH = frozenset("әғқңөұүһі")
_FOREIGN = frozenset("їєґўҳҡҙҫҗјљњћђџѓќѕӣӯҷҥӧӱҕ")  # letters of other Cyrillic alphabets, never Kazakh or Russian
_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|[@#]\w+|\b[\w-]+\.(?:kz|com|org|net|ru|info|tv|media)\b", re.IGNORECASE
)
_RUSSIAN_FUNCTION_WORD = re.compile(
    r"(?<![\w-])(?:в|во|на|и|за|не|что|по|о|об|из|с|со|от|до|для|к|ко|у|как|кто|где|под|после|без|из-за|это|его|её"
    r"|их|был|была|были|года|году|лет)(?![\w-])"
)
_ENGLISH_FUNCTION_WORD = re.compile(
    r"(?<![\w-])(?:the|of|and|to|in|a|is|was|were|for|that|on|with|by|at|from|he|she|his|her|has|have|had|it|as|said)"
    r"(?![\w-])"
)
# A long text is clear when its letters and its commonest words leave one language only: a fiftieth of the cost of
# asking langdetect. Shares are of letters, or of words; measured with wide margins on the corpus and the look-alikes.
CLEAR_LETTERS = 400
_CLEAR_FUNCTION_WORDS = 0.12
_CLEAR_KAZAKH = {"қ": 0.008, "і": 0.01, "ұ": 0.001}  # no other alphabet has all three
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_CYRILLIC_WORD = re.compile(r"[а-яёәғқңөұүһі]+")


@dataclass(frozen=True, slots=True)
class _Letters:
    """How many letters of which kind a text holds; `each` counts every character of it, in lower case."""

    cyrillic: int
    latin: int
    arabic: int
    kazakh: int
    foreign: int
    each: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.cyrillic + self.latin + self.arabic

    @property
    def script(self) -> str:
        name, most = max(
            (("Cyrl", self.cyrillic), ("Latn", self.latin), ("Arab", self.arabic)), key=lambda pair: pair[1]
        )
        return name if most else "Zyyy"


class ProfileDetector:
    """The LanguageDetector over langdetect; see classifiers.contract. Build it once: loading takes half a second."""

    def __init__(self) -> None:
        ours = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_OURS.glob("*.json"))}
        shipped = {name: (_SHIPPED / name).read_text(encoding="utf-8") for name in _WANTED}
        everything = shipped | ours
        self._full = _factory(list(everything.values()))
        self._short = _factory([everything[name] for name in _SHORT_SET])

    def detect(self, title: str, text: str, source_languages: Sequence[str] = ()) -> LanguageGuess:
        """Return the language of title and text together."""
        sample = _normal(f"{title}\n{text[:_SAMPLE]}" if title else text[:_SAMPLE])
        letters = _count(sample)
        if letters.total < 3:
            return UNKNOWN
        language, confidence = self._decide(sample, letters, source_languages)
        return LanguageGuess(language, letters.script, round(confidence, 4))

    def _decide(self, sample: str, letters: _Letters, source_languages: Sequence[str]) -> tuple[str, float]:
        if clear := _clear(sample, letters):
            return clear, 1.0
        if letters.script == "Arab":
            return self._ask(self._full, sample, {"*": 1.0})
        if letters.total >= LONG_LETTERS:
            return self._ask(self._full, sample, _with_source(_LONG_PRIOR, source_languages))
        if letters.latin > letters.cyrillic:
            return self._ask(self._short, sample, _SHORT_LATIN_PRIOR, silent="en")
        return self._short_cyrillic(sample, letters)

    def _short_cyrillic(self, sample: str, letters: _Letters) -> tuple[str, float]:
        sample = _without_quotes(sample)
        russian = _RUSSIAN_FUNCTION_WORD.search(sample.lower()) is not None
        if letters.kazakh and not letters.foreign and (not russian or _kazakh_share(sample) >= 0.34):
            return self._ask(self._full, sample, _KAZAKH_LETTERS_PRIOR, silent="kk")
        if letters.foreign >= 0.02 * letters.cyrillic and letters.foreign:
            return self._ask(self._full, sample, _FOREIGN_LETTERS_PRIOR)
        if russian and not letters.kazakh:
            return "ru", 0.99
        return self._ask(self._short, _without_names(sample), _SHORT_CYRILLIC_PRIOR, silent="ru")

    def _ask(
        self, factory: DetectorFactory, sample: str, prior: Mapping[str, float], silent: str = "und"
    ) -> tuple[str, float]:
        detector = factory.create()
        # langdetect skips words in capitals, which loses whole headlines: it gets lower case where capitals prevail.
        detector.append(sample.lower() if sum(map(str.isupper, sample)) > sum(map(str.islower, sample)) else sample)
        detector.set_prior_map({name: prior.get(name, prior["*"]) for name in factory.langlist})
        try:
            answers = detector.get_probabilities()
        except LangDetectException:
            return silent, 0.0
        if not answers:
            return silent, 0.0
        shares: dict[str, float] = {}
        for answer in answers:  # the spellings of Kazakh share one probability between them
            name = _ALIASES.get(answer.lang, answer.lang)
            shares[name] = shares.get(name, 0.0) + float(answer.prob)
        best = max(shares, key=lambda name: shares[name])
        return best, min(shares[best], 1.0)


@lru_cache(maxsize=1)
def detector() -> ProfileDetector:
    """Return the one detector of this process."""
    return ProfileDetector()


def _factory(profiles: list[str]) -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_json_profile(profiles)
    factory.set_seed(0)  # without a seed the same text gets different answers
    return factory


def _with_source(prior: Mapping[str, float], source_languages: Sequence[str]) -> Mapping[str, float]:
    """Return `prior` with the outlet's own languages doubled; the text still decides."""
    return {name: value * (2 if name.split("_")[0] in source_languages else 1) for name, value in prior.items()}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", _NOISE.sub(" ", text))


def _count(text: str) -> _Letters:
    each = Counter(text.lower())
    cyrillic = latin = arabic = kazakh = foreign = 0
    for letter, count in each.items():
        if "\u0400" <= letter <= "\u04ff":
            cyrillic += count
            kazakh += count * (letter in _KAZAKH)
            foreign += count * (letter in _FOREIGN)
        elif "a" <= letter <= "z" or "\u00e0" <= letter <= "\u024f":
            latin += count
        elif "\u0620" <= letter <= "\u06ff":
            arabic += count
    return _Letters(cyrillic, latin, arabic, kazakh, foreign, each)


def _clear(text: str, letters: _Letters) -> str | None:
    """Return the language of a long text that letters and function words decide, None when they do not."""
    if letters.total < CLEAR_LETTERS:
        return None
    if letters.latin >= 0.97 * letters.total:
        plain = sum(letters.each[letter] for letter in "abcdefghijklmnopqrstuvwxyz")
        return "en" if plain >= 0.995 * letters.latin and _share(_ENGLISH_FUNCTION_WORD, text) >= 0.25 else None
    if letters.cyrillic < 0.9 * letters.total or letters.foreign:
        return None
    if all(letters.each[letter] >= share * letters.cyrillic for letter, share in _CLEAR_KAZAKH.items()):
        return "kk" if _share(_RUSSIAN_FUNCTION_WORD, text) < _CLEAR_FUNCTION_WORDS / 4 else None
    if letters.kazakh <= 0.002 * letters.cyrillic and letters.each["ы"] >= 0.008 * letters.cyrillic:
        return "ru" if _share(_RUSSIAN_FUNCTION_WORD, text) >= _CLEAR_FUNCTION_WORDS else None
    return None


def _share(function_word: re.Pattern[str], text: str) -> float:
    return len(function_word.findall(text.lower())) / max(1, text.count(" ") + text.count("\n"))


def _kazakh_share(text: str) -> float:
    words = _CYRILLIC_WORD.findall(text.lower())
    return sum(bool(_KAZAKH & set(word)) for word in words) / max(1, len(words))


def _without_quotes(text: str) -> str:
    """Drop what stands in quotation marks (an outlet's Kazakh name in a Russian headline), if enough remains."""
    rest = _QUOTED.sub(" ", text)
    return rest if sum(map(str.isalpha, rest)) >= 12 else text


def _without_names(text: str) -> str:
    """Drop capitalised words (names pull short Russian towards Kazakh), unless too little would remain."""
    words = [word for word in text.split() if not word.strip("«»\"“”('")[:1].isupper()]
    return " ".join(words) if len(words) >= 2 and sum(map(len, words)) >= 8 else text
