"""Scrapy's settings, made from Options: each line that differs from Scrapy's default says why."""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings

from crawler.coding import ACCEPTED
from index.options import Options


def scrapy_settings(options: Options) -> Settings:
    """Return the settings of the fetching process. What is not named here is as Scrapy ships it."""
    fetch = options.fetch
    values: dict[str, Any] = {
        "BOT_NAME": "tilshi",
        "SPIDER_MODULES": ["spiders"],
        "USER_AGENT": fetch.user_agent,  # we say who we are
        # --- what we send and believe
        "DOWNLOAD_VERIFY_CERTIFICATES": fetch.verify_certificates,  # Scrapy does not verify them by default
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "kk,ru;q=0.9,en;q=0.8",
            "Accept-Encoding": ACCEPTED,
        },
        # --- where we may go
        "TWISTED_DNS_RESOLVER": "crawler.fetch.resolver.PublicResolver",  # public addresses only
        "TILSHI_HOSTS": dict(fetch.hosts),
        "TILSHI_ALLOW_ADDRESSES": list(fetch.allow_addresses),
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.fetch.download.PoliteDownload",
            "https": "crawler.fetch.download.PoliteDownload",
            **dict.fromkeys(("file", "data", "ftp", "s3")),  # a redirect to file:// has been an attack on Scrapy
        },
        # --- what a request passes through: only what is named here. Of what Scrapy would add, Offsite skips requests,
        # RobotsTxt allows all when a server fails, Retry forgets, MetaRefresh lets a page send us on, Cookies leak
        # across redirects, HttpProxy resolves names past our resolver, HttpCompression unpacks in the event loop.
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.fetch.robots.RobotsRules": 100,
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "crawler.fetch.redirects.QuietRedirects": 600,
        },
        # HttpError keeps all but 2xx from the callback, UrlLength drops long addresses, Referer says whence we come.
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},  # a Python prompt on localhost, a server that runs the Python it is sent, counters
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # the ledger counts
        "REDIRECT_MAX_TIMES": 5,  # 20 by default; a loop is a loop after five
        # --- limits
        "DOWNLOAD_TIMEOUT": fetch.timeout_seconds,  # for the whole request; 180 s by default
        "DOWNLOAD_MAXSIZE": fetch.max_bytes,  # as it comes; unpacked it is held to the same. 1 GiB by default
        "DOWNLOAD_WARNSIZE": 0,
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 64 * 1024 * 1024,  # bytes held by callbacks; Politeness bounds them earlier
        "REACTOR_THREADPOOL_MAXSIZE": 20,  # name look-ups run in threads and may hang
        # --- turns are given by crawler.fetch.politeness; Scrapy's own limits would only get in its way
        "CONCURRENT_REQUESTS": 10_000,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the ledger knows what was fetched; this one forgets
        # --- cost
        "CONCURRENT_ITEMS": 1,  # our callbacks yield nothing; by default each answer starts 100 tasks to handle that
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # parses the source of callbacks at run time
        # --- quiet
        "LOG_LEVEL": "WARNING",  # what happens to a page is in the ledger, not in a log
        "LOG_VERSIONS": [],
    }
    return Settings(values)
