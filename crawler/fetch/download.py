"""The download itself: Scrapy's own HTTP client behind a turn at the host, with a limit on headers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientProtocol
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE, HTTP11ClientProtocol
from twisted.web.client import _HTTP11ClientFactory

from crawler.fetch.politeness import Politeness, Stopping

MAX_HEADER_BYTES = 256 * 1024  # DOWNLOAD_MAXSIZE does not count headers: an endless stream of them took 2.3 GB in 15 s
GRACE = 5.0  # seconds running downloads get when the crawl stops
_DEFAULT_REST = timedelta(minutes=10)  # after 429 or 503 without Retry-After


class HeadersTooLong(DownloadCancelledError):
    """The server sent more header bytes than we take."""


class PoliteDownload(HTTP11DownloadHandler):
    """Downloads when the host's turn comes; notes what the host asks for in return."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._politeness: Politeness = crawler.spider.politeness  # type: ignore[union-attr]
        self._pool._factory = _LimitedFactory
        self._running: set[asyncio.Future[Response]] = set()
        self._politeness.on_close(self._abort_soon)

    async def download_request(self, request: Request) -> Response:
        host = (urlsplit(request.url).hostname or "").lower()
        async with self._politeness.turn(host):
            response = await self._download(request)
            if response.status in (429, 503):
                header = response.headers.get("Retry-After")
                told = retry_after(header.decode("latin-1") if header else None, datetime.now(UTC))
                # A 503 without Retry-After is one page's trouble, a 429 is about us.
                if told or response.status == 429:
                    self._politeness.rest(host, told or _DEFAULT_REST)
            return response

    async def _download(self, request: Request) -> Response:
        task = asyncio.ensure_future(super().download_request(request))
        self._running.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopping("the crawl stopped during the download") from None
        except DownloadFailedError as error:
            for reason in getattr(error.__cause__, "reasons", ()):
                if reason.check(HeadersTooLong):
                    raise reason.value from error
            raise
        finally:
            self._running.discard(task)

    def _abort_soon(self) -> None:
        asyncio.get_running_loop().call_later(GRACE, self._abort)

    def _abort(self) -> None:
        for task in self._running:
            task.cancel()


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Return the pause a Retry-After header (seconds or a date) asks for; None without one that makes sense."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now, timedelta(0))


class _LimitedProtocol(_LenientHTTP11ClientProtocol):
    """An HTTP connection that is given up when the headers of an answer grow beyond measure."""

    _header_bytes = 0

    def dataReceived(self, data: bytes) -> None:
        parser: Any = self._parser
        if parser is None or parser.state in (BODY, DONE):
            self._header_bytes = 0
        else:
            self._header_bytes += len(data)
            # Counted before parsing: the packet that ends the headers may carry body as well, hence the wide limit.
            if self._header_bytes > MAX_HEADER_BYTES:
                told = HeadersTooLong(f"more than {MAX_HEADER_BYTES:,} bytes of headers")
                reason = Failure(told)  # type: ignore[no-untyped-call]
                self._giveUp(reason)  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _LimitedFactory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: object) -> HTTP11ClientProtocol:
        return _LimitedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
