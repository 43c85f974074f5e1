"""The guard before every page: strange hosts, other sites' forms, and the headers of each answer."""

from __future__ import annotations

import re

import pytest

from index.options import Options
from review.app import create_app
from review.rendering import TEMPLATES, environment
from review.security import HEADERS
from review.taxonomy import load_taxonomy
from tests.review.conftest import Browserless, Stage

OURS = "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": OURS}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:9999"}, False),
        ({"Origin": "http://127.0.0.1:8765.evil.example"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_change_anything(stage: Stage, headers: dict[str, str], passes: bool) -> None:
    client = Browserless(stage.app)
    client.headers = headers
    fields = {"choice": "accept", "form_key": "a-form-key-of-the-test"}
    answer = client.post(f"/articles/{stage.id_of('obysk')}/decision", **fields)
    assert answer.status_code == (303 if passes else 403)
    assert len(stage.ledger.reviews()) == passes


def test_every_route_that_writes_is_guarded(stage: Stage) -> None:
    stranger = Browserless(stage.app, **{"Sec-Fetch-Site": "cross-site"})
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("/", "/undo", "/search", "/api/queue", f"/articles/{stage.id_of('obysk')}/decision"):
            assert stranger.send(method, path).status_code == 403


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("127.0.0.1:8765", True),
        ("localhost", True),
        ("LOCALHOST:1", True),
        ("[::1]:8765", True),
        ("desk.internal", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example:8765", False),
        ("127.0.0.1@evil.example", False),
        ("[", False),
        ("", False),
    ],
)
def test_the_desk_answers_to_its_own_names_only(empty: Stage, host: str, passes: bool) -> None:
    app = create_app(empty.ledger, empty.search, Options(data=empty.data), empty.clock, hosts=["desk.internal"])
    assert Browserless(app).get("/", Host=host).status_code == (200 if passes else 421)


@pytest.mark.parametrize("path", ["/", "/search", "/status", "/nowhere", "/api/queue", "/?page=cat"])
def test_every_answer_carries_the_headers(client: Browserless, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_static_files_may_be_kept_for_ever_because_their_name_changes(client: Browserless) -> None:
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_templates_always_escape() -> None:
    made = environment(load_taxonomy())
    assert made.autoescape is True
    assert made.from_string("{{ x }}").render(x="<b>\u202e") == "&lt;b&gt;"
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", source), path
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", source), path


def test_the_pages_load_nothing_from_elsewhere(stage: Stage) -> None:
    client = Browserless(stage.app)
    for path in ("/", f"/articles/{stage.id_of('market')}", "/search", "/status"):
        loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="([^"]*)"', client.get(path).text)
        assert loaded
        assert all(address.startswith("/static/") for address in loaded)


def test_reading_changes_nothing(stage: Stage) -> None:
    for path in ("/", "/search?q=a", "/status", "/api/queue", f"/articles/{stage.id_of('obysk')}?decided=1&undone=1"):
        assert Browserless(stage.app).get(path).status_code == 200
    assert stage.ledger.reviews() == []
    for path in ("/undo", f"/articles/{stage.id_of('obysk')}/decision?choice=accept&form_key={'k' * 20}"):
        assert Browserless(stage.app).get(path).status_code == 405
    assert stage.ledger.reviews() == []
