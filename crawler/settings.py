"""Scrapy's settings, made from Options: each line that differs from Scrapy's default says why."""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings

from index.options import Options


def scrapy_settings(options: Options) -> Settings:
    """Return the settings of the fetching process. What is not named here is as Scrapy ships it."""
    fetch = options.fetch
    values: dict[str, Any] = {
        "BOT_NAME": "tilshi",
        "SPIDER_MODULES": ["spiders"],
        "USER_AGENT": fetch.user_agent,  # we say who we are
        # --- nothing listens, nothing runs code for others
        "TELNETCONSOLE_ENABLED": False,  # on by default: a Python prompt on localhost
        "REMOTE_CONTROL_ENABLED": False,  # on by default: a server that runs the Python it is sent
        # --- what we send and believe
        "DOWNLOAD_VERIFY_CERTIFICATES": fetch.verify_certificates,  # Scrapy does not verify them by default
        "COOKIES_ENABLED": False,  # a reader without a history; cookies have leaked across redirects
        "REFERER_ENABLED": False,  # nobody learns where we came from
        "HTTPPROXY_ENABLED": False,  # a proxy from the environment would resolve names past our resolver
        "METAREFRESH_ENABLED": False,  # a page must not send us on; bot checks do little else
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "kk,ru;q=0.9,en;q=0.8",
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
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.fetch.robots.RobotsRules": 100,
            "crawler.fetch.redirects.QuietRedirects": 600,
            **dict.fromkeys(
                (
                    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",  # skips requests that are not filtered
                    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",  # allows all when a server fails
                    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
                )
            ),
        },
        "HTTPERROR_ALLOW_ALL": True,  # every status is an outcome; by default only 2xx reach the callback
        "URLLENGTH_LIMIT": 0,  # by default a longer address vanishes without callback or errback
        "REDIRECT_MAX_TIMES": 5,  # 20 by default; a loop is a loop after five
        # --- limits
        "DOWNLOAD_TIMEOUT": fetch.timeout_seconds,  # for the whole request; 180 s by default
        "DOWNLOAD_MAXSIZE": fetch.max_bytes,  # after decompression too; 1 GiB by default
        "DOWNLOAD_WARNSIZE": 0,
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 64 * 1024 * 1024,  # bytes held by callbacks; Politeness bounds them earlier
        "REACTOR_THREADPOOL_MAXSIZE": 20,  # name look-ups run in threads and may hang
        # --- turns are given by crawler.fetch.politeness; Scrapy's own limits would only get in its way
        "CONCURRENT_REQUESTS": 10_000,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "RETRY_ENABLED": False,  # the ledger says when to try again, and remembers it
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the ledger knows what was fetched; this one forgets
        # --- cost
        "CONCURRENT_ITEMS": 1,  # our callbacks yield nothing; by default each answer starts 100 tasks to handle that
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # parses the source of callbacks at run time
        # --- quiet
        "LOG_LEVEL": "WARNING",  # what happens to a page is in the ledger, not in a log
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,
        "LOG_VERSIONS": [],
        **_extensions_off(),
    }
    return Settings(values)


def _extensions_off() -> dict[str, Any]:
    names = ("telnet.TelnetConsole", "remote_control.RemoteControl", "feedexport.FeedExporter", "logstats.LogStats")
    return {"EXTENSIONS": {f"scrapy.extensions.{name}": None for name in names}}
