"""Why an article was found: the matched words of its title and the best one or two snippets of its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.search.analysis import Token, analyse
from index.search.contract import Highlight
from index.search.query import Node, Phrase, Prefix, Word, affirmed

_BEFORE, _LENGTH = 60, 240  # characters of context before the first match, and of a whole snippet
_MOST_SNIPPETS = 2
# A hit is shown within milliseconds, however long the article and however common the word.
_READ, _MOST_WINDOWS = 50_000, 100

Match = tuple[int, int, int]  # start and end in the text, and which part of the question it answers


def highlights(tree: Node, title: str, text: str, language: str, script: str) -> tuple[Highlight, ...]:
    """Return the title when it matched, and snippets of the text (its beginning, without spans, when none matched)."""
    parts = list(affirmed(tree))
    found = []
    if spans := _spans(_matches(parts, analyse(title, language, script))):
        found.append(Highlight("title", _flat(title), spans))
    text = text[:_READ]
    tokens = analyse(text, language, script)
    return (*found, *_snippets(text, tokens, _matches(parts, tokens)))


def _matches(parts: Iterable[Word | Phrase | Prefix], tokens: Sequence[Token]) -> list[Match]:
    found: list[Match] = []
    for number, part in enumerate(parts):
        match part:
            case Word(word):
                found += [(token.start, token.end, number) for token in tokens if word.matches(token)]
            case Prefix(letters):
                found += [(token.start, token.end, number) for token in tokens if token.exact.startswith(letters)]
            case Phrase():
                found += [(run[0].start, run[-1].end, number) for run in _runs(part, tokens)]
    return sorted(found)


def _runs(phrase: Phrase, tokens: Sequence[Token]) -> Iterable[Sequence[Token]]:
    words = phrase.words
    voices = [*zip(*(word.stems for word in words), strict=True)]
    for start in range(len(tokens) - len(words) + 1):
        run = tokens[start : start + len(words)]
        if tuple(token.stem for token in run) in voices or all(
            token.exact == word.exact for token, word in zip(run, words, strict=True)
        ):
            yield run


def _snippets(text: str, tokens: Sequence[Token], matches: list[Match]) -> list[Highlight]:
    chosen: list[tuple[int, int]] = []
    windows = [_window(tokens, len(text), start) for start, _, _ in matches[:_MOST_WINDOWS]]
    for window in sorted(set(windows), key=lambda window: (_worth(window, matches), window)):
        if len(chosen) < _MOST_SNIPPETS and all(window[1] <= start or end <= window[0] for start, end in chosen):
            chosen.append(window)
    if not chosen and text:
        chosen = [_window(tokens, len(text), 0)]
    return [_snippet(text, start, end, matches) for start, end in sorted(chosen)]


def _window(tokens: Sequence[Token], length: int, match_start: int) -> tuple[int, int]:
    """Return a stretch around a match that cuts no word."""
    wanted = max(0, match_start - _BEFORE)
    start = 0 if not wanted else next((token.start for token in tokens if token.start >= wanted), match_start)
    limit = start + _LENGTH
    if limit >= length:
        return start, length
    end = max((token.end for token in tokens if match_start <= token.start and token.end <= limit), default=limit)
    return start, end


def _worth(window: tuple[int, int], matches: list[Match]) -> tuple[int, int]:
    """Sort windows that answer more parts of the question first, then those with more matches."""
    inside = [number for start, end, number in matches if window[0] <= start and end <= window[1]]
    return -len(set(inside)), -len(inside)


def _snippet(text: str, start: int, end: int, matches: list[Match]) -> Highlight:
    inside = [(max(a, start) - start, b - start, n) for a, b, n in matches if start <= a and b <= end]
    return Highlight("text", _flat(text[start:end]), _spans(inside))


def _spans(matches: Iterable[Match]) -> tuple[tuple[int, int], ...]:
    """Return the stretches in order, overlapping ones joined."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(matches):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _flat(text: str) -> str:
    """Show a snippet on one line; offsets stay."""
    return text.replace("\n", " ").replace("\t", " ")
