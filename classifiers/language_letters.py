"""What the letters of a text say about its language, before anything dearer is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

_KAZAKH = "әғқңөұүһі"
_FOREIGN = "їєґўҳҡҙҫҗјљњћђџѓќѕӣӯҷҥӧӱҕ"  # letters of other Cyrillic alphabets, never Kazakh or Russian


class _Kind(IntEnum):
    """What a character is."""

    OTHER = 0
    PLAIN_LATIN = 1
    ACCENTED_LATIN = 2
    CYRILLIC = 3
    KAZAKH = 4
    FOREIGN = 5
    ARABIC = 6
    ELSEWHERE = 7  # letters of scripts that we read nothing in: Armenian, Georgian, Chinese, Japanese, Korean ...


def _kinds() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    kinds = np.zeros(1 << 16, np.uint8)  # beyond stand no letters of ours: two halves, of no kind, take their place
    kinds[ord("a") : ord("z") + 1] = _Kind.PLAIN_LATIN
    kinds[0xE0:0x250] = _Kind.ACCENTED_LATIN
    kinds[0x400:0x500] = _Kind.CYRILLIC
    kinds[0x530:0x600] = _Kind.ELSEWHERE
    kinds[0x620:0x700] = _Kind.ARABIC
    kinds[0x700:0x1C80] = kinds[0x3040:0xD800] = _Kind.ELSEWHERE
    kinds[[ord(letter) for letter in _KAZAKH]] = _Kind.KAZAKH
    kinds[[ord(letter) for letter in _FOREIGN]] = _Kind.FOREIGN
    return kinds


_KIND_OF = _kinds()

# A long text is clear when its letters and its commonest words leave one language only: a fiftieth of the cost of
# asking langdetect. Shares are of letters, or of words; measured with wide margins on the corpus and the look-alikes.
_CLEAR_LETTERS = 400
_CLEAR_KAZAKH = {"қ": 0.008, "і": 0.01, "ұ": 0.001}  # no other alphabet has all three
_FEW = 0.002  # of letters: a foreign name or two
_NAMES = 0.1  # of letters: names of firms and agencies are in Latin everywhere
# Three in a hundred letters of Kazakh are о, of Russian and English eight or more. This finds Kazakh that was typed
# without its letters, and Kazakh in plain Latin.
_MUCH_O = 0.05
_RUSSIAN_WORDS = frozenset(
    "в во на и за не что по о об из с со от до для к ко у как кто где под после без из-за это его её их был была были"
    " года году лет".split()
)
_ENGLISH_WORDS = frozenset(
    "the of and to in a is was were for that on with by at from he she his her has have had it as said".split()
)


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters of which kind a text holds."""

    lowered: str
    cyrillic: int
    kazakh: int
    foreign: int
    latin: int
    accented: int  # Latin letters that English does not have
    arabic: int
    elsewhere: int  # in other scripts; in no sum

    @property
    def total(self) -> int:
        return self.cyrillic + self.latin + self.arabic

    @property
    def script(self) -> str:
        most = max(self.cyrillic, self.latin, self.arabic)
        if not most:
            return "Zyyy"
        return "Cyrl" if most == self.cyrillic else "Latn" if most == self.latin else "Arab"

    def of(self, letter: str) -> int:
        """Return how often one letter stands in the text."""
        return self.lowered.count(letter)


def count(lowered: str) -> Letters:
    """Count the letters of a text that is in lower case."""
    units = np.frombuffer(lowered.encode("utf-16-le", "surrogatepass"), "<u2")
    _, plain, accented, cyrillic, kazakh, foreign, *others = np.bincount(_KIND_OF[units], minlength=len(_Kind)).tolist()
    return Letters(lowered, cyrillic + kazakh + foreign, kazakh, foreign, plain + accented, accented, *others)


def clear(letters: Letters) -> str | None:
    """Return the language of a long text that letters and function words decide, None when they do not."""
    if letters.total < _CLEAR_LETTERS or letters.foreign > _FEW * letters.total:
        return None
    words = letters.lowered.split()
    if letters.latin >= 0.97 * letters.total:
        return "en" if letters.accented <= 0.005 * letters.latin and _share(words, _ENGLISH_WORDS) >= 0.15 else None
    if letters.cyrillic < 0.9 * letters.total:
        return None
    if all(letters.of(letter) >= share * letters.cyrillic for letter, share in _CLEAR_KAZAKH.items()):
        return "kk" if _share(words, _RUSSIAN_WORDS) < 0.03 else None
    if letters.kazakh <= 0.01 * letters.cyrillic and letters.of("ы") >= 0.004 * letters.cyrillic:
        return "ru" if _share(words, _RUSSIAN_WORDS) >= 0.1 else None
    return None


def agree(letters: Letters, language: str, script: str, *, whole: bool = True) -> bool:
    """Tell whether nothing in the letters speaks against a stretch of text being in `language`.

    A `whole` stretch may be mixed and must have nearly as many Kazakh letters as Kazakh has, a sentence only some.
    """
    total = letters.total
    if letters.script != script or letters.foreign > _FEW * total:
        return False
    others = total - max(letters.cyrillic, letters.latin)
    if language == "kk":
        marked = letters.kazakh if script == "Cyrl" else letters.accented
        return others <= _NAMES * total and marked >= (0.12 if whole else 0.06) * total
    if language == "ru":
        return others <= _NAMES * total and letters.kazakh <= 0.02 * total and letters.of("о") >= _MUCH_O * total
    if language == "en":
        return others <= _FEW * total and letters.accented <= 0.01 * total and letters.of("o") >= _MUCH_O * total
    return False


def _share(words: list[str], common: frozenset[str]) -> float:
    return sum(map(common.__contains__, words)) / len(words) if words else 0.0
