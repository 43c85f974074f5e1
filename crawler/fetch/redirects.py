"""Redirects, followed by Scrapy's own rules but without ever telling a server where we came from."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response


class QuietRedirects(RedirectMiddleware):
    """Each hop is a request like any other: resolver, robots.txt and politeness see it.

    A hop to the same address is followed too (Scrapy's filter of known requests is off): a cookie wall then ends as
    "max redirections reached" in the errback instead of vanishing without a word.
    """

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)
        # The download slot of the host we leave would count this hop against the wrong host.
        request.meta.pop("download_slot", None)

    def _engine_started(self) -> None:
        """Scrapy warns here that Referer handling is off; that is what we want."""
