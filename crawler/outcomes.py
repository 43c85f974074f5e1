"""The word for what a server did, and when to try again: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.fetch.politeness import HostResting
from crawler.fetch.resolver import refusal
from crawler.fetch.robots import RETRY as ROBOTS_RETRY
from crawler.fetch.robots import RobotsDisallow, RobotsUnknown
from index.model import Outcome

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
# Pauses before the second, third ... attempt; after the last one the outcome stands. A page listed minutes ago may
# answer 404 while it is being published, a bot check may be lifted the next day.
_PAUSES: dict[Outcome, tuple[timedelta, ...]] = {
    Outcome.UNREACHABLE: (10 * _MINUTE, _HOUR, 6 * _HOUR, 24 * _HOUR),
    Outcome.SERVER_ERROR: (10 * _MINUTE, _HOUR, 6 * _HOUR, 24 * _HOUR),
    Outcome.REFUSED: (6 * _HOUR, 24 * _HOUR),
    Outcome.CHALLENGE: (6 * _HOUR, 24 * _HOUR, 24 * _HOUR),
    Outcome.GONE: (10 * _MINUTE, _HOUR),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no page. `pause` None means that another attempt would bring the same."""

    outcome: Outcome
    detail: str  # one sentence for people
    pause: timedelta | None = None

    def retry_at(self, now: datetime) -> datetime | None:
        return now + self.pause if self.pause is not None else None


def pause_before_retry(outcome: Outcome, attempts: int) -> timedelta | None:
    """Return how long to wait after `attempts` earlier attempts and this one ended so; None when it was the last."""
    pauses = _PAUSES.get(outcome, ())
    return pauses[attempts] if attempts < len(pauses) else None


def of_status(status: int, attempts: int, known: bool, told: timedelta | None = None) -> Trouble | None:
    """Return what a status means when it is not a page. `told` is the server's Retry-After."""
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        # An article we hold is taken down when its page is gone; one we never had may yet be published.
        pause = pause_before_retry(Outcome.GONE, attempts) if status == 404 and not known else None
        return Trouble(Outcome.GONE, f"the server answered {status}: there is no such page", pause)
    if status >= 500:
        pause = pause_before_retry(Outcome.SERVER_ERROR, attempts)
        return Trouble(Outcome.SERVER_ERROR, f"the server answered {status}", told if pause and told else pause)
    if status == 429:
        return Trouble(Outcome.REFUSED, "the server answered 429: too many requests", told or 10 * _MINUTE)
    if 300 <= status < 400:
        return Trouble(Outcome.NOT_ARTICLE, f"the server answered {status} and led nowhere we go")
    pause = pause_before_retry(Outcome.REFUSED, attempts)
    return Trouble(Outcome.REFUSED, f"the server answered {status}: it will not show us the page", pause)


def of_failure(error: BaseException, url: str, attempts: int) -> Trouble:
    """Return what an exception of the download means."""
    host = urlsplit(url).hostname or ""
    if isinstance(error, HostResting):
        return Trouble(Outcome.REFUSED, str(error), error.remaining)
    if isinstance(error, RobotsDisallow):
        return Trouble(Outcome.ROBOTS, str(error))
    if isinstance(error, RobotsUnknown):
        if error.__cause__ is None:
            return Trouble(Outcome.ROBOTS, str(error), ROBOTS_RETRY)
        return of_failure(error.__cause__, url, attempts)  # the host fails us, not its rules
    if isinstance(error, CannotResolveHostError) and (why := refusal(host)):
        return Trouble(Outcome.REFUSED, why)
    if isinstance(error, UnsupportedURLSchemeError):
        return Trouble(Outcome.REFUSED, "only http and https addresses are visited")
    if isinstance(error, DownloadCancelledError) or _is_too_big(error):
        return Trouble(Outcome.TOO_BIG, "the answer is bigger than we take, or its headers are")
    if isinstance(error, IgnoreRequest):
        return Trouble(Outcome.UNREACHABLE, f"{error}", pause_before_retry(Outcome.UNREACHABLE, attempts))
    return Trouble(Outcome.UNREACHABLE, _say(error, host), pause_before_retry(Outcome.UNREACHABLE, attempts))


def _is_too_big(error: BaseException) -> bool:
    # Scrapy's decompressor wraps its own private exception in a general one.
    return any("MaxSize" in type(cause).__name__ for cause in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _say(error: BaseException, host: str) -> str:
    if isinstance(error, CannotResolveHostError):
        return f"the name {host} has no address"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"{host} refuses connections"
    if isinstance(error, DownloadTimeoutError):
        return f"{host} took too long to answer"
    if isinstance(error, ResponseDataLossError):
        return f"{host} broke off in the middle of its answer"
    return f"{host} gave no answer ({type(error).__name__}: {str(error)[:200]})"
