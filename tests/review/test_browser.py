"""A real browser at the desk: keys of three layouts, both widths, and not one script that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from index.model import Decision, ReviewState
from tests.review.conftest import CHROMIUM, Served, Stage

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on the PATH; `apt-get install chromium` brings one, and these tests run"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@contextmanager
def watched(browser: Browser, **settings: Any) -> Iterator[Page]:
    """Open a page and fail when a dialog fires, the console complains, or anything is loaded from elsewhere."""
    trouble: list[str] = []
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en", **settings})
    page = context.new_page()
    page.set_default_timeout(15_000)

    def closed(dialog: Any) -> None:
        trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", closed)
    page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if "//127.0.0.1:" in asked.url else trouble.append(f"asked {asked.url}"))
    yield page
    context.close()
    assert trouble == []


@pytest.fixture
def served(stage: Stage) -> Iterator[Served]:
    with Served(stage.app) as running:
        yield running


def press(page: Page, key: str, code: str) -> None:
    """Press a key as a keyboard layout sends it: what it prints, and where it lies."""
    page.evaluate(
        "([key, code]) => (document.activeElement || document.body).dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
        [key, code],
    )


def test_a_suggested_fact_shows_where_it_stands(browser: Browser, stage: Stage, served: Served) -> None:
    with watched(browser) as page:
        page.goto(served.url(f"/articles/{stage.id_of('obysk')}"))
        lit = page.locator(".fact.lit")
        assert lit.count() == 0
        page.hover('a[data-fact="1"]')
        assert lit.all_inner_texts() == ["Олжас Тойбеков"]
        page.mouse.move(0, 0)
        assert lit.count() == 0
        page.click('a[data-fact="3"]')
        page.mouse.move(0, 0)
        assert lit.all_inner_texts() == ["Рудный край"]


def test_a_morning_at_the_desk_by_keyboard(browser: Browser, stage: Stage, served: Served) -> None:
    first, second = stage.id_of("reporter-beaten"), stage.id_of("obysk")
    with watched(browser) as page:
        page.goto(served.url())
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/articles/{first}")
        page.keyboard.press("h")
        assert page.evaluate("document.activeElement.id") == "evidence-2"
        page.keyboard.press("h")
        assert page.evaluate("document.activeElement.id") == "evidence-1"
        page.keyboard.press("Shift+H")
        assert page.evaluate("document.activeElement.id") == "evidence-2"
        page.keyboard.press("a")
        page.wait_for_url(f"**/articles/{second}?decided=1")
        assert "Saved: Accepted" in page.inner_text(".notice")
        page.keyboard.press("z")
        page.wait_for_url(f"**/articles/{first}?undone=1")
        assert "Taken back: Accepted" in page.inner_text(".notice")
        page.reload()
        assert "Taken back: Accepted" in page.inner_text(".notice")
        page.keyboard.press("3")  # the reasons are not open: nothing happens
        page.keyboard.press("n")
        page.keyboard.press("3")
        page.wait_for_url(f"**/articles/{second}?decided=2")
        page.keyboard.press("j")
        page.wait_for_url(f"**/articles/{stage.id_of('otyrystan')}")
        page.keyboard.press("k")
        page.wait_for_url(f"**/articles/{second}")
        page.keyboard.press("/")
        page.keyboard.type("обыски в редакциях")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        assert {"обыск", "редакции"} <= set(page.locator(".card mark").all_inner_texts())
    reviews = stage.ledger.reviews()
    assert [(review.decision, review.reason) for review in reviews] == [
        (Decision.REJECT, "X3"),
        (Decision.ACCEPT, None),
    ]
    assert reviews[1].undone_at is not None


@pytest.mark.parametrize(
    ("key", "code", "state"),
    [
        ("ф", "KeyA", ReviewState.ACCEPTED),  # Russian, Kazakh
        ("Ф", "KeyA", ReviewState.ACCEPTED),  # with Caps Lock
        ("a", "KeyQ", ReviewState.ACCEPTED),  # AZERTY: the letter counts
        ("q", "KeyA", ReviewState.OPEN),
        ("й", "KeyQ", ReviewState.OPEN),
    ],
)
def test_keys_work_on_every_layout(
    browser: Browser, stage: Stage, served: Served, key: str, code: str, state: ReviewState
) -> None:
    first = stage.id_of("reporter-beaten")
    with watched(browser) as page:
        page.goto(served.url(f"/articles/{first}"))
        press(page, key, code)
        if state is ReviewState.OPEN:
            page.wait_for_timeout(300)
        else:
            page.wait_for_url("**?decided=1")
    assert stage.ledger.review_state(first) is state


def test_reasons_answer_to_the_digits_row_of_a_kazakh_layout(browser: Browser, stage: Stage, served: Served) -> None:
    first = stage.id_of("reporter-beaten")
    with watched(browser) as page:
        page.goto(served.url(f"/articles/{first}"))
        press(page, "т", "KeyN")
        press(page, "ң", "Digit4")
        page.wait_for_url("**?decided=1")
    assert stage.ledger.reviews()[0].reason == "X4"


def test_keys_are_left_alone_while_typing_or_with_a_modifier(browser: Browser, stage: Stage, served: Served) -> None:
    with watched(browser) as page:
        page.goto(served.url(f"/articles/{stage.id_of('reporter-beaten')}"))
        page.keyboard.press("Control+a")
        page.keyboard.press("Alt+a")
        page.keyboard.press("/")
        page.keyboard.type("azn3")
        assert page.input_value(".find input") == "azn3"
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.is_visible("#keys")
        page.keyboard.press("a")
        page.locator("[data-keys-switch] input").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.wait_for_timeout(300)
        assert "decided" not in page.url
    assert stage.ledger.reviews() == []


def test_hostile_text_does_nothing_in_a_browser(browser: Browser, stage: Stage, served: Served) -> None:
    hostile = stage.id_of("market")
    with watched(browser) as page:
        for path in ("/", f"/articles/{hostile}", "/search?q=photographer", "/status", f"/api/articles/{hostile}"):
            page.goto(served.url(path))
        page.goto(served.url(f"/articles/{hostile}"))
        assert page.locator(":is(article, .lost, .removed, .about) :is(script, img, svg)").count() == 0
        assert "<script>alert('text')</script>" in page.inner_text("article")
        assert page.locator("[data-key='o']").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tongue", ["en", "ru", "kk"])
def test_a_phone_needs_no_sideways_scrolling(
    browser: Browser, stage: Stage, served: Served, tongue: str, scheme: str
) -> None:
    stage.ledger.record_review(
        stage.id_of("kolik"), Decision.ACCEPT, None, "reviewer", stage.clock.now(), "earlier-decision"
    )
    settings = {"viewport": {"width": 390, "height": 844}, "locale": tongue, "color_scheme": scheme}
    with watched(browser, **settings) as page:
        for path in ("/", f"/articles/{stage.id_of('obysk')}", "/search?q=газета", "/status"):
            page.goto(served.url(path))
            assert page.evaluate("document.documentElement.scrollWidth") == 390, path
        page.goto(served.url(f"/articles/{stage.id_of('market')}"))
        page.locator(".removed summary").click()
        assert page.is_visible(".removed dd")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, "what was removed is one long word"
        page.goto(served.url(f"/articles/{stage.id_of('obysk')}"))
        page.locator("[data-reject] summary").click()
        assert page.evaluate(CUT_LABELS) == []
        box = page.locator(".reasons").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] >= 0


def test_everything_works_without_scripts(browser: Browser, stage: Stage, served: Served) -> None:
    with watched(browser, java_script_enabled=False) as page:
        page.goto(served.url())
        page.locator("[data-row]").first.click()
        page.locator("button.accept").click()
        assert "Saved: Accepted" in page.inner_text(".notice")
        page.locator("[data-reject] summary").click()
        page.get_by_role("button", name="Cannot tell").click()
        assert "Saved: Rejected: Cannot tell" in page.inner_text(".notice")
        page.locator("form.undo button").click()
        assert "Taken back: Rejected: Cannot tell" in page.inner_text(".notice")
        page.get_by_role("link", name="Keys").click()
        assert page.is_visible("#keys")
    assert [review.decision for review in stage.ledger.reviews()] == [Decision.REJECT, Decision.ACCEPT]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, stage: Stage, served: Served, scheme: str) -> None:
    """Every visible text has a contrast of 4.5 (WCAG 2.2, level AA) against the ground it is painted on."""
    with watched(browser, color_scheme=scheme) as page:
        for name in ("reporter-beaten", "obysk"):
            page.goto(served.url(f"/articles/{stage.id_of(name)}"))
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            assert page.evaluate(FAINT_TEXTS) == [], name
        for path in ("/", "/search?q=court", "/status"):
            page.goto(served.url(path))
            assert page.evaluate(FAINT_TEXTS) == [], path


def test_the_same_keys_decide_the_audit_sample(browser: Browser, stage: Stage, served: Served) -> None:
    stage.clock.move(days=1)
    fund = stage.id_of("fund")
    with watched(browser, viewport={"width": 390, "height": 844}) as page:
        for path in ("/", f"/articles/{fund}"):
            page.goto(served.url(path))
            assert page.evaluate(FAINT_TEXTS) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") == 390, path
        page.keyboard.press("h")  # there is no evidence to go to
        page.keyboard.press("n")
        page.keyboard.press("0")
        page.wait_for_url("**?decided=1")
        page.keyboard.press("z")
        page.wait_for_url(f"**/articles/{fund}?undone=1")
        page.keyboard.press("a")
        page.wait_for_url("**?decided=2")
        page.goto(served.url(f"/articles/{fund}"))
        assert "audit sample: not flagged" in page.inner_text(".about")
    assert [review.audit for review in stage.ledger.reviews(article_id=fund)] == [True, True]


CUT_LABELS = """
() => [...document.querySelectorAll(".decide button, .decide summary, .decide a")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())
"""

FAINT_TEXTS = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility() || node.closest("dialog, .visually-hidden, .skip, kbd")) continue;
    const chain = [];
    for (let up = node; up; up = up.parentElement) chain.push(rgba(getComputedStyle(up).backgroundColor));
    const ground = chain.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
    const ink = over(rgba(getComputedStyle(node).color), ground);
    const [bright, dark] = [light(ink), light(ground)].sort((a, b) => b - a);
    const contrast = (bright + 0.05) / (dark + 0.05);
    if (contrast < 4.5) faint.push([node.className || node.tagName, contrast, node.textContent.trim()]);
  }
  return faint;
}
"""
