"""The rules of fetching, each by itself: addresses, turns, bot checks, statuses, Retry-After."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest

from crawler.fetch import challenge
from crawler.fetch.download import retry_after
from crawler.fetch.politeness import PATIENCE, HostResting, Politeness, Stopping
from crawler.fetch.resolver import AddressGuard
from crawler.fetch.robots import RobotsDisallow, RobotsUnknown
from crawler.outcomes import of_failure, of_status
from index.model import Outcome

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1
    224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 fe80::1 fe80::1%eth0 fc00::1
    ff02::1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:4136:e378::1 2001:db8::1 name""".split(),
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not AddressGuard({}, ()).allows(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert AddressGuard({}, ()).allows(address)


def test_the_settings_may_allow_a_private_network_and_no_other() -> None:
    guard = AddressGuard({}, ("10.1.0.0/16", "fd00::/8"))
    assert [guard.allows(address) for address in ("10.1.2.3", "fd00::5", "10.2.0.1", "127.0.0.1")] == [
        True,
        True,
        False,
        False,
    ]


def test_names_are_mapped_like_in_etc_hosts() -> None:
    guard = AddressGuard({"Paper.example": "10.0.0.1", "*.localhost": "127.0.0.1"}, ())
    assert guard.mapped("paper.EXAMPLE.") == "10.0.0.1"
    assert guard.mapped("a.b.localhost") == "127.0.0.1"
    assert guard.mapped("localhost") is None
    assert guard.mapped("evil-paper.example") is None


# --- turns ------------------------------------------------------------------------------------------------------------


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        await asyncio.wait_for(test(), 10)

    asyncio.run(within())


def test_one_request_at_a_time_to_a_host_and_a_pause_between() -> None:
    async def test() -> None:
        politeness, spans = Politeness(0.05, 10, 10), []

        async def visit() -> None:
            async with politeness.turn("paper.kz"):
                begun = time.monotonic()
                await asyncio.sleep(0.02)
                spans.append((begun, time.monotonic()))

        await asyncio.gather(*(visit() for _ in range(4)))
        spans.sort()
        assert all(later[0] - earlier[1] >= 0.05 for earlier, later in pairwise(spans))

    run(test)


def test_hosts_do_not_wait_for_each_other_but_share_the_room() -> None:
    async def test() -> None:
        politeness, at_once, most = Politeness(5, 3, 10), 0, 0

        async def visit(host: str) -> None:
            nonlocal at_once, most
            async with politeness.turn(host):
                at_once += 1
                most = max(most, at_once)
                await asyncio.sleep(0.02)
                at_once -= 1

        await asyncio.gather(*(visit(f"{n}.kz") for n in range(9)))
        assert most == 3

    run(test)


def test_an_outlets_own_delay_and_crawl_delay_change_the_pause() -> None:
    async def test() -> None:
        politeness = Politeness(9, 10, 10)
        politeness.set_delay("quick.kz", 0)
        politeness.set_delay("asked.kz", 0)
        politeness.ask_delay("asked.kz", 0.1)
        begun = time.monotonic()
        for _ in range(5):
            async with politeness.turn("quick.kz"):
                pass
        assert time.monotonic() - begun < 0.1
        for _ in range(2):
            async with politeness.turn("asked.kz"):
                pass
        assert time.monotonic() - begun >= 0.1

    run(test)


def test_a_long_rest_is_not_waited_for_and_is_capped() -> None:
    async def test() -> None:
        politeness = Politeness(0, 10, 10)
        politeness.rest("paper.kz", timedelta(hours=88))
        with pytest.raises(HostResting) as raised:
            async with politeness.turn("paper.kz"):
                pass
        assert timedelta(hours=23) < raised.value.remaining <= timedelta(hours=24)
        async with politeness.turn("other.kz"):
            pass

    run(test)


def test_no_download_starts_while_too_many_answers_wait() -> None:
    async def test() -> None:
        politeness = Politeness(0, 10, 1)
        async with politeness.reading():
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05), politeness.turn("paper.kz"):
                    pass
        async with politeness.turn("paper.kz"):
            pass

    run(test)


def test_closing_sends_away_those_who_wait() -> None:
    async def test() -> None:
        politeness = Politeness(PATIENCE / 2, 10, 10)
        async with politeness.turn("paper.kz"):
            pass

        async def visit() -> None:
            async with politeness.turn("paper.kz"):
                raise AssertionError("no turn is given after closing")

        waiting = asyncio.ensure_future(visit())
        await asyncio.sleep(0.02)
        politeness.close()
        with pytest.raises(Stopping):
            await waiting

    run(test)


# --- what stands in the way -------------------------------------------------------------------------------------------

ARTICLE = b"<html><head><title>News</title></head><body>" + b"<p>The court heard the case.</p>" * 200
HTML = {"content-type": "text/html"}


def page(title: str, body: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "url"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "https://a.kz/1"),
        (503, {"server": "cloudflare"}, page("Just a moment..."), "https://a.kz/1"),
        (200, {"server": "ddos-guard"}, page("DDoS-Guard"), "https://a.kz/1"),
        (200, {}, page("x", "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>"), "https://a.kz/1"),
        (200, {}, page("", "<script>document.cookie='a=1';location.reload()</script>"), "https://a.kz/1"),
        (200, {}, page("Вы не робот?"), "https://a.kz/1"),
        (200, {}, page("Before you continue to A"), "https://a.kz/1"),
        (200, {}, page("anything"), "https://consent.a.kz/?next=1"),
    ],
)
def test_a_check_is_told_from_a_page(status: int, headers: dict[str, str], body: bytes, url: str) -> None:
    found = challenge.look(status, HTML | headers, body, url)
    assert found and found[0] is Outcome.CHALLENGE
    assert found[1]


@pytest.mark.parametrize(
    "title",
    ["404", "Ошибка 404", "404 | The Paper", "Error 404 (Not Found)", "Страница не найдена", "Бет табылмады"],
)
def test_a_page_that_says_404_politely_is_no_article(title: str) -> None:
    found = challenge.look(200, HTML, page(title, "<p>x</p>" * 99), "https://a.kz/1")
    assert found and found[0] is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (HTML, ARTICLE),
        (HTML, ARTICLE.replace(b"News", "Хакеры обошли DDoS-Guard".encode()) * 10),
        (HTML, page("404 дня под арестом: история журналиста", "<p>текст</p>" * 50)),
        (HTML | {"server": "cloudflare"}, ARTICLE),
        ({"content-type": "application/rss+xml"}, b"<rss><title>Just a moment...</title></rss>"),
        (HTML, page("Court", "<script>document.cookie='seen=1'</script>" + "<p>A long report. </p>" * 99)),
        ({}, b""),
    ],
)
def test_a_page_is_not_taken_for_a_check(headers: dict[str, str], body: bytes) -> None:
    assert challenge.look(200, headers, body, "https://a.kz/1") is None


# --- statuses and failures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "attempts", "known", "outcome", "retries"),
    [
        (404, 0, False, Outcome.GONE, True),
        (404, 2, False, Outcome.GONE, False),
        (404, 0, True, Outcome.GONE, False),
        (410, 0, False, Outcome.GONE, False),
        (403, 0, False, Outcome.REFUSED, True),
        (451, 5, False, Outcome.REFUSED, False),
        (429, 9, False, Outcome.REFUSED, True),
        (500, 0, False, Outcome.SERVER_ERROR, True),
        (503, 9, False, Outcome.SERVER_ERROR, False),
        (304, 0, False, Outcome.NOT_ARTICLE, False),
    ],
)
def test_a_status_has_one_word_and_knows_whether_to_try_again(
    status: int, attempts: int, known: bool, outcome: Outcome, retries: bool
) -> None:
    trouble = of_status(status, attempts, known)
    assert trouble and trouble.outcome is outcome
    assert (trouble.retry_at(NOW) is not None) is retries
    assert of_status(200, 0, False) is None


def test_a_server_that_says_when_to_come_back_is_believed() -> None:
    trouble = of_status(503, 0, False, timedelta(minutes=42))
    assert trouble and trouble.pause == timedelta(minutes=42)


@pytest.mark.parametrize(
    ("error", "outcome", "retries"),
    [
        (DownloadTimeoutError("slow"), Outcome.UNREACHABLE, True),
        (CannotResolveHostError("no"), Outcome.UNREACHABLE, True),
        (RobotsDisallow("no"), Outcome.ROBOTS, False),
        (RobotsUnknown("later"), Outcome.ROBOTS, True),
        (HostResting("a.kz", timedelta(hours=1)), Outcome.REFUSED, True),
        (IgnoreRequest("max redirections reached"), Outcome.UNREACHABLE, True),
        (RuntimeError("odd"), Outcome.UNREACHABLE, True),
    ],
)
def test_a_failure_has_one_word(error: Exception, outcome: Outcome, retries: bool) -> None:
    trouble = of_failure(error, "https://a.kz/1", 0)
    assert trouble.outcome is outcome
    assert (trouble.pause is not None) is retries
    assert trouble.detail
    if outcome is Outcome.UNREACHABLE:
        assert of_failure(error, "https://a.kz/1", 9).pause is None, "some day the outcome stands"


def test_a_host_that_fails_for_robots_txt_fails_like_any_other() -> None:
    error = RobotsUnknown("robots.txt cannot be had")
    error.__cause__ = DownloadTimeoutError("slow")
    assert of_failure(error, "https://a.kz/1", 0).outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (" 7 ", 7),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60),
        ("Sat, 21 Nov 2020 12:01:00 GMT", 0),
        ("316800", 316800),
        ("99999999999999999999", 10**9),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_its_forms(header: str | None, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after(header, NOW) == expected
