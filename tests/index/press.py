"""A small press in three languages that the search tests look things up in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from index.model import Article, LanguageGuess, ReviewState, StoredArticle, Verdict

SEEN = datetime(2026, 3, 10, 12, tzinfo=UTC)


def article(
    id: str,
    language: str = "ru",
    title: str = "Без заголовка",
    text: str = "Текст.",
    *,
    script: str | None = None,
    source: str = "vestnik",
    day: int | None = 1,
    score: float | None = 0.1,
    state: ReviewState = ReviewState.OPEN,
) -> StoredArticle:
    """Make a stored article; `day` of March 2026 is when it was published."""
    published = None if day is None else datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=day - 1)
    url = f"https://{source}.example/{id}"
    return StoredArticle(
        id=id,
        article=Article(
            url=url,
            canonical_url=url,
            source_id=source,
            title=title,
            text=text,
            language=LanguageGuess(language, script or ("Latn" if language == "en" else "Cyrl"), 0.99),
            published_at=published,
        ),
        verdict=None if score is None else Verdict(score, score >= 0.5, {}, (), (), "model"),
        version=1,
        first_seen_at=SEEN,
        changed_at=SEEN,
        gone_at=None,
        cluster_id=id,
        state=state,
    )


PRESS = (
    article(
        "ru-assault",
        title="Журналистку вытолкали из акимата",
        text="Охранник избил корреспондентку Айгерим Бажкенову у входа в акимат Шымкента.\n\n"
        "Редакция подала заявление в полицию. Пресс-служба акимата отказалась от комментария.",
        day=9,
        score=0.93,
    ),
    article(
        "ru-trial",
        title="Суд оштрафовал блогера из Караганды",
        text="Блогер Тимур Ескалиев заплатит штраф за пост о ремонте дороги. Защита готовит апелляцию.\n\n"
        "Полиция ранее задерживала его на площади.",
        day=7,
        score=0.71,
        state=ReviewState.ACCEPTED,
    ),
    article(
        "ru-market",
        title="На рынке Шымкента подешевел лук",
        text="Продавцы объясняют это тёплой весной. Лёд на Сырдарье сошёл рано.",
        source="kurier",
        day=8,
    ),
    article(
        "ru-police",
        title="Полиция нашла пропавшего мальчика",
        text="Ребёнка искали двое суток. Журналисты помогали волонтёрам.",
        source="kurier",
        day=5,
        state=ReviewState.REJECTED,
    ),
    article(
        "kk-threat",
        "kk",
        "Тілшіге қысым көрсетілді",
        "Белгісіз адамдар журналистерге қоңырау шалып, қорқытты. Редакция қызметкерлері полицияға жүгінді.\n\n"
        "Айгерім Бажкенованың айтуынша, бұл бірінші рет емес.",
        source="qala",
        day=6,
        score=0.88,
    ),
    article(
        "kk-letterless",
        "kk",
        "Кызметкерлер жумыстан кетти",
        "Редакция кызметкерлери каланы жазып журген журналистерге колдау корсетти.",
        source="qala",
        day=4,
        score=0.42,
    ),
    article(
        "kk-latin",
        "kk",
        "Jurnalisterge arnalǵan kezdesu ótti",
        "Redaktsııa qyzmetkerleri qalanyń jańa zańy týraly aıtty.",
        script="Latn",
        source="latyn",
        day=3,
    ),
    article(
        "kk-bilingual",
        "kk",
        "Облыста жаңа мектеп ашылды",
        "Жаңа оқу жылында мектепке мың бала барады.\n\n"
        "Наши корреспонденты побывали на открытии и поговорили с директором о том, как это было.",
        source="qala",
        day=2,
    ),
    article(
        "en-attack",
        "en",
        "Reporter attacked outside court in Shymkent",
        "Aigerim Bazhkenova was beaten by a guard. The editors complained to the police.\n\n"
        "Her newspaper's lawyers demand an investigation.",
        source="observer",
        day=10,
        score=0.95,
    ),
    article(
        "en-economy",
        "en",
        "Exports of grain are growing",
        "The ministry reported record exports. Reporters were told that the courts would hear the exporter's case.",
        source="observer",
        day=None,
        score=None,
    ),
)
