"""What Search promises, asked of both engines with one small press; where order matters, both give the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from index.model import ReviewState
from index.options import Options
from index.search import open_search
from index.search.contract import Query, Search
from tests.elastic import elastic_url
from tests.index.press import PRESS, SEEN, article
from tests.index.test_search_query import PIECES

ENGINES = ("embedded", "elasticsearch")


def engine(name: str, data: Path) -> Search:
    address = elastic_url() if name == "elasticsearch" else "embedded"
    return open_search(Options(data=data, search=address, search_index=f"test-{uuid4().hex[:8]}"))


@pytest.fixture(params=ENGINES)
def search(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Search]:
    """An engine that holds nothing yet."""
    search = engine(request.param, tmp_path)
    yield search
    search.close()


@pytest.fixture(scope="module", params=ENGINES)
def press(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """An engine that holds PRESS; read only."""
    search = engine(request.param, tmp_path_factory.mktemp("press"))
    assert search.put(list(enumerate(PRESS, 1))) == []
    yield search
    search.close()


def ids(search: Search, text: str, **wanted: object) -> list[str]:
    return [hit.article_id for hit in search.search(Query(text, **wanted)).hits]  # type: ignore[arg-type]


# --- finding ----------------------------------------------------------------------------------------------------------

# What is asked, what is found (in any order), and what comes first.
FOUND = {
    "words of a language meet in any form": ("журналистов", {"ru-assault", "ru-police"}, "ru-assault"),
    "a Russian verb meets its participle and other aspect": ("избивать", {"ru-assault"}, "ru-assault"),
    "a verb in another form": ("задержан", {"ru-trial"}, "ru-trial"),
    "a profession in either gender": ("корреспондент", {"ru-assault", "kk-bilingual"}, None),
    "ё is е": ("лед теплой", {"ru-market"}, "ru-market"),
    "words are joined by and": ("Шымкента лук", {"ru-market"}, "ru-market"),
    "English stems": ("courts", {"en-economy", "en-attack"}, None),
    "English possessive": ("newspaper", {"en-attack"}, "en-attack"),
    "Kazakh in Kazakh letters": ("қызметкер", {"kk-threat", "kk-letterless", "kk-latin"}, None),
    "Kazakh without its letters": ("кызметкерлер", {"kk-threat", "kk-letterless", "kk-latin"}, "kk-letterless"),
    "Kazakh in Latin of 2018": ("qyzmetkerlerine", {"kk-threat", "kk-letterless", "kk-latin"}, None),
    "Kazakh in Latin of 2021": ("qalada", {"kk-letterless", "kk-latin"}, None),
    "Russian paragraph of a Kazakh page": ("открытие", {"kk-bilingual"}, "kk-bilingual"),
    "a name from Cyrillic to Latin": ("Бажкенова", {"ru-assault", "kk-threat", "en-attack"}, None),
    "a name from Latin to Cyrillic": ("Bazhkenova", {"ru-assault", "kk-threat", "en-attack"}, "en-attack"),
    "a surname typed small": ("бажкеновой", {"ru-assault", "kk-threat", "en-attack"}, None),
    "a whole name across scripts": ("Aigerim Bazhkenova", {"ru-assault", "kk-threat", "en-attack"}, "en-attack"),
    "phrase": ('"Айгерим Бажкенову"', {"ru-assault", "kk-threat"}, "ru-assault"),
    "phrase in other forms": ("«заявления в полиции»", {"ru-assault"}, "ru-assault"),
    "phrase in other order": ('"Бажкенову Айгерим"', set(), None),
    "no phrase from title to text": ('"акимата Охранник"', set(), None),
    "hyphenated word": ("пресс-службы", {"ru-assault"}, "ru-assault"),
    "not": ("полиция -мальчик -штраф", {"ru-assault", "kk-threat"}, None),
    "not a phrase": ('полиция -"заявление в полицию" -kk -мальчик', {"ru-trial", "kk-threat"}, None),
    "only not": ("-полиция -police -редакция", {"ru-market", "kk-bilingual", "en-economy"}, "en-economy"),
    "or": ("лук OR grain", {"ru-market", "en-economy"}, None),
    "or in Russian and Kazakh": ("лук ИЛИ grain НЕМЕСЕ мектеп", {"ru-market", "en-economy", "kk-bilingual"}, None),
    "groups": ("(лук OR блогер) -(суд OR police)", {"ru-market"}, "ru-market"),
    "prefix": ("экспор* OR export*", {"en-economy"}, "en-economy"),
    "prefix of several words": ("журналист*", {"ru-assault", "ru-police", "kk-threat", "kk-letterless"}, "ru-assault"),
    "look-alike Latin letters": ("пoлиция", {"ru-assault", "ru-trial", "ru-police", "kk-threat"}, None),
    "nothing but signs": ("?! — «»", set(), None),
    "a word nobody wrote": ("жирафаны", set(), None),
}


@pytest.mark.parametrize("case", FOUND)
def test_finds(press: Search, case: str) -> None:
    text, expected, first = FOUND[case]
    page = press.search(Query(text))
    found = [hit.article_id for hit in page.hits]
    assert set(found) == expected
    assert page.total == len(expected)
    if first:
        assert found[0] == first


def test_engines_order_alike(tmp_path: Path) -> None:
    engines = [engine(name, tmp_path / name) for name in ENGINES]
    for search in engines:
        search.put(list(enumerate(PRESS, 1)))
    for text, _, _ in FOUND.values():
        answers = [search.search(Query(text)) for search in engines]
        assert answers[0] == answers[1], text
    for search in engines:
        search.close()


def test_title_outweighs_text(search: Search) -> None:
    said = article("said", title="Новости недели", text="Суд отложен. Прокурор молчит, зал полон.")
    titled = article("titled", title="Суд отложен", text="Прокурор молчит, зал полон. Новости недели ждут.")
    search.put([(1, said), (2, titled)])
    assert ids(search, "суд") == ["titled", "said"]


def test_empty_text_gives_everything_newest_first(press: Search) -> None:
    found = ids(press, "  ")
    # The undated one counts as published when it was first seen, at noon of the tenth.
    assert found[:4] == ["en-economy", "en-attack", "ru-assault", "ru-market"]
    assert len(found) == len(PRESS)


def test_equally_relevant_come_newest_first(search: Search) -> None:
    same = [article(f"a{day}", title="Суд", text="Одинаковый текст.", day=day) for day in (3, 9, 1, 7, 5)]
    search.put(list(enumerate(same, 1)))
    assert ids(search, "суд") == ["a9", "a7", "a5", "a3", "a1"]
    assert ids(search, "суд", limit=2, offset=1) == ["a7", "a5"]
    assert ids(search, "суд*") == ["a9", "a7", "a5", "a3", "a1"]


def test_a_date_in_the_future_is_not_sorted_first(search: Search) -> None:
    search.put([(1, article("future", day=300)), (2, article("seen-later", day=None))])
    late = replace(article("today", day=None), first_seen_at=SEEN + timedelta(hours=1))
    search.put([(3, late)])
    assert ids(search, "")[0] == "today"


# --- filters, paging, counts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"language": "en"}, {"en-attack", "en-economy"}),
        ({"source_id": "kurier"}, {"ru-market", "ru-police"}),
        ({"state": ReviewState.ACCEPTED}, {"ru-trial"}),
        ({"state": ReviewState.REJECTED}, {"ru-police"}),
        ({"flagged": True}, {"ru-assault", "ru-trial", "kk-threat", "en-attack"}),
        ({"flagged": False, "language": "ru"}, {"ru-market", "ru-police"}),
        ({"published_from": datetime(2026, 3, 9, 9, tzinfo=UTC)}, {"ru-assault", "en-attack"}),
        ({"published_to": datetime(2026, 3, 3, 9, tzinfo=UTC)}, {"kk-bilingual"}),
        (
            {"published_from": datetime(2026, 3, 3, tzinfo=UTC), "published_to": datetime(2026, 3, 5, tzinfo=UTC)},
            {"kk-latin", "kk-letterless"},
        ),
        ({"language": "fr"}, set()),
    ],
)
def test_filters(press: Search, wanted: dict[str, object], expected: set[str]) -> None:
    assert set(ids(press, "", **wanted)) == expected


def test_filters_join_with_words_and_leave_the_order(press: Search) -> None:
    assert ids(press, "полиция", language="ru", flagged=True) == [
        id for id in ids(press, "полиция") if id in ("ru-assault", "ru-trial")
    ]


def test_pages_follow_one_another(press: Search) -> None:
    for text in ("", "полиция OR police OR редакция"):
        whole = ids(press, text, limit=100)
        paged = [id for offset in range(0, len(whole), 3) for id in ids(press, text, limit=3, offset=offset)]
        assert paged == whole


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (-5, 0), (5, 1000), (20, 20_000), (50_000, 0), (3, -2)])
def test_total_counts_all_however_little_is_asked(press: Search, limit: int, offset: int) -> None:
    page = press.search(Query("полиция", limit=limit, offset=offset))
    assert page.total == 4
    assert len(page.hits) == (0 if limit <= 0 or offset > 4 else min(limit, 4))


def test_hit_says_what_was_stored(press: Search) -> None:
    (hit,) = press.search(Query("жүгінді")).hits
    stored = next(stored for stored in PRESS if stored.id == "kk-threat")
    assert (hit.title, hit.url, hit.source_id, hit.language, hit.published_at, hit.score) == (
        stored.article.title,
        stored.article.canonical_url,
        "qala",
        "kk",
        stored.article.published_at,
        0.88,
    )
    (pending,) = press.search(Query("grain")).hits
    assert pending.published_at is None
    assert pending.score == 0.0


# --- highlights -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("журналистка избила", {"title": ["Журналистку"], "text": ["избил"]}),
        ("Bazhkenova", {"title": [], "text": ["Бажкенову"]}),
        ('"в акимат Шымкента"', {"title": [], "text": ["в акимат Шымкента"]}),
        ("акимат", {"title": ["акимата"], "text": ["акимат", "акимата"]}),
        ("журналист* -лук", {"title": ["Журналистку"], "text": []}),
    ],
)
def test_highlights_the_words_that_matched(press: Search, text: str, expected: dict[str, list[str]]) -> None:
    hit = next(hit for hit in press.search(Query(text)).hits if hit.article_id == "ru-assault")
    marked: dict[str, list[str]] = {"title": [], "text": []}
    for highlight in hit.highlights:
        marked[highlight.field] += [highlight.text[start:end] for start, end in highlight.spans]
    assert marked == expected


def test_snippets_are_stretches_of_the_text(search: Search) -> None:
    filler = "Погода была ясной и сухой, ветер дул с севера. " * 40
    search.put([(1, article("long", text=f"{filler}Избили журналиста.\n\n{filler}Журналиста задержали. {filler}"))])
    (hit,) = search.search(Query("журналист")).hits
    assert len(hit.highlights) == 2
    for highlight in hit.highlights:
        assert len(highlight.text) <= 260
        assert [highlight.text[start:end].lower() for start, end in highlight.spans] == ["журналиста"]
        assert "\n" not in highlight.text


def test_no_match_in_the_text_shows_its_beginning(press: Search) -> None:
    hit = press.search(Query("", limit=1)).hits[0]
    (lead,) = hit.highlights
    assert lead.spans == ()
    assert lead.text.startswith("The ministry")


# --- writing ----------------------------------------------------------------------------------------------------------


def test_put_is_visible_and_idempotent(search: Search) -> None:
    assert search.count() == 0
    for _ in range(2):
        assert search.put([(7, PRESS[0])]) == []
        assert search.count() == 1
        assert ids(search, "акимат") == ["ru-assault"]


def test_an_older_state_never_overwrites_a_newer_one(search: Search) -> None:
    search.put([(5, article("a", title="Новая версия"))])
    assert search.put([(4, article("a", title="Старая версия"))]) == []
    assert ids(search, "новая") == ["a"]
    assert ids(search, "старая") == []
    search.put([(6, article("a", title="Третья версия")), (3, article("a", title="Старая версия"))])
    assert ids(search, "третья") == ["a"]
    assert search.count() == 1


def test_remove(search: Search) -> None:
    search.remove(["unknown"])
    search.put(list(enumerate(PRESS, 1)))
    search.remove(["ru-market", "unknown"])
    search.remove([])
    assert search.count() == len(PRESS) - 1
    assert ids(search, "лук") == []


def test_what_can_never_be_taken_is_refused_and_the_rest_stored(search: Search) -> None:
    refusals = search.put([(1, article("good")), (2, article("bad", source="x" * 5000)), (3, article("fine"))])
    assert [refusal.article_id for refusal in refusals] == ["bad"]
    assert "source" in refusals[0].reason
    assert set(ids(search, "")) == {"good", "fine"}


NASTY = {
    "lone surrogate": "Слово \ud800 и \udfff дальше",
    "NUL and controls": "Слово \x00\x01\x1b[2J дальше",
    "nothing": "",
    "no letters": "… — !!! 12:30 ",
    "one endless word": "ж" * 300_000,
    "endless word of signs": "_" * 100_000,
    "combining marks alone": "\u0301" * 1000,
    "right to left": "\u202eслово\u202c مرحبا",
    "many alphabets": "слово 新闻 λόγος ⵣ 𝕊𝕔𝕣𝕚𝕡𝕥 👩‍💻 ﷺ İstanbul ẞ ǅ",
}


@pytest.mark.parametrize("case", NASTY)
def test_takes_any_text(search: Search, case: str) -> None:
    assert search.put([(1, article("a", title=NASTY[case] or "пусто", text=NASTY[case])), (2, PRESS[2])]) == []
    (hit,) = (hit for hit in search.search(Query("")).hits if hit.article_id == "a")
    hit.title.encode()
    assert search.search(Query(NASTY[case][:500])).total <= 2


@pytest.mark.parametrize("seed", range(4))
def test_answers_any_question(press: Search, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(15):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 60)))
        assert 0 <= press.search(Query(text)).total <= len(PRESS)


@pytest.mark.parametrize("text", ["-(а OR (б " * 50, "слово " * 500, "а" * 5000 + "*", '"' + "слово " * 100 + '"'])
def test_answers_questions_out_of_all_proportion(press: Search, text: str) -> None:
    assert press.search(Query(text)).total <= len(PRESS)


def test_dates_out_of_the_ordinary(search: Search) -> None:
    for number, year in enumerate((1, 1903, 1969, 9999), 1):
        stored = article(str(year))
        moment = datetime(year, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC)
        search.put([(number, replace(stored, article=replace(stored.article, published_at=moment)))])
    assert {hit.published_at.year for hit in search.search(Query("")).hits if hit.published_at} == {1, 1903, 1969, 9999}
    assert ids(search, "", published_to=datetime(1970, 1, 1, tzinfo=UTC)) == ["1969", "1903", "1"]
    assert ids(search, "", published_from=datetime(1969, 12, 30, tzinfo=UTC)) == ["9999", "1969"]


def test_threads_put_and_search_at_once(search: Search) -> None:
    def work(number: int) -> int:
        search.put([(number * 10 + each, article(f"a{number}-{each}")) for each in range(5)])
        return search.search(Query("текст")).total

    with ThreadPoolExecutor(4) as pool:
        totals = list(pool.map(work, range(8)))
    assert all(total >= 5 for total in totals)
    assert search.count() == 40


# --- rebuilding -------------------------------------------------------------------------------------------------------


def test_rebuild_replaces_the_view_and_answers_meanwhile(search: Search) -> None:
    search.put([(1, PRESS[0]), (2, PRESS[1])])
    seen_meanwhile = []

    def entries() -> Iterator[tuple[int, object]]:
        for number, stored in enumerate(PRESS[1:], 10):
            seen_meanwhile.append(search.count())
            yield number, stored

    assert search.rebuild(entries()) == len(PRESS) - 1  # type: ignore[arg-type]
    assert set(seen_meanwhile) == {2}
    assert search.count() == len(PRESS) - 1
    assert ids(search, "акимат") == []
    assert search.rebuild(iter(())) == 0
    assert search.count() == 0
    assert ids(search, "") == []


def test_a_failed_rebuild_leaves_the_view(search: Search) -> None:
    search.put([(1, PRESS[0])])

    def broken() -> Iterator[tuple[int, object]]:
        yield 2, PRESS[1]
        raise RuntimeError("the ledger went away")

    with pytest.raises(RuntimeError):
        search.rebuild(broken())  # type: ignore[arg-type]
    assert ids(search, "") == ["ru-assault"]
    search.put([(2, PRESS[1])])
    assert search.rebuild([(3, PRESS[0])]) == 1


def test_describe_is_one_line(search: Search) -> None:
    assert "no index yet" in search.describe()
    search.put([(1, PRESS[0])])
    assert "1 articles" in search.describe()
    assert "\n" not in search.describe()
