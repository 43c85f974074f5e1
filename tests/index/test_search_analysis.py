"""Words, stems and names: forms and spellings that must meet, and words that must not."""

from __future__ import annotations

import random
import time

import pytest

from index.search.analysis import VOICES, analyse, analyse_query, terms_of
from index.search.kazakh import fold, stem
from index.search.names import name_keys


def stems(text: str, language: str, script: str = "Cyrl") -> list[str]:
    return [token.stem for token in analyse(text, language, script)]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "журналист журналиста журналистами журналистка журналисткой"),
        ("ru", "избить избил избили избит избита избивали изобьют"),
        ("ru", "задержать задержали задержанный задержан задерживают"),
        ("ru", "суд суда судом суды"),
        ("ru", "редактор редакторша редакторы"),
        ("en", "journalist journalists journalist's journalists'"),
        ("en", "detain detained detaining detains"),
        ("kk", "журналист журналистер журналистердің журналисі журналистерге"),
        ("kk", "қызметкер қызметкері қызметкерлеріне қызметкерлердің"),
        ("kk", "редакция редакцияның редакциясы редакциясында"),
        ("kk", "тілші тілшілер тілшінің тілшілеріміз"),
        ("kk", "қорқытты қорқытқан қорқытып қорқыту"),
        ("kk", "сот соты сотта сотқа соттың"),
        ("kk", "полиция полицияға полициядан полицияның"),
    ],
)
def test_forms_of_one_word_meet(language: str, forms: str) -> None:
    assert len(set(stems(forms, language))) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "изба избить суд судно журналист журнал полиция полис"),
        ("kk", "тіл тілші сот сөз қала қалам журнал журналист адам ада"),
        ("en", "report court courtesy guard"),
    ],
)
def test_different_words_stay_apart(language: str, words: str) -> None:
    found = stems(words, language)
    assert len(set(found)) == len(found)


# Kazakh letters; without them; Latin of 2018; Latin of 2021.
SPELLINGS = [
    ("журналистерге", "журналистерге", "jýrnalısterge", "jurnalisterge"),
    ("қызметкерлері", "кызметкерлери", "qyzmetkerleri", "qyzmetkerlerı"),
    ("шабуылдан", "шабуылдан", "shabýyldan", "şabuyldan"),
    ("тілшінің", "тилшинин", "tilshiniń", "tılşınıñ"),
    ("редакциясында", "редакциясында", "redaktsııasynda", "redaktsiiasynda"),
    ("аялдамада", "аялдамада", "aıaldamada", "aialdamada"),
    ("жағдайға", "жагдайга", "jaǵdaıǵa", "jağdaiğa"),
    ("ұсталды", "усталды", "ustaldy", "ūstaldy"),
    ("күштеп", "куштеп", "kúshtep", "küştep"),
    ("өңірдегі", "онирдеги", "óńirdegi", "öñırdegı"),
    ("әкімдікте", "акимдикте", "ákimdikte", "äkımdıkte"),
    ("қаһарман", "кахарман", "qaharman", "qaharman"),
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda row: row[0])
def test_spellings_of_one_kazakh_word_meet(spellings: tuple[str, ...]) -> None:
    assert len({stem(word) for word in spellings}) == 1


def test_stemming_depends_on_the_folded_word_alone() -> None:
    chance = random.Random(1)
    for _ in range(2000):
        word = "".join(chance.choices("аәбғдеігқкжзлмнңоөпрстуұүшыйя", k=chance.randint(1, 14)))
        assert stem(word) == stem(fold(word))
        assert fold(fold(word)) == fold(word)


def test_offsets_point_at_the_words() -> None:
    text = "Алма\u0301ты: «Е\u0308лка» да\u00adча, й\u0306ог d’Arc\n\nЖурналіст   İş."
    tokens = analyse(text, "ru", "Cyrl")
    assert [token.exact for token in tokens] == ["алматы", "елка", "дача", "йог", "d'arc", "журналіст", "iş"]
    assert [text[token.start : token.end] for token in tokens] == [
        *("Алма\u0301ты", "Е\u0308лка", "да\u00adча", "й\u0306ог", "d’Arc", "Журналіст", "İş"),
    ]


@pytest.mark.parametrize(("language", "script"), [("ru", "Cyrl"), ("kk", "Cyrl"), ("kk", "Latn"), ("en", "Latn")])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n —",
        "Алма\u0301ты: «Е\u0308лка» да\u00adча, d’Arc\n\nЖурналіст Бажкенова   İş.\r\nBazhkenova's report",
        "Полиция задержала журналиста, и это был не первый случай.\n\nТілшіні сот алдында ұстап, қамауға алды.\n",
    ],
)
def test_what_is_indexed_is_what_is_analysed(text: str, language: str, script: str) -> None:
    tokens, terms = analyse(text, language, script), terms_of(text, language, script)
    assert terms.exact == tuple(token.exact for token in tokens)
    assert terms.stems == tuple(token.stem for token in tokens)
    assert terms.names == tuple(" ".join(sorted(token.names)) for token in tokens if token.names)


def test_a_question_meets_an_article_of_any_voice() -> None:
    (word,) = analyse_query("журналистерді")
    for language, script, text in (("kk", "Cyrl", "журналистер"), ("kk", "Latn", "jurnalister")):
        (token,) = analyse(text, language, script)
        assert word.matches(token)
    assert len(word.stems) == len(VOICES)


def test_a_paragraph_is_read_in_its_own_language() -> None:
    page = "Мұғалімдер жаңа мектепке барды.\n\nНаши корреспонденты были на открытии и в школе."
    assert "корреспондент" in stems(page, "kk")
    assert "мектеп" in stems(page, "ru")


@pytest.mark.parametrize(
    "spellings",
    [
        "Бажкенова Бажкеновой Бажкенову Бажкеновым Bazhkenova Бажкенованың",
        "Ескалиев Ескалиева Yeskaliyev Eskaliev Есқалиев Есқалиевтің",
        "Айгерим Айгерім Aigerim Aygerim Айгерімге",
        "Жапишева Жәпішева Zhapisheva Жапишевой",
    ],
)
def test_spellings_of_one_name_share_a_key(spellings: str) -> None:
    assert frozenset.intersection(*(name_keys(word.lower()) for word in spellings.split()))


@pytest.mark.parametrize(
    ("one", "other"), [("айгерим", "айгуль"), ("ескалиев", "есеналиев"), ("иванов", "исанов"), ("нурлан", "нурсултан")]
)
def test_names_of_others_do_not(one: str, other: str) -> None:
    assert not name_keys(one) & name_keys(other)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_analysis_is_fast_enough_for_a_rebuild(language: str) -> None:
    # A rebuild of 500 articles a second leaves 2 ms for one; this bound is ten times that, for a busy machine.
    text = "Журналистерге қысым көрсетілді, полиция ищет свидетелей near the court. " * 40
    analyse(text, language, "Cyrl")
    began = time.perf_counter()
    for _ in range(10):
        analyse(text, language, "Cyrl")
    assert (time.perf_counter() - began) / 10 < 0.02
