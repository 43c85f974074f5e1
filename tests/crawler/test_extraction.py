"""What stands on a page comes out as an article; what is no article comes out as the word for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.extraction import Extraction, Page, TrafilaturaExtractor
from index.model import Item, Outcome

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "https://www.outlet.kz/news/operator-zaderzhan"
TITLE = "В Атырау задержали оператора областной редакции"
PARAGRAPHS = (
    "Оператора областной редакции задержали утром у здания суда, когда он снимал приезд свидетелей по делу о закупках.",
    "По словам коллег, двое людей в штатском потребовали удалить запись, а после отказа вывели его к служебной машине.",
    "Адвоката к нему пустили только через четыре часа. В полиции объяснили это установлением личности задержанного.",
    "Редакция направила жалобу прокурору области и просит вернуть камеру, на которой остались кадры нескольких съёмок.",
)


class FixedClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW


def page_of(body: str, head: str = "", title: str = TITLE) -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title} | Outlet</title>{head}</head><body>"
        '<nav><a href="/">Главная</a> <a href="/politics">Политика</a></nav>'
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        "<footer>Все права защищены</footer></body></html>"
    )


def text_of(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)


def extract(html: str, url: str = URL, content_type: str | None = "text/html", item: Item | None = None) -> Extraction:
    return TrafilaturaExtractor(clock=FixedClock()).extract(Page(url, html.encode(), content_type, item=item))


def ld(**fields: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_article_comes_out_whole() -> None:
    found = extract(page_of(text_of(), ld(author="Айгуль Серикова", datePublished="2026-03-09T10:00:00+05:00")))
    assert found == Extraction(
        None,
        TITLE,
        "\n\n".join(PARAGRAPHS),
        "Айгуль Серикова",
        datetime(2026, 3, 9, 5, tzinfo=UTC),
        "json-ld",
        canonical_url="https://outlet.kz/news/operator-zaderzhan",
    )


@pytest.mark.parametrize(
    ("head", "item_date", "at", "origin"),
    [
        (ld(datePublished="2026-03-09"), None, datetime(2026, 3, 9, tzinfo=UTC), "json-ld"),
        # The feed knows the minute of the day the page names.
        (ld(datePublished="2026-03-09"), datetime(2026, 3, 9, 6, 30, tzinfo=UTC), None, "feed"),
        # A declared moment stands against the feed.
        (
            ld(datePublished="2026-03-09T08:00:00Z"),
            datetime(2026, 3, 9, 6, 30, tzinfo=UTC),
            datetime(2026, 3, 9, 8, tzinfo=UTC),
            "json-ld",
        ),
        ("", datetime(2026, 3, 9, 6, 30, tzinfo=UTC), None, "feed"),
        (
            meta("article:published_time", "2026-03-09T11:00:00+0500"),
            None,
            datetime(2026, 3, 9, 6, tzinfo=UTC),
            "opengraph",
        ),
        ('<meta name="pubdate" content="09.03.2026 11:00">', None, datetime(2026, 3, 9, 11, tzinfo=UTC), "meta"),
        # A default value and a date to come are no dates.
        (
            ld(datePublished="1970-01-01T00:00:00Z") + meta("article:published_time", "2026-03-09"),
            None,
            None,
            "opengraph",
        ),
        (
            ld(datePublished="2026-04-09T00:00:00Z") + meta("article:published_time", "2026-03-09"),
            None,
            None,
            "opengraph",
        ),
        # Broken JSON still says its dates.
        (
            '<script type="application/ld+json">{"datePublished":"2026-03-09T08:00:00Z", "name":"a "b" c"}</script>',
            None,
            datetime(2026, 3, 9, 8, tzinfo=UTC),
            "json-ld",
        ),
    ],
)
def test_published_date_and_where_it_came_from(
    head: str, item_date: datetime | None, at: datetime | None, origin: str
) -> None:
    item = Item(URL, published_at=item_date) if item_date else None
    found = extract(page_of(text_of(), head), item=item)
    assert found.published_from == origin
    assert found.published_at == (at or item_date or datetime(2026, 3, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("body", "url", "at", "origin"),
    [
        ('<time datetime="2026-03-09T11:00+05:00">вчера</time>', URL, datetime(2026, 3, 9, 6, tzinfo=UTC), "time"),
        ("", "https://outlet.kz/2026/03/09/operator", datetime(2026, 3, 9, tzinfo=UTC), "url"),
        ('<div class="date">Опубликовано: 9 марта 2026</div>', URL, datetime(2026, 3, 9, tzinfo=UTC), "searched"),
    ],
)
def test_date_from_body_address_and_search(body: str, url: str, at: datetime, origin: str) -> None:
    found = extract(page_of(body + text_of()), url)
    assert (found.published_at, found.published_from) == (at, origin)


@pytest.mark.parametrize(
    ("zone", "hour"), [(None, 11), ("Asia/Almaty", 6), ("Europe/Moscow", 8), ("Nowhere/At All", 11), ("../etc", 11)]
)
def test_time_without_zone_is_the_sources(zone: str | None, hour: int) -> None:
    html = page_of('<div class="date">Опубликовано: 9 марта 2026, 11:00</div>' + text_of())
    page = Page(URL, html.encode(), "text/html", timezone=zone)
    found = TrafilaturaExtractor(clock=FixedClock()).extract(page)
    assert found.published_at == datetime(2026, 3, 9, hour, tzinfo=UTC)


def test_modified_date() -> None:
    found = extract(page_of(text_of(), ld(datePublished="2026-03-08", dateModified="2026-03-09T08:00:00Z")))
    assert (found.modified_at, found.modified_from) == (datetime(2026, 3, 9, 8, tzinfo=UTC), "json-ld")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (meta("og:title", f"{TITLE} - Outlet"), f"<h1>{TITLE}</h1>"),
        (meta("og:title", f"{TITLE} - Outlet") + meta("og:site_name", "Outlet"), ""),
        (ld(headline=TITLE), "<h1>Outlet</h1>"),
        (f"<title>{TITLE} | Новости Outlet</title>", ""),
        (ld(headline=TITLE[:30] + "..."), f"<h1>{TITLE}</h1>"),
        (ld(headline="В Атырау &quot;задержали&quot;"), ""),
    ],
)
def test_title_is_what_a_reader_sees(head: str, body: str) -> None:
    html = f"<html><head>{head}</head><body>{body}<article>{text_of()}</article></body></html>"
    assert extract(html).title == ('В Атырау "задержали"' if "&quot;" in head else TITLE)


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("https://outlet.kz/other", "https://outlet.kz/other"),
        ("/other/", "https://outlet.kz/other"),
        ("https://m.outlet.kz/other?utm_source=x", "https://m.outlet.kz/other"),
        ("https://elsewhere.kz/other", "https://outlet.kz/news/operator-zaderzhan"),
        ("https://outlet.kz/", "https://outlet.kz/news/operator-zaderzhan"),
        ("javascript:alert(1)", "https://outlet.kz/news/operator-zaderzhan"),
        ("http://[", "https://outlet.kz/news/operator-zaderzhan"),
    ],
)
def test_canonical_address(address: str, canonical: str) -> None:
    found = extract(page_of(text_of(), f'<link rel="canonical" href="{address}">'), URL + "?utm_source=tg&fbclid=1")
    assert found.canonical_url == canonical


@pytest.mark.parametrize(
    "furniture",
    [
        TITLE,
        "Читайте также: Суд продлил арест редактора",
        "Подписывайтесь на наш Telegram-канал, чтобы знать больше",
        "Нашли ошибку? Выделите её и нажмите Ctrl+Enter",
        "Поделиться",
        "Фото: Данияр Мусин",
        "Тағы оқыңыз: Редактордың қамауы ұзартылды",
        "Telegram арнамызға жазылыңыз",
        "Сурет: Данияр Мусин",
        "Read more: Court extends the editor's arrest",
        "Follow us on Telegram and Instagram",
        "Photo: Daniyar Musin / Outlet",
        "Outlet — портал города. Перепечатка материалов возможна только с активной ссылкой на сайт.",
        "Настоящий материал (информация) произведен и распространен иностранным агентом «Пример» либо касается его"
        " деятельности",
    ],
)
def test_furniture_is_taken_out(furniture: str) -> None:
    html = page_of(text_of(*PARAGRAPHS[:2], furniture, *PARAGRAPHS[2:]))
    assert extract(html).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Фото: полицейские заталкивают оператора в машину. Второй снимает это на телефон, заметив объектив свидетеля.",
        "Читайте приговор внимательно, просит адвокат: в нём ни слова о том, кто именно отобрал камеру у задержанного.",
        "Юриста редакции признали иностранным агентом в прошлом году, и теперь её не пускают в суд как представителя.",
        "Share this information with nobody, the officer told the reporter before he closed the door of the car.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    assert sentence in extract(page_of(text_of(*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:]))).text


def test_announced_list_is_kept_although_it_looks_like_navigation() -> None:
    incidents = ("6 января: разбиты окна редакции", "14 января: сожжена машина ведущего", "2 февраля: угрозы семье")
    items = "".join(
        f'<li class="menu-item"><a href="/{n}">{i}</a> — <b>полиция</b></li>' for n, i in enumerate(incidents)
    )
    body = text_of(*PARAGRAPHS[:2], "За два месяца на журналистов напали трижды:")
    found = extract(page_of(f'{body}<ul class="related-links menu">{items}</ul>{text_of(*PARAGRAPHS[2:])}'))
    lines = found.text.splitlines()
    place = lines.index("За два месяца на журналистов напали трижды:")
    listed = [line for line in lines[place + 1 :] if line][:3]
    assert [line.startswith(f"- {incident}") for line, incident in zip(listed, incidents, strict=True)] == [True] * 3
    assert PARAGRAPHS[2] in found.text


def test_teasers_after_a_label_are_not_an_announced_list() -> None:
    teasers = "".join(f'<li><a href="/{n}">Другая новость номер {n}</a></li>' for n in range(3))
    found = extract(page_of(f"{text_of()}<p>Читайте также:</p><ul>{teasers}</ul>"))
    assert found.text == "\n\n".join(PARAGRAPHS)


def test_both_halves_of_a_split_body() -> None:
    lines = [f"{number}. {paragraph}" for number in range(12) for paragraph in PARAGRAPHS]
    halves = [f'<div class="article-body">{text_of(*half)}</div>' for half in (lines[:24], lines[24:])]
    found = extract(page_of('<div class="ad">Реклама</div>'.join(halves)))
    assert found.text == "\n\n".join(lines)


def test_next_article_on_the_page_is_not_the_other_half() -> None:
    lines = [f"{number}. {paragraph}" for number in range(12) for paragraph in PARAGRAPHS]
    halves = [f'<div class="article-body">{text_of(*half)}</div>' for half in (lines[:24], lines[24:])]
    found = extract(page_of("<h1>Суд отложил слушания по делу редактора</h1>".join(halves)))
    assert lines[0] in found.text
    assert lines[24] not in found.text


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="also"><span>Читайте также</span><a href="/b">Сборная назвала состав на чемпионат мира</a></div>',
        '<p><b>Тағы оқыңыз:</b></p><p><a href="/b">Құрама әлем чемпионатына баратын құрамды атады</a></p>',
    ],
)
def test_teaser_link_goes_with_its_label(markup: str) -> None:
    found = extract(page_of(text_of(*PARAGRAPHS[:2]) + markup + text_of(*PARAGRAPHS[2:])))
    assert found.text == "\n\n".join(PARAGRAPHS)


def test_author_from_the_byline() -> None:
    assert extract(page_of('<a rel="author" href="/a">Автор: Ерлан Ахметов</a>' + text_of())).author == "Ерлан Ахметов"


CHALLENGE = "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
MISSING = (
    "<html><head><title>404 — страница не найдена</title></head>"
    "<body><h1>Страница не найдена</h1><p>Возможно, она была удалена или её адрес изменился.</p></body></html>"
)
TEASERS = "".join(
    f'<div class="card"><h2><a href="/n{n}">Новость номер {n}: {PARAGRAPHS[n % 4][:60]}</a></h2></div>'
    for n in range(20)
)
FRONT = (
    '<html><head><title>Outlet</title><meta property="og:type" content="website">'
    f'<link rel="canonical" href="https://outlet.kz/"></head><body><main>{TEASERS}</main></body></html>'
)


@pytest.mark.parametrize(
    ("html", "url", "content_type", "outcome"),
    [
        (CHALLENGE, URL, "text/html", Outcome.CHALLENGE),
        (MISSING, URL, "text/html", Outcome.NOT_ARTICLE),
        (FRONT, "https://outlet.kz/", "text/html", Outcome.NOT_ARTICLE),
        (FRONT, URL, "text/html", Outcome.NOT_ARTICLE),
        ('{"title": "x", "body": "<p>text</p>"}', URL, "text/html", Outcome.NOT_ARTICLE),
        ("<?xml version='1.0'?><rss><channel/></rss>", URL, "text/xml", Outcome.NOT_ARTICLE),
        ("%PDF-1.7 ...", URL, "text/html", Outcome.NOT_ARTICLE),
        (page_of(text_of()), URL, "application/pdf", Outcome.NOT_ARTICLE),
        ("", URL, "text/html", Outcome.EMPTY),
        ("<html><body><script>render()</script></body></html>", URL, "text/html", Outcome.EMPTY),
        ("just words", URL, "text/html", Outcome.EMPTY),
    ],
)
def test_what_is_no_article(html: str, url: str, content_type: str, outcome: Outcome) -> None:
    found = extract(html, url, content_type)
    assert found.outcome is outcome
    assert found.detail


@pytest.mark.parametrize("url", ["page.html", "file:///tmp/page.html", "http://[", "https://outlet.kz/", ""])
def test_any_address_will_do(url: str) -> None:
    assert extract(page_of(text_of()), url).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r"])
def test_encoding_makes_no_difference(encoding: str) -> None:
    body = page_of(text_of()).encode(encoding)
    found = TrafilaturaExtractor(clock=FixedClock()).extract(Page(URL, body, "text/html; charset=utf-8"))
    assert (found.title, found.text) == (TITLE, "\n\n".join(PARAGRAPHS))
