"""The only place where ids are made: canonical URL, article id, content hash."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

# Parameters that say how a reader came, not what is read (crawl measurements of ru/kk media and the trackers they use).
_TRACKING = re.compile(
    r"^(utm_.*|yclid|ysclid|gclid|dclid|fbclid|msclkid|_openstat|_gl|_ga|erid|withmediaplayer|mc_[ce]id|igshid"
    r"|spm|ref_src|share_from|amp|outputtype)$",
    re.IGNORECASE,
)
# Values that mark the same; the bare names (`from`, `ref`) may carry meaning elsewhere.
_TRACKING_PAIRS = {("from", "rss"), ("ref", "rss"), ("source", "rss"), ("from", "telegram"), ("from", "smi2")}
_NOT_READ = re.compile(r"[\W_]+")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def canonical_url(url: str) -> str:
    """Return the form of `url` under which one article is known.

    `www.`, AMP spelling and the last slash dropped, tracking parameters and fragment removed, dots and double slashes
    resolved, IDN encoded, percent escapes and query order normalised. The scheme stays (some sites answer on one
    only), and the path keeps its case: some outlets use case-sensitive ids. Raises ValueError on anything but http or
    https with a host.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}")
    host = _host(parts.hostname)
    port = str(parts.port) if parts.port else ""
    if port == _DEFAULT_PORTS[scheme]:
        port = ""
    netloc = f"{host}:{port}" if port else host
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(*pair)])
    plain = urlunsplit((scheme, netloc, _path(parts.path), query, ""))
    return str(canonicalize_url(plain))


def article_id(url: str) -> str:
    """Return the 20 hex digits that name the article at `url`: the same for http and https, and for every spelling
    that `canonical_url` folds."""
    return hashlib.sha256(canonical_url(url).partition("://")[2].encode()).hexdigest()[:20]


def content_hash(title: str, text: str) -> str:
    """Return the hash of what a reader reads: letters and digits of title and text, case and spacing apart."""
    return _letters_hash(f"{title}\n{text}")


def cluster_id(text: str) -> str:
    """Return the hash that reprints of one text share; titles may differ, so they do not count."""
    return _letters_hash(text)


def _letters_hash(text: str) -> str:
    letters = _NOT_READ.sub("", unicodedata.normalize("NFC", text).casefold())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:32]


def _host(hostname: str) -> str:
    host = hostname.rstrip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode()
    for prefix in ("www.", "amp."):
        # Only where a name remains: `www.kz` is itself a site.
        if host.startswith(prefix) and host.count(".") >= (2 if not host.endswith(".localhost") else 1):
            host = host[len(prefix) :]
    return host


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in re.split(r"/+", path):
        if segment == "..":
            if segments:
                segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    if segments and segments[0] == "amp":
        segments = segments[1:]
    if segments and segments[-1] == "amp":
        segments = segments[:-1]
    return "/" + "/".join(_escape(segment) for segment in segments)


def _escape(segment: str) -> str:
    raw = unquote(segment, errors="surrogateescape")
    return quote(raw, safe="~!$&'()*+,;=:@-._", errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    return bool(_TRACKING.match(name)) or (name.lower(), value.lower()) in _TRACKING_PAIRS
