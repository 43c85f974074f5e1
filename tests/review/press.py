"""A handful of articles for the desk: three languages, a reprint, an edited one, and one that means harm."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from index.identity import canonical_url
from index.ledger.contract import Ledger
from index.model import (
    AlertHeader,
    Article,
    Door,
    DoorType,
    Evidence,
    Fact,
    LanguageGuess,
    ListLoss,
    MethodScore,
    Removed,
    RemovedKind,
    Source,
    Verdict,
)

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)

SOURCES = tuple(
    Source(key, name, f"https://{host}", (language,), "KZ", "media", (Door(DoorType.FEED, f"https://{host}/rss"),))
    for key, name, host, language in (
        ("steppe-observer", "Steppe Observer", "observer.example", "en"),
        ("stepnoy-kurier", "Степной курьер", "kurier.example", "ru"),
        ("dala-dauysy", "Дала дауысы", "dala.example", "kk"),
        ("tobyl-today", "Tobyl Today", "tobyl.example", "en"),
    )
)

BEATEN = (
    "A correspondent of the weekly Tobyl Today was beaten outside the district court in Kostanay on Wednesday "
    "evening, an hour after she had filmed a hearing about the sale of pasture land.\n\n"
    "Two men in plain clothes struck Zarina Akhmetova in the face and took her camera. “They knew my name and told "
    "me to stop writing about the land,” she told the Observer from hospital, where doctors found a broken rib.\n\n"
    "Colleagues had waited for her at the bus stop. The camera was found the next morning in a ditch, without its "
    "memory card.\n\nPolice said they had opened an inquiry. The akimat did not answer written questions, and the "
    "judge closed the next sitting to the public."
)
SEARCHED = (
    "В редакции костанайской газеты «Рудный край» прошёл обыск. Следователи изъяли компьютеры, телефоны и "
    "жёсткий диск с архивом за семь лет.\n\n"
    "Главный редактор Олжас Тойбеков рассказал, что сотрудники полиции пришли в девять утра и четыре часа никого не "
    "выпускали из здания. Постановление показали, но копию не дали.\n\n"
    "Поводом стало заявление подрядчика, о котором газета писала осенью. Адвокат редакции считает изъятие "
    "незаконным и готовит жалобу. С осени на газету давили четыре раза:"
)
EXPELLED = (
    "Оралдағы «Жайық шамы» газетінің тілшісі қалалық мәслихаттың ашық отырысынан күштеп шығарылды. Күзетшілер "
    "оның телефонын тартып алып, түсірген бейнежазбасын өшірткен.\n\n"
    "Тілші Әсем Құрманғалиева отырысқа алдын ала тіркелгенін айтады. «Маған ешқандай себеп айтқан жоқ, қолымнан "
    "сүйреп шығарды», – дейді ол.\n\n"
    "Мәслихаттың баспасөз қызметі оқиғаны тексеріп жатқанын хабарлады. Редакция полицияға арыз түсірді."
)
LATIN = (
    "Aqtöbede blogerdіñ kölіgі tünde örtendі. Nurjan Qalybekov būğan deyіn belgіsіz nömіrden qorqytu habarlamalaryn "
    "alğanyn aytady.\n\nPolitsiya іs qozğağanyn habarlady."
)
HOSTILE = (
    "<script>alert('text')</script> A photographer was threatened <img src=x onerror=alert(1)> at the market.\n\n"
    "=cmd|' /C calc'!A0 \u202egnihtyreve esrever\u202c and {{ 7 * 7 }} {% raw %} &lt;b&gt; stay as they are.\n\n"
    '"><svg onload=alert(2)> The guards said: "delete it or we break your arm".'
)
HOSTILE_ADDRESS = "https://tobyl.example/market"
FUND = "A fund for regional newspapers will open in May.\n\nEditors may apply until the end of April."


def article(
    source: str,
    address: str,
    title: str,
    text: str,
    language: str,
    hours: float,
    script: str = "",
    author: str = "",
    **found: Any,
) -> Article:
    """Return an article published `hours` before NOW."""
    return Article(
        url=address,
        canonical_url=canonical_url(address),
        source_id=source,
        title=title,
        text=text,
        language=LanguageGuess(language, script or ("Latn" if language == "en" else "Cyrl"), 0.98),
        author=author or None,
        published_at=NOW - timedelta(hours=hours),
        published_from="json-ld",
        **found,
    )


def verdict(
    score: float,
    text: str,
    sentences: Sequence[str],
    codes: Sequence[tuple[str, float]],
    facts: Sequence[tuple[str, str, str | None, str, float]] = (),
) -> Verdict:
    """Return a verdict that points at `sentences` of `text`; each fact has kind, value, role, words and chance."""
    evidence = tuple(Evidence(text.index(s), text.index(s) + len(s), s) for s in sentences)
    classes = {name: max([0.04, *(p for code, p in codes if code[0] == name)]) for name in "PNJ"}
    methods = tuple(MethodScore(code, p) for code, p in codes)
    return Verdict(score, score >= 0.5, classes, methods, evidence, "attack-test", tuple(_fact(text, f) for f in facts))


def _fact(text: str, said: tuple[str, str, str | None, str, float]) -> Fact:
    kind, value, role, words, chance = said
    start = text.index(words) if words else -1  # only the title has it
    return Fact(kind, value, role, start, start + len(words) if words else -1, words or value, chance)


ARTICLES: tuple[tuple[Article, Verdict], ...] = (
    (
        article(
            "steppe-observer",
            "https://observer.example/2026/03/reporter-beaten",
            "Reporter beaten outside Kostanay court after filming land hearing",
            BEATEN,
            "en",
            3,
            author="Dana Seitkali",
        ),
        verdict(
            0.96,
            BEATEN,
            [
                "Two men in plain clothes struck Zarina Akhmetova in the face and took her camera.",
                "A correspondent of the weekly Tobyl Today was beaten outside the district court in Kostanay on "
                "Wednesday evening, an hour after she had filmed a hearing about the sale of pasture land.",
            ],
            [("P3", 0.93), ("N6", 0.41), ("N4", 0.22)],
        ),
    ),
    (
        article(
            "stepnoy-kurier",
            "https://kurier.example/news/obysk-v-redakcii",
            "В редакции «Рудного края» прошёл обыск, изъяты компьютеры и архив",
            SEARCHED,
            "ru",
            5,
            header=AlertHeader("Казахстан, Костанай", "11 марта 2026 года", "12 марта 2026 года"),
            loss=ListLoss(4, 0, "С осени на газету давили четыре раза:"),
            removed=(
                Removed(RemovedKind.TEASER, "Читайте также: Подрядчик снова выиграл тендер"),
                Removed(RemovedKind.NOTICE, "* «Рудный край» включён соседней страной в реестр иностранных агентов"),
                Removed(RemovedKind.TEASER, "- Цены на уголь выросли"),
            ),
        ),
        verdict(
            0.91,
            SEARCHED,
            ["Следователи изъяли компьютеры, телефоны и жёсткий диск с архивом за семь лет."],
            [("J3", 0.88), ("N4", 0.2)],
            (
                ("victim", "Олжас Тойбеков", "V2", "Олжас Тойбеков", 0.81),
                ("victim", "Рудный край", "V8", "Рудный край", 0.66),
                ("outlet", "Рудный край", None, "Рудный край", 0.93),
                ("place", "Костанай", "kostanay", "", 0.7),
                ("perpetrator", "A1", "A", "Следователи", 0.88),
            ),
        ),
    ),
    (
        article(
            "dala-dauysy",
            "https://dala.example/tilshi-otyrystan",
            "Тілші мәслихаттың ашық отырысынан күштеп шығарылды",
            EXPELLED,
            "kk",
            8,
        ),
        verdict(
            0.87,
            EXPELLED,
            ["Күзетшілер оның телефонын тартып алып, түсірген бейнежазбасын өшірткен."],
            [("N1", 0.83), ("N2", 0.31)],
        ),
    ),
    (
        article(
            "dala-dauysy",
            "https://dala.example/bloger-kolik",
            "Blogerdіñ kölіgі tünde örtendі",
            LATIN,
            "kk",
            26,
            "Latn",
        ),
        verdict(0.74, LATIN, ["Aqtöbede blogerdіñ kölіgі tünde örtendі."], [("N6", 0.7), ("N3", 0.35)]),
    ),
    (
        article(
            "tobyl-today",
            HOSTILE_ADDRESS,
            "<script>alert('title')</script> =cmd|' /C calc'!A0 \u202eesrever",
            HOSTILE,
            "en",
            11,
            header=AlertHeader("<img src=x onerror=alert(3)>", "{{ 7 * 7 }}", "\u202e2202"),
            loss=ListLoss(None, 0, "The following journalists <script>alert('loss')</script>:"),
            removed=(Removed(RemovedKind.SHARE, "<svg onload=alert(4)>" + "Share" * 180),),
        ),
        verdict(
            0.66,
            HOSTILE,
            ["A photographer was threatened <img src=x onerror=alert(1)> at the market."],
            [("N3", 0.61)],
        ),
    ),
    (
        article("tobyl-today", "https://tobyl.example/fund", "Fund for regional papers opens in May", FUND, "en", 30),
        verdict(0.03, FUND, [], []),
    ),
)
REPRINT = article(
    "tobyl-today",
    "https://tobyl.example/our-correspondent-beaten",
    "Our correspondent was beaten at the court",
    BEATEN,
    "en",
    2,
)


def publish(ledger: Ledger, now: datetime = NOW) -> dict[str, str]:
    """Store everything by the import path; return the article ids by address."""
    ledger.sync_sources(SOURCES, now)
    run = ledger.start_run("crawl", now - timedelta(minutes=20))
    ids = {}
    for number, (one, said) in enumerate((*ARTICLES, (REPRINT, ARTICLES[0][1]))):
        _, ids[one.url] = ledger.import_article(run, one, said, now - timedelta(hours=2, minutes=-number))
    ledger.finish_run(run, now - timedelta(minutes=12))
    return ids


def poison(data: Path) -> None:
    """Give the hostile article a link that no crawl of ours would store, behind the ledger's back."""
    with closing(sqlite3.connect(data / "tilshi.db")) as connection, connection:
        connection.execute("UPDATE versions SET url = ? WHERE url = ?", ("javascript:alert('link')", HOSTILE_ADDRESS))
