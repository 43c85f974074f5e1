"""What most people write: a Scrapy spider that downloads, and one that calls trafilatura in its callback.

Run as `python -m bench.peers download|inline FILE`; FILE lists the URLs.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Download(scrapy.Spider):
    """Fetches every URL and does nothing with it."""

    name = "download"
    urls: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Any:
        return None


class Inline(Download):
    """Extracts every page, with metadata, in the callback."""

    name = "inline"

    def parse(self, response: Response) -> Any:
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        yield {"url": response.url, "text": getattr(found, "text", None)}


def main() -> None:
    kind, file = sys.argv[1:]
    spider = {"download": Download, "inline": Inline}[kind]
    spider.urls = tuple(Path(file).read_text(encoding="utf-8").split())
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "ROBOTSTXT_OBEY": False,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0,
        }
    )
    process.crawl(spider)
    process.start()


if __name__ == "__main__":
    main()
