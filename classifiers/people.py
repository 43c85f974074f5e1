"""Who is who in an article: names that stand beside a role, so that a later sentence that has only the name still
tells what the person is.

News names the role once («редактор газеты „Айна“ Асель Сапарова») and the person afterwards («Сапарову задержали»). No
name leaves this module: it answers with the role alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from classifiers.lexicon import Word

PERSON = "person"  # a name of media: a worker, an outlet, a channel
STRANGER = "stranger"  # a name that stands beside other roles only
_ROLES = {"media": PERSON, "platform": PERSON, "activist": STRANGER, "other": STRANGER, "authority": STRANGER}
_REACH = 4  # words between a role and the name it belongs to
_MOST_WORDS = 4  # of a name
_KEY_LETTERS = 5  # of a name are compared: case endings of ru and kk come later
_LEAST_LETTERS = 4  # shorter parts of names are too common to tell a person

Hits = Sequence[tuple[str, int]]  # concepts and the words where they stand


def people(rows: Sequence[Sequence[Word]], hits: Sequence[Hits]) -> dict[str, str]:
    """Return PERSON or STRANGER for the beginning of each name that stands beside a role; media comes first."""
    found: dict[str, set[str]] = {PERSON: set(), STRANGER: set()}
    for row, concepts in zip(rows, hits, strict=True):
        for concept, at in concepts:
            if concept in _ROLES:
                found[_ROLES[concept]] |= _name_near(row, at)
    return dict.fromkeys(found[STRANGER], STRANGER) | dict.fromkeys(found[PERSON], PERSON)


def mentions(row: Sequence[Word], known: dict[str, str]) -> list[tuple[str, int]]:
    """Return the known names of a sentence as hits: PERSON or STRANGER and the word where it stands."""
    return [
        (kind, at)
        for at, word in enumerate(row)
        if word.capital and (kind := known.get(word.folded[:_KEY_LETTERS])) is not None
    ]


def _name_near(row: Sequence[Word], role: int) -> set[str]:
    """Return the keys of the name nearest to a role: two capitals in a row, or one right behind it."""
    for distance in range(1, _REACH + 1):
        behind, before = _run(row, role + distance, 1), _run(row, role - distance, -1)
        for name in (behind, before):
            if len(name) > 1 or (name and name is behind and distance == 1):
                return {word.folded[:_KEY_LETTERS] for word in name if len(word.folded) >= _LEAST_LETTERS}
    return set()


def _run(row: Sequence[Word], start: int, step: int) -> list[Word]:
    """Return the words with a capital from `start` on, towards `step`."""
    name: list[Word] = []
    while 0 <= start < len(row) and row[start].capital and len(name) < _MOST_WORDS:
        name.append(row[start])
        start += step
    return name
