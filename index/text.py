"""Makes foreign text safe to store and to show: normal form, no controls, no half characters."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls except tab and newline; lone surrogates cannot be encoded at all, and PostgreSQL refuses NUL.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Bidirectional overrides and isolates let a title rewrite the line it stands on (UAX 9).
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """Return `text` in NFC with newlines as \\n, without controls (tab and newline stay) and lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text))


def clean_line(text: str, limit: int = 1000) -> str:
    """Return `text` as one line of at most `limit` characters, without bidirectional overrides."""
    return _SPACES.sub(" ", _BIDI.sub("", clean_text(text))).strip()[:limit].rstrip()
