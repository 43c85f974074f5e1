"""`tilshi train --with-reviews`: what people decide makes a challenger, which serves unless it is worse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from classifiers.challenge import TOLERANCE, bout
from classifiers.champions import MODELS, is_behind, load_serving, serving_model
from classifiers.corpus_file import CORPUS, read_corpus
from classifiers.model_file import load_classifier
from classifiers.reviewed import lessons
from classifiers.sentences import split_sentences
from index.errors import ModelError
from index.ledger import open_ledger
from index.model import Decision
from index.options import ROOT, Options, load_options
from tests.index.newsdesk import DAY, HOUR, MINUTE, NOON, Newsdesk
from tests.tilshi.conftest import Ran, tilshi

SHIPPED = ROOT / "classifiers" / "model"
METHODS = (["N1"], ["P3"], ["J1"])
FEW, MANY = 60, 400  # articles: a poor model and a better one, both made in seconds


def corpus(folder: Path, articles: int, *, lie: bool = False) -> Path:
    """Write every nth article of the corpus to `folder`; with `lie`, attacks and others change places."""
    paths = sorted(CORPUS.glob("*-agency.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    folder.mkdir()
    with (folder / "some.jsonl").open("w", encoding="utf-8") as file:
        for row in rows[:: len(rows) // articles][:articles]:
            if lie:
                attack = not row["flagged"]
                first = split_sentences(row["text"])[0].text
                row |= {"flagged": attack, "methods": METHODS[len(first) % 3] * attack, "evidence": [first] * attack}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return folder


class House:
    """A data folder with decisions, and the settings that name the model it began with."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.data = folder / "data"
        self.config = folder / "tilshi.toml"
        self.config.write_text(f'model = "{model}"\n', encoding="utf-8")
        self.options: Options = load_options(self.config, data=self.data)

    def train(self, *arguments: object) -> Ran:
        return tilshi("train", "--config", self.config, "--data", self.data, *arguments)

    def decide(self, articles: int) -> None:
        """Bring articles to the desk and decide on each as its label says."""
        self.data.mkdir()
        ledger = open_ledger(self.options)
        desk = Newsdesk(ledger)
        some = read_corpus(CORPUS / "en-voices.jsonl")[:articles]
        for number, label in enumerate(some):
            at = NOON + number * timedelta(seconds=1)
            known = desk.brings(f"https://dala.kz/{number}", now=at, title=label.title, text=label.text)
            decision = Decision.ACCEPT if label.flagged else Decision.REJECT
            ledger.record_review(known, decision, label.reason, "aliya", at, f"form-{number}")
        ledger.close()


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model made of too little."""
    folder = tmp_path_factory.mktemp("poor")
    config = folder / "tilshi.toml"
    config.write_text(f'model = "{folder / "model"}"\n', encoding="utf-8")
    ran = tilshi("train", "--config", config, "--corpus", corpus(folder / "corpus", FEW))
    assert ran.code == 0, ran.err
    return folder / "model"


def test_a_better_challenger_serves_and_can_be_taken_back(poor: Path, tmp_path: Path) -> None:
    house = House(tmp_path, poor)
    house.decide(100)
    ran = house.train("--with-reviews", "--json", "--corpus", corpus(tmp_path / "corpus", MANY))
    assert ran.code == 0, ran.err + ran.out
    (told,) = ran.records
    assert told["serves"] and (told["learned_from"], told["judged_by"]) == (80, 20)
    assert [bout["name"] for bout in told["bouts"]] == ["frozen test", "newest decisions"]
    assert load_serving(house.options).name == told["challenger"] != told["champion"]
    assert is_behind(house.options), "the model it began with was made of another corpus"
    examined = tilshi("doctor", "--config", house.config, "--data", house.data)
    assert "run `tilshi train --with-reviews`" in examined.out
    judged = tilshi("classify", "--config", house.config, "--data", house.data, "-", given='{"title":"a","text":"b"}')
    assert judged.records[0]["model"] == told["challenger"]
    assert house.train("--back").code == 0
    assert load_serving(house.options).name == told["champion"]
    assert not is_behind(house.options)
    assert Path(told["model"]).is_dir()  # both are kept
    ran = house.train("--back")
    assert ran.code == 1 and "the model that ships" in ran.err


def test_a_worse_challenger_is_refused(tmp_path: Path) -> None:
    house = House(tmp_path, SHIPPED)
    house.decide(20)
    ran = house.train("--with-reviews", "--corpus", corpus(tmp_path / "corpus", FEW, lie=True))
    assert ran.code == 1, ran.out
    assert "goes on serving" in ran.out and "frozen test: average precision" in ran.out
    assert serving_model(house.options) == SHIPPED


def test_without_decisions_there_is_nothing_to_learn(tmp_path: Path) -> None:
    ran = House(tmp_path, SHIPPED).train("--with-reviews")
    assert ran.code == 1 and ran.err.count("\n") == 1 and "no decisions" in ran.err


@pytest.mark.parametrize("flagged", [True, False])
def test_a_corpus_of_one_kind_is_one_sentence(tmp_path: Path, flagged: bool) -> None:
    rows = [{"id": str(n), "language": "en", "title": "A", "text": "Word here.", "flagged": flagged} for n in range(9)]
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [json.dumps(row | {"methods": ["N1"] * flagged}) for row in rows]
    (folder / "some.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran = House(tmp_path, tmp_path / "model").train("--corpus", folder)
    assert ran.code == 2 and ran.err.count("\n") == 1 and "both" in ran.err


def test_back_and_with_reviews_exclude_each_other(tmp_path: Path) -> None:
    assert House(tmp_path, SHIPPED).train("--with-reviews", "--back").code == 2


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, SHIPPED)
    house.data.mkdir()
    yield house


def test_lessons_are_what_stands(house: House) -> None:
    ledger = open_ledger(house.options)
    desk = Newsdesk(ledger)
    ids = [desk.brings(f"https://dala.kz/{n}", now=NOON + n * MINUTE) for n in range(6)]
    said = [("accept", None), ("reject", "X1"), ("reject", "X4"), ("reject", "X8"), ("accept", None), ("reject", "X0")]
    for number, (article_id, (decision, reason)) in enumerate(zip(ids, said, strict=True)):
        at = NOON + HOUR + number * MINUTE
        ledger.record_review(article_id, Decision(decision), reason, "aliya", at, f"form-{number}")
    ledger.undo_review("aliya", NOON + DAY, "undo-1")  # the last
    ledger.record_review(ids[4], Decision.REJECT, "X6", "aliya", NOON + DAY, "again")  # changed her mind
    taught = {lesson.label.id: lesson.label.flagged for lesson in lessons(ledger)}
    assert taught == {ids[0]: True, ids[1]: False, ids[2]: True, ids[4]: False}
    ledger.close()


def test_a_lesson_is_the_text_that_was_seen(house: House) -> None:
    ledger = open_ledger(house.options)
    desk = Newsdesk(ledger)
    article_id = desk.brings("https://dala.kz/1", text="Бұрынғы мәтін")
    ledger.record_review(article_id, Decision.ACCEPT, None, "aliya", NOON + HOUR, "form")
    desk.brings("https://dala.kz/1", text="Жаңа мәтін", now=NOON + DAY)
    (lesson,) = lessons(ledger)
    assert lesson.label.text == "Бұрынғы мәтін"
    ledger.close()


def test_a_lost_champion_is_one_sentence(house: House) -> None:
    (house.data / MODELS).mkdir()
    (house.data / MODELS / "champions").write_text("attack-gone\n", encoding="utf-8")
    with pytest.raises(ModelError, match="no model here; run `tilshi train --back`"):
        load_serving(house.options)


def test_too_few_texts_tell_nothing() -> None:
    classifier = load_classifier(SHIPPED)
    labels = read_corpus(CORPUS / "en-voices.jsonl")
    assert bout("few", classifier, classifier, [label for label in labels if label.flagged][:30]) is None
    same = bout("same", classifier, classifier, labels[:40])
    assert same is not None and same.worse == () and same.champion.keys() >= TOLERANCE.keys()
