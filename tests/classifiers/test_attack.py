"""The classifier: trained, saved, loaded, and honest about it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skops.io

from classifiers.attack import AttackClassifier
from classifiers.card import describe
from classifiers.corpus_file import CORPUS, Labelled, corpus_hash, method_codes, read_corpus
from classifiers.evaluation import by_language, calibration_error, figures, format_table
from classifiers.judge import Pair
from classifiers.language import detector
from classifiers.model_file import CARD_FILE, MODEL_FILE, TRAINED_FILE, load_classifier, read_card, save_model
from classifiers.training import TextModel, Trained, prepare, train
from index.errors import ConfigurationError, ModelError
from index.model import Verdict
from index.options import ROOT

SHIPPED = ROOT / "classifiers" / "model"


@pytest.fixture(scope="module")
def labels() -> list[Labelled]:
    return read_corpus()


@pytest.fixture(scope="module")
def trained(labels: list[Labelled]) -> Trained:
    return train(prepare(labels), method_codes())


def judge(title: str, text: str, classifier: AttackClassifier | None = None) -> Verdict:
    return (classifier or load_classifier(SHIPPED)).judge(title, text, detector().detect(title, text))


# Written for this test, in words of their own: an act said plainly must be flagged, plain news must not.
ATTACKS = [
    (
        "Корреспондента избили у здания суда",
        "В Павлодаре двое неизвестных избили корреспондента городского сайта. Он снимал выход судьи. "
        "Полиция приняла заявление журналиста.",
    ),
    (
        "Тілшіні сотқа кіргізбеді",
        "Таразда полиция журналистің камерасын тартып алып, өзін бөлімшеге алып кетті. "
        "Редакция оны заңсыз ұстады деп мәлімдеді.",
    ),
    (
        "Police search newsroom",
        "Officers searched the newsroom of a weekly in Oskemen and seized laptops. "
        "The editor was summoned for questioning over an article about the mayor.",
    ),
]
# As channels and tickers write: a headline and a sentence or two.
SHORT = [
    ("Журналиста избили", "В Атырау неизвестные избили журналиста. Он снимал пожар."),
    ("Тілшіні ұстады", "Шымкентте полиция тілшіні бөлімшеге алып кетті."),
    ("", "В Астане задержали корреспондента на митинге. Его доставили в отдел полиции."),
    ("Сайт заблокирован", "Сайт издания заблокирован после публикации расследования."),
]
ORDINARY = [
    ("Задержали активиста", "В Астане задержали активиста на митинге. Его доставили в отдел полиции."),
    ("Авария", "Автобус столкнулся с грузовиком, двое пострадали, сообщили журналистам в полиции."),
    ("Погода", "В субботу на севере области ожидается снег, днём минус пять. Дороги будут чистить ночью."),
    ("Ауа райы", "Сенбіде облыстың солтүстігінде қар жауады, күндіз бес градус аяз болады."),
    ("Harvest", "Farmers in Kostanay finished the wheat harvest two weeks early and yields are up."),
]


@pytest.mark.parametrize(("title", "text"), ATTACKS + SHORT)
def test_a_plain_attack_is_flagged_with_its_sentence(title: str, text: str) -> None:
    verdict = judge(title, text)
    assert verdict.flagged and verdict.score >= (0.5 if (title, text) in ATTACKS else 0.3)
    assert verdict.evidence
    for evidence in verdict.evidence:
        assert text[evidence.start : evidence.end] == evidence.text
    assert verdict.methods[0].score == max(method.score for method in verdict.methods)
    assert set(verdict.classes) == {"P", "N", "J"}
    assert verdict.model.startswith("attack-")


@pytest.mark.parametrize(("title", "text"), ORDINARY)
def test_plain_news_is_not(title: str, text: str) -> None:
    assert not judge(title, text).flagged


def test_a_new_attack_is_flagged_whatever_it_recalls_and_a_report_is_not() -> None:
    title, text = ATTACKS[0]
    months = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября")
    act = "2024 года полиция задержала корреспондента районной газеты в Кентау."
    past = [f"- {day} {month} {act}" for day, month in enumerate(months, 3)]
    recalled = judge(title, text + "\n\nПрежние случаи:\n" + "\n".join(past))
    assert recalled.flagged and sum(fact.kind == "incident" for fact in recalled.facts) == len(past)
    act = "2024 года полицейские избили журналиста газеты «Кентау» и отобрали у него камеру."
    past = [f"- {day} {month} {act}" for day, month in enumerate(months, 3)]
    report = judge("Мониторинг за год", "Центр собрал сообщения за 2024 год.\n\n" + "\n".join(past))
    assert not report.flagged and sum(fact.kind == "incident" for fact in report.facts) == len(past)


@pytest.mark.parametrize("text", ["", "\n", "x" * 100_000, "а. " * 20_000, "\ud800", "<script>"])
def test_nothing_raises(text: str) -> None:
    assert 0 <= judge("", text).score <= 1


def test_the_shipped_model_was_made_from_this_corpus() -> None:
    assert read_card(SHIPPED)["corpus"] == corpus_hash(), "the corpus changed: run `make model`"


def test_training_again_gives_the_same_model(trained: Trained, labels: list[Labelled]) -> None:
    shipped = load_classifier(SHIPPED)
    again = AttackClassifier(trained.model, shipped.name)
    assert again.thresholds == shipped.thresholds
    for title, text in ATTACKS + ORDINARY:
        assert judge(title, text, again) == judge(title, text, shipped)


def test_held_out_figures_are_those_of_the_card(trained: Trained, labels: list[Labelled]) -> None:
    card = describe(trained, prepare(labels))
    assert card["languages"] == read_card(SHIPPED)["languages"]
    assert card["naming"] == read_card(SHIPPED)["naming"]
    for row in card["languages"].values():
        assert row["average_precision"] >= 0.95 and row["recall"] >= 0.94 and row["precision"] >= 0.78
        assert row["calibration_error"] <= 0.05
    assert card["naming"]["all"]["top_three"] >= 0.9
    assert min(card["naming"]["all"]["class_f1"].values()) >= 0.8


def test_no_invented_person_of_the_corpus_lies_in_the_vocabulary(trained: Trained) -> None:
    rows = [
        json.loads(line) for path in CORPUS.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()
    ]
    victims = [victim for row in rows for victim in row["victims"] if victim.get("name") and victim["role"] != "V8"]
    people = {victim["name"] for victim in victims if victim["name"].count(" ") == 1}
    surnames = {name.split()[1].lower()[:7] for name in people if name.istitle()}
    vocabulary = set(trained.model.article.words.at) | set(trained.model.sentence.words.at)
    assert len(surnames) > 50
    assert len(surnames & vocabulary) <= len(surnames) * 0.02, sorted(surnames & vocabulary)


def test_saved_and_loaded_it_says_the_same(trained: Trained, tmp_path: Path) -> None:
    save_model(trained.model, trained.parts, tmp_path, {})
    loaded = load_classifier(tmp_path)
    fresh = AttackClassifier(trained.model, loaded.name)
    assert judge(*ATTACKS[0], loaded) == judge(*ATTACKS[0], fresh)
    assert load_classifier(tmp_path, 0.9).threshold("ru") == 0.9
    assert loaded.threshold("de") > max(loaded.thresholds.values())
    assert load_classifier(tmp_path, 0.9).threshold("de") == 0.9


def test_serving_gives_scikit_learns_own_sums(trained: Trained, labels: list[Labelled]) -> None:
    features = [example.features for example in prepare(labels[::40])]
    for name, texts in (("article", features), ("sentence", [s for f in features for s in f.sentences])):
        model = TextModel(**trained.parts[name])
        ours = getattr(trained.model, name).decide(texts)[:, 0]
        assert np.allclose(ours, model.judge.decision_function(model.matrix(texts)), atol=1e-4)


def test_two_judges_over_one_vocabulary_say_what_each_says(trained: Trained, labels: list[Labelled]) -> None:
    pair = Pair(trained.model.article, trained.model.sentence)
    for example in [*prepare(labels[::60]), *prepare([replace(labels[0], title="", text="…")])]:
        features = example.features
        article, sentences = pair.decide(features, features.sentences)
        assert article == pytest.approx(trained.model.article.decide([features])[0, 0], abs=1e-6)
        assert np.allclose(sentences, trained.model.sentence.decide(features.sentences)[:, 0], atol=1e-6)


def test_what_was_trained_is_kept_without_foreign_types(trained: Trained, tmp_path: Path) -> None:
    save_model(trained.model, trained.parts, tmp_path, {})
    record = (tmp_path / TRAINED_FILE).read_bytes()
    assert skops.io.get_untrusted_types(data=record) == []
    assert set(skops.io.loads(record)) == {"article", "sentence", "methods", "fusion", "facts"}


def damage_card(folder: Path, **facts: object) -> None:
    path = folder / CARD_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


def cut_card(folder: Path, *names: str) -> None:
    path = folder / CARD_FILE
    card = json.loads(path.read_text())
    path.write_text(json.dumps({name: card[name] for name in card if name not in names}))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no model here": lambda f: (f / CARD_FILE).unlink(),
    "cannot be read": lambda f: (f / CARD_FILE).write_text("{"),
    "not a model card": lambda f: damage_card(f, format=99),
    "lacks sha256, thresholds": lambda f: cut_card(f, "sha256", "thresholds"),
    "model cannot be read": lambda f: (f / MODEL_FILE).unlink(),
    "is damaged": lambda f: (f / MODEL_FILE).write_bytes((f / MODEL_FILE).read_bytes()[:-50]),
    "scikit-learn 0.1": lambda f: damage_card(f, scikit_learn="0.1"),
}


@pytest.mark.parametrize("sentence", DAMAGES)
def test_a_broken_model_is_refused_with_what_to_do(tmp_path: Path, sentence: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    DAMAGES[sentence](folder)
    with pytest.raises(ModelError, match="tilshi train") as refused:
        load_classifier(folder)
    assert sentence in str(refused.value).replace("there is no model", "no model")


def test_figures_are_counted_right(labels: list[Labelled]) -> None:
    some = [label for label in labels if label.flagged][:4] + [label for label in labels if not label.flagged][:4]
    perfect = figures(some, [1.0] * 4 + [0.0] * 4, [True] * 4 + [False] * 4)
    assert (perfect["average_precision"], perfect["recall"], perfect["precision"], perfect["calibration_error"]) == (
        1,
        1,
        1,
        0,
    )
    scores = [1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    half = figures(some, scores, [score > 0.5 for score in scores])
    assert (half["recall"], half["precision"]) == (0.5, 0.6667)
    assert "all" in format_table(by_language(some, [0.5] * 8, [True] * 8))
    assert calibration_error(np.array([True, False]), np.array([0.9, 0.9])) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", ":1: not a labelled article"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, ":1: not a labelled article"),
        ('{"id":"a"}', "it has no 'language'"),
        ('{"id":"a","language":"ru","title":null,"text":"x","flagged":false}', "its title is not a text"),
        ('{"id":"a","language":"ru","title":"t","text":"x","flagged":true,"methods":["Q1"]}', "unknown methods"),
        ('{"id":"a","language":"ru","title":"t","text":"x","flagged":true,"methods":[]}', "flagged exactly when"),
        (
            '{"id":"a","language":"ru","title":"t","text":"x","flagged":true,"methods":["P1"],"evidence":["y"]}',
            "not in the text",
        ),
    ],
)
def test_a_broken_label_is_named_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_corpus(path)
    assert sentence in str(refused.value) and "labels.jsonl:1" in str(refused.value)


def test_a_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_corpus(tmp_path)


def test_a_text_may_hold_any_line_separator(tmp_path: Path) -> None:
    row = {"id": "a", "language": "en", "title": "t", "text": "one\u2028two\x85three", "flagged": False}
    (tmp_path / "labels.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert [label.text for label in read_corpus(tmp_path)] == [row["text"]]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_corpus_is_what_its_readme_says(labels: list[Labelled], language: str) -> None:
    own = [label for label in labels if label.language == language]
    assert len(own) >= 100
    assert 0.25 <= sum(label.flagged for label in own) / len(own) <= 0.5
    assert {code for label in own for code in label.methods} == set(method_codes())
    assert all(label.evidence for label in own if label.flagged)
    assert len({label.id for label in own}) == len({label.text for label in own}) == len(own)
