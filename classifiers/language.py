"""Which language a text is in: langdetect with our Kazakh profiles, a script count, the outlet's languages as prior.

langdetect ships no Kazakh: as installed it calls Kazakh Russian or Ukrainian. The profiles beside this file add Kazakh
(`kk`), Kazakh typed without its letters (`kk_ns`), Kazakh in Latin (`kk_latn`) and six look-alikes that would otherwise
pass for Kazakh (Kyrgyz, Tatar, Bashkir, Mongolian, Uzbek and Uyghur in Cyrillic).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from classifiers.language_letters import Letters, clear, count
from classifiers.language_shares import LanguageShare, shares
from classifiers.language_short import OTHER, ShortTexts
from index.model import LanguageGuess

UNKNOWN = LanguageGuess("und", "Zyyy", 0.0)

_OURS = Path(__file__).with_name("profiles")
_SHIPPED = Path(langdetect.__file__).with_name("profiles")
# Of the 55 profiles langdetect ships, those our sources could meet; each further one costs about a megabyte a worker.
_WANTED = "ar bg cs de en es et fa fi fr hu it lt lv mk nl pl pt ro ru sv tr uk zh-cn".split()
_ALIASES = {"kk_ns": "kk", "kk_latn": "kk", "uz_cyrl": "uz", "ug_cyrl": "ug", "zh-cn": "zh", "zh-tw": "zh"}

# Below this many letters langdetect is unreliable on headlines (measured: Russian headlines full of Kazakh names fall
# to 60 %), so the weights of short texts decide among the languages our sources write.
LONG_LETTERS = 120
_SAMPLE = 1000  # characters of the text that are looked at; more changes no answer on news and costs linearly
_HEAD = 300  # characters of the title
_ASKED = 600  # characters that langdetect is given, likewise

# Priors: what our sources write, then everything else.
_LONG_PRIOR = {"ru": 0.3, "en": 0.3, "kk": 0.25, "kk_ns": 0.03, "kk_latn": 0.03, "*": 0.002}
_KAZAKH_LETTERS_PRIOR = {"kk": 0.8, "ru": 0.02, "en": 1e-6, "kk_ns": 1e-4, "kk_latn": 1e-6, "*": 0.005}
_FOREIGN_LETTERS_PRIOR = {"ru": 0.2, "kk": 0.2, "en": 0.2, "kk_latn": 0.1, "*": 0.02}
_OTHER_PRIOR = {"ru": 0.01, "kk": 0.01, "en": 0.01, "kk_ns": 0.01, "kk_latn": 0.01, "*": 0.03}

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|[@#]\w+|\b[\w-]+\.(?:kz|com|org|net|ru|info|tv|media)\b", re.IGNORECASE
)
_DOT_INSIDE = re.compile(r"\.\w")
_LATIN_I = re.compile("(?<=[а-яәғқңөұүһ])i|i(?=[а-яәғқңөұүһ])")  # typed where the keyboard had no і
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_SMALL_WORD = re.compile(r"(?<![\w-])[а-яёәғқңөұүһі]+")


class ProfileDetector:
    """The LanguageDetector over langdetect; see classifiers.contract. Build it once: loading takes half a second."""

    def __init__(self) -> None:
        ours = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_OURS.glob("*.json"))}
        shipped = {name: (_SHIPPED / name).read_text(encoding="utf-8") for name in _WANTED}
        self._profiles = _factory(list((shipped | ours).values()))
        self._cyrillic, self._latin = ShortTexts("Cyrl"), ShortTexts("Latn")

    def detect(self, title: str, text: str, source_languages: Sequence[str] = ()) -> LanguageGuess:
        """Return the language of title and the beginning of the text together."""
        sample = _normal(f"{title[:_HEAD]}\n{text.lstrip()[:_SAMPLE]}" if title else text.lstrip()[:_SAMPLE])
        letters = count(sample.lower())
        if letters.total < 3 or letters.elsewhere > letters.total:
            return UNKNOWN
        if found := clear(letters):
            return LanguageGuess(found, letters.script, 1.0)
        language, confidence = self._decide(sample, letters, tuple(source_languages))
        return LanguageGuess(language, letters.script, round(confidence, 4))

    def languages(
        self, title: str, text: str, source_languages: Sequence[str] = (), guess: LanguageGuess | None = None
    ) -> tuple[LanguageShare, ...]:
        """Return the languages of a mixed page with their shares of its letters, the largest first; () if it has none.

        `guess` is what `detect` said, where that is known already.
        """
        guess = guess or self.detect(title, text, source_languages)
        return shares(title, text, guess, lambda part: self.detect("", part, (guess.language, *source_languages)))

    def _decide(self, sample: str, letters: Letters, hints: tuple[str, ...]) -> tuple[str, float]:
        if letters.script == "Arab":
            return self._ask(sample, {"*": 1.0})
        if letters.total >= LONG_LETTERS:
            return self._ask(sample, _LONG_PRIOR, hints)
        if letters.script == "Latn":
            return self._latin.decide(sample, hints)
        return self._short_cyrillic(sample, letters, hints)

    def _short_cyrillic(self, sample: str, letters: Letters, hints: tuple[str, ...]) -> tuple[str, float]:
        if letters.foreign >= 0.02 * letters.cyrillic and letters.foreign:
            return self._ask(sample, _FOREIGN_LETTERS_PRIOR, hints)
        sample = _without_quotes(sample)
        language, confidence = self._cyrillic.decide(sample, hints)
        if language == OTHER:
            return self._ask(sample, _OTHER_PRIOR, hints)
        if language == "kk" and letters.kazakh:  # or a look-alike, whose letters those are too
            return self._ask(sample, _KAZAKH_LETTERS_PRIOR, hints, silent="kk")
        if language == "ru" and _writes_i(sample, letters):
            return self._ask(sample, _FOREIGN_LETTERS_PRIOR, hints)
        return language, confidence

    def _ask(
        self, sample: str, prior: Mapping[str, float], hints: tuple[str, ...] = (), silent: str = "und"
    ) -> tuple[str, float]:
        sample = sample[:_ASKED]
        detector = self._profiles.create()
        # langdetect skips words in capitals, which loses whole headlines: it gets lower case where capitals prevail.
        detector.append(sample.lower() if sum(map(str.isupper, sample)) > sum(map(str.islower, sample)) else sample)
        detector.set_prior_map({name: _prior(prior, name, hints) for name in self._profiles.langlist})
        try:
            answers = detector.get_probabilities()
        except LangDetectException:
            return silent, 0.0
        if not answers:
            return silent, 0.0
        likely: dict[str, float] = {}
        for answer in answers:  # the spellings of Kazakh share one probability between them
            name = _ALIASES.get(answer.lang, answer.lang)
            likely[name] = likely.get(name, 0.0) + float(answer.prob)
        best = max(likely, key=lambda name: likely[name])
        return best, min(likely[best], 1.0)


@lru_cache(maxsize=1)
def detector() -> ProfileDetector:
    """Return the one detector of this process."""
    return ProfileDetector()


def _factory(profiles: list[str]) -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_json_profile(profiles)
    factory.set_seed(0)  # without a seed the same text gets different answers
    return factory


def _prior(prior: Mapping[str, float], name: str, hints: tuple[str, ...]) -> float:
    """Return the prior of a profile, doubled for the outlet's own languages; the text still decides."""
    return prior.get(name, prior["*"]) * (2 if name.split("_")[0] in hints else 1)


def _normal(text: str) -> str:
    if "@" in text or "#" in text or "://" in text or _DOT_INSIDE.search(text):  # most texts have none
        text = _NOISE.sub(" ", text)
    if "i" in text:
        text = _LATIN_I.sub("і", text)
    return unicodedata.normalize("NFC", text)


def _writes_i(text: str, letters: Letters) -> bool:
    """Tell whether a text has the і of Ukrainian in its words, and nothing that Ukrainian does not have."""
    if letters.of("і") < letters.kazakh or any(letters.of(letter) for letter in "ыэёъ"):
        return False
    return any("і" in word for word in _SMALL_WORD.findall(text))


def _without_quotes(text: str) -> str:
    """Drop what stands in quotation marks (an outlet's Kazakh name in a Russian headline), if enough remains."""
    rest = _QUOTED.sub(" ", text)
    return rest if sum(map(str.isalpha, rest)) >= 12 else text
