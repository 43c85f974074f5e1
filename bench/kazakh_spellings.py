"""Kazakh in the spellings people use beside the Cyrillic one: without its letters, and in five Latin alphabets."""

from __future__ import annotations

_PLAIN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_COMMON = (
    "а-a б-b в-v г-g д-d е-e ё-io з-z и-i й-i к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f х-h һ-h ц-ts ч-ch ш-sh щ-sh"
    " ъ- ы-y ь- э-e ю-iu я-ia"
)
ALPHABETS = {
    "2021": "ә-ä ғ-ğ қ-q ң-ñ ө-ö ұ-ū ү-ü і-ı ж-j ш-ş щ-ş",
    "2018": "ә-á ғ-ǵ қ-q ң-ń ө-ó ұ-u ү-ú у-ý і-i и-ı й-ı ж-j",
    "2017": "ә-a' ғ-g' қ-q ң-n' ө-o' ұ-u ү-u' у-y' і-i и-i' й-i' ж-j ш-s' ч-c'",
    "plain q": "ә-a ғ-g қ-q ң-n ө-o ұ-u ү-u і-i ж-zh",
    "plain k": "ә-a ғ-g қ-k ң-n ө-o ұ-u ү-u і-i й-y ж-zh",
}


def _table(alphabet: str) -> dict[int, str]:
    small = dict(pair.split("-") for pair in f"{_COMMON} {ALPHABETS[alphabet]}".split())
    return {ord(k): v for k, v in small.items()} | {ord(k.upper()): v.capitalize() for k, v in small.items()}


_TABLES = {alphabet: _table(alphabet) for alphabet in ALPHABETS}


def plain(text: str) -> str:
    """Return Kazakh as it is typed on a Russian keyboard."""
    return text.translate(_PLAIN)


def latin(text: str, alphabet: str) -> str:
    """Return Cyrillic Kazakh in one of the ALPHABETS."""
    return text.translate(_TABLES[alphabet])
