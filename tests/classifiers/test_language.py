"""Language: Kazakh is Kazakh in any spelling, Russian headlines full of Kazakh names stay Russian, nothing raises."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from classifiers.corpus_file import CORPUS
from classifiers.language import LONG_LETTERS, ProfileDetector, detector

RUSSIAN = [
    "В Астане задержали фотокора еженедельника",
    "Журналиста избили в Атырау",
    "Сауле Қалиева вышла из здания суда",
    "Егеубаева: поджог автомобиля связан с моими публикациями",
    "ЖУРНАЛИСТА ОШТРАФОВАЛИ",
]
KAZAKH = [
    "Журналистерге қарсы қылмыс жасады",
    "Шымкентте тілшіні ұстады",
    "ТІЛШІГЕ АЙЫППҰЛ САЛЫНДЫ",
    "Шымкентте тилшини устап алып кетти деп хабарлайды басылым редакциясы",
]
ENGLISH = ["Police detain reporter in Aktobe", "Editor fined", "Court upholds fine for blogger"]
KAZAKH_LATIN = (
    "Şymkentte tılşını ūstap, polisia bölımşesıne alyp kettı. Redaksianyñ aituynşa, oğan tüsırıluge rūqsat bermegen."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [*((t, "ru") for t in RUSSIAN), *((t, "kk") for t in KAZAKH), *((t, "en") for t in ENGLISH)],
)
def test_headlines(text: str, language: str) -> None:
    assert detector().detect(text, "").language == language


def test_kazakh_in_latin_script() -> None:
    guess = detector().detect("", KAZAKH_LATIN)
    assert (guess.language, guess.script) == ("kk", "Latn")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_article_of_the_corpus(language: str) -> None:
    rows = [json.loads(line) for line in (CORPUS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [row["id"] for row in rows if detector().detect(row["title"], row["text"]).language != language]
    assert not wrong


# The first articles of the Universal Declaration of Human Rights: look-alikes must not pass for Kazakh or Russian.
LOOK_ALIKES = {
    "ky": (
        "Бардык адамдар өз беделинде жана укуктарында эркин жана тең укуктуу болуп жаралат. Алардын аң-сезими менен "
        "абийири бар жана бири-бирине бир туугандык мамиле кылууга тийиш."
    ),
    "tt": (
        "Барлык кешеләр дә азат һәм үз абруйлары һәм хокуклары ягыннан тиң булып туалар. Аларга акыл һәм вөҗдан "
        "бирелгән һәм бер-берсенә карата туганнарча мөнасәбәттә булырга тиешләр."
    ),
    "uk": (
        "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені розумом і совістю і "
        "повинні діяти у відношенні один до одного в дусі братерства."
    ),
    "bg": (
        "Всички хора се раждат свободни и равни по достойнство и права. Те са надарени с разум и съвест и следва да "
        "се отнасят помежду си в дух на братство. Всеки човек има право на всички права и свободи, провъзгласени в "
        "тази Декларация, без разлика на раса, цвят на кожата, пол, език, религия или други убеждения."
    ),
}


@pytest.mark.parametrize(("language", "text"), LOOK_ALIKES.items())
def test_look_alikes_are_themselves(language: str, text: str) -> None:
    assert detector().detect("", text).language == language


@pytest.mark.parametrize(
    "text", ["", " ", "123 456", "https://qala.kz/x", "🔥🔥", "Қ", "\ud800", "\x00", "..." * 5000, "ا" * 3]
)
def test_nothing_raises(text: str) -> None:
    guess = detector().detect(text, text)
    assert 0 <= guess.confidence <= 1


def test_same_answer_in_every_thread_and_every_detector() -> None:
    texts = (RUSSIAN + KAZAKH + ENGLISH) * 5
    fresh = ProfileDetector()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda text: fresh.detect(text, ""), texts))
    assert answers == [detector().detect(text, "") for text in texts]


def test_the_source_tips_the_scale_but_does_not_decide() -> None:
    long_russian = "Суд вынес решение по делу. " * 10
    assert len(long_russian) > LONG_LETTERS
    assert detector().detect("", long_russian, ("kk",)).language == "ru"


def test_the_outlet_tips_the_scale_where_a_title_leaves_it_open() -> None:
    assert [detector().detect("Журналист", "", (code,)).language for code in ("kk", "ru")] == ["kk", "ru"]


def test_latin_letters_in_kazakh_words_are_what_they_stand_for() -> None:
    typed = KAZAKH[1].replace("і", "i") + ". " + "Тiлшiнi бөлiмшеге алып кеттi, бiрақ кейiн жiбердi. " * 10
    guess = detector().detect(typed[:30], typed)
    assert (guess.language, guess.script, guess.confidence) == ("kk", "Cyrl", 1.0)


@pytest.mark.parametrize("text", ["기자 2명 체포, YTN 보도", "記者が逮捕された（NHK）", "ჟურნალისტი დააკავეს, BBC"])
def test_a_script_nothing_is_known_of(text: str) -> None:
    assert detector().detect(text, "").language == "und"


# Sentences that no profile was learnt from, with the letters of Kazakh or without.
@pytest.mark.parametrize("text", ["Поліція затримала журналіста біля будівлі суду", "Поліція шукає свідків нападу"])
def test_short_ukrainian_is_not_kazakh(text: str) -> None:
    assert detector().detect(text, "").language == "uk"
