"""Mixed pages: each language of a page shows with its share of the letters, and pure pages stay pure."""

from __future__ import annotations

import json

import pytest

from classifiers.corpus_file import CORPUS
from classifiers.language import ProfileDetector, detector
from index.model import LanguageGuess

KAZAKH = (
    "Шымкентте полиция қызметкерлері тілшіні сот ғимаратының алдында ұстап, бөлімшеге алып кетті. Басылым редакциясы"
    " оған түсіруге рұқсат бермегенін, ал камерасын тартып алғанын хабарлады."
)
RUSSIAN = (
    "Полиция задержала корреспондента у здания суда и отвезла его в отделение. В редакции сообщили, что снимать ему"
    " не позволили, а камеру забрали и до сих пор не вернули."
)
ENGLISH = (
    "Police officers detained the reporter outside the courthouse and took him to the station. The newsroom said that"
    " he had not been allowed to film and that his camera was taken away."
)
PAGES = {"kk": KAZAKH, "ru": RUSSIAN, "en": ENGLISH}


def letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@pytest.mark.parametrize("less", PAGES)
@pytest.mark.parametrize("more", PAGES)
def test_a_paragraph_in_another_language(more: str, less: str) -> None:
    if more == less:
        return
    text = "\n\n".join([PAGES[more], PAGES[more], PAGES[less], PAGES[more]])
    first, second = detector().languages("", text)
    assert (first.language, second.language) == (more, less)
    assert first.share + second.share == pytest.approx(1)
    assert second.share == pytest.approx(letters(PAGES[less]) / letters(text), abs=0.02)


@pytest.mark.parametrize("quote", ["«Мне никто не объяснил, за что меня задержали»", '"Я не знаю, что будет дальше"'])
def test_a_russian_quotation_in_a_kazakh_article(quote: str) -> None:
    text = f"{KAZAKH} {quote}, – деді ол. {KAZAKH}\n\n{KAZAKH}"
    kazakh, russian = detector().languages("Тілшіні ұстады", text)
    assert (kazakh.language, russian.language) == ("kk", "ru")
    assert 0.02 < russian.share < 0.12


def test_kazakh_without_its_letters_in_a_russian_article() -> None:
    plain = "Редакция бул туралы арнайы малимдеме жасап, тилшинин кукыгы бузылганын айтты, бирак жауап ала алмады."
    assert [share.language for share in detector().languages("", f"{RUSSIAN}\n{plain}\n{RUSSIAN}")] == ["ru", "kk"]


def test_what_is_shorter_than_a_sentence_joins_its_neighbours() -> None:
    text = f"Фото: Reuters\n{KAZAKH}\nЧитайте также\n{KAZAKH}\nhttps://qala.kz/news/2024/05/story-of-the-day"
    assert [tuple(share) for share in detector().languages("Instagram", text)] == [("kk", 1.0)]


@pytest.mark.parametrize("text", ["", "2024", "Ok", "\x00", "🔥🔥"])
def test_nothing_to_tell(text: str) -> None:
    assert detector().languages("", text) == ()


@pytest.mark.parametrize("language", PAGES)
def test_articles_in_one_language_are_in_one(language: str) -> None:
    rows = [json.loads(line) for line in (CORPUS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    mixed = [row["id"] for row in rows if len(detector().languages(row["title"], row["text"])) > 1]
    assert not mixed


@pytest.mark.parametrize("language", PAGES)
def test_clear_pages_are_not_taken_apart(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    detect = ProfileDetector.detect

    def listening(self: ProfileDetector, title: str, text: str, hints: tuple[str, ...] = ()) -> LanguageGuess:
        asked.append(text)
        return detect(self, title, text, hints)

    monkeypatch.setattr(ProfileDetector, "detect", listening)
    page = "\n\n".join([PAGES[language]] * 5)
    detector().languages("", page)
    assert asked == [page]
