"""The outlets of the press world: what each is, how its pages look, and through which door it lets readers in."""

from __future__ import annotations

from dataclasses import dataclass

from index.model import DoorType


@dataclass(frozen=True, slots=True)
class Outlet:
    """One newsroom. `page` names its template; `offset_hours` is the zone its clocks show."""

    id: str
    name: str
    motto: str
    languages: tuple[str, ...]
    chrome: str  # language of menus and buttons: a key of chrome.WORDS
    country: str
    kind: str  # media, watchdog, social
    page: str
    door: DoorType
    door_path: str
    article_path: str  # with {number} and {slug}
    article_pattern: str | None = None  # for the source file, where the door lists more than articles
    offset_hours: int = 5
    timezone: str = "Asia/Almaty"
    encoding: str = "utf-8"
    tracked_links: bool = False  # the feed's links carry utm parameters
    notice: str | None = None  # printed before every article

    @property
    def host(self) -> str:
        return f"{self.id}.localhost"


_AGENT_NOTICE = (
    "НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) ПРОИЗВЕДЕН И РАСПРОСТРАНЕН ИНОСТРАННЫМ АГЕНТОМ «ВОЛЖСКИЕ ВЕДОМОСТИ» "
    "ЛИБО КАСАЕТСЯ ДЕЯТЕЛЬНОСТИ ИНОСТРАННОГО АГЕНТА «ВОЛЖСКИЕ ВЕДОМОСТИ». 18+"
)

_ALL = (
    Outlet(
        "qala-tynysy", "Қала тынысы", "Шымкент қаласының порталы", ("kk",), "kk", "KZ", "media",
        "portal.html", DoorType.FEED, "/feed/", "/news/{number}/{slug}/", tracked_links=True,
    ),
    Outlet(
        "dala-dauysy", "Дала дауысы", "Орал өңірінің апталығы", ("kk",), "kk", "KZ", "media",
        "weekly.html", DoorType.FEED, "/atom.xml", "/maqala/{slug}.html", timezone="Asia/Oral",
    ),
    Outlet(
        "zhana-latyn", "Jaña Latyn", "Latyn qarpındegı jañalyqtar", ("kk",), "kk-Latn", "KZ", "media",
        "portal.html", DoorType.SECTION, "/janalyqtar/", "/janalyqtar/{number}-{slug}",
        article_pattern=r"/janalyqtar/\d+-[a-z]",
    ),
    Outlet(
        "stepnoy-kurier", "Степной курьер", "Ежедневная газета", ("ru",), "ru", "KZ", "media",
        "broadsheet.html", DoorType.FEED, "/rss.xml", "/{year}/{month}/{day}/{slug}/",
    ),
    Outlet(
        "gorod-online", "Город Онлайн", "Новости Караганды", ("ru",), "ru", "KZ", "media",
        "legacy.html", DoorType.SECTION, "/novosti/", "/novosti/{slug}.html",
        article_pattern=r"/novosti/[a-z0-9-]+\.html$", encoding="windows-1251",
    ),
    Outlet(
        "volzhskie-vedomosti", "Волжские ведомости", "Самарская областная газета", ("ru",), "ru", "RU", "media",
        "broadsheet.html", DoorType.SITEMAP, "/sitemap.xml", "/news/{number}-{slug}",
        article_pattern=r"/news/\d+-", offset_hours=4, timezone="Europe/Samara", notice=_AGENT_NOTICE,
    ),
    Outlet(
        "pravovoy-vestnik", "Правовой вестник", "Право, суд, практика", ("ru",), "ru", "KZ", "media",
        "portal.html", DoorType.FEED, "/export/rss", "/article/{number}",
    ),
    Outlet(
        "astana-ledger", "Astana Ledger", "Business daily", ("en",), "en", "KZ", "media",
        "magazine.html", DoorType.NEWS_SITEMAP, "/news-sitemap.xml", "/{section}/{slug}",
    ),
    Outlet(
        "steppe-observer", "Steppe Observer", "Long reads from Central Asia", ("en",), "en", "KZ", "media",
        "magazine.html", DoorType.FEED, "/feed.rss", "/stories/{slug}", offset_hours=0, timezone="UTC",
    ),
    Outlet(
        "press-shield", "Press Shield", "Defending those who report", ("en",), "en", "INT", "watchdog",
        "wordpress.html", DoorType.WORDPRESS, "/wp-json/wp/v2/posts", "/alerts/{slug}/", offset_hours=0, timezone="UTC",
    ),
    Outlet(
        "soz-qorghan", "Сөз қорғаны", "Сөз бостандығының мониторингі", ("ru", "kk"), "ru", "KZ", "watchdog",
        "weekly.html", DoorType.FEED, "/rss", "/monitoring/{slug}/",
    ),
    Outlet(
        "tg-dala-news", "Дала News", "Бізге жазыңыз / пишите в бот", ("ru", "kk"), "kk", "KZ", "social",
        "telegram.html", DoorType.TELEGRAM, "/s/dala_news", "/dala_news/{slug}",
    ),
)  # fmt: skip

OUTLETS: dict[str, Outlet] = {outlet.id: outlet for outlet in _ALL}
