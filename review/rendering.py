"""Templates and what they may ask for: every value is escaped, made harmless, and said in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from index.model import LanguageGuess, MethodScore, Verdict
from review.assets import asset
from review.marking import harmless, marked, paragraphs
from review.taxonomy import Taxonomy
from review.words import Words

TEMPLATES = Path(__file__).parent / "templates"


def environment(taxonomy: Taxonomy) -> Environment:
    """Return the Jinja environment of the desk: escapes always, fails on an unknown name."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"asset": asset, "taxonomy": taxonomy, "paragraphs": paragraphs, "marked": marked}
    made.globals |= {"likely_classes": likely_classes, "likely_methods": likely_methods}
    made.filters |= {"percent": percent, "web_link": web_link, "host": host, "iso": iso}
    return made


def _finalize(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def likely_classes(verdict: Verdict) -> list[str]:
    """Return the classes that are more likely than not, best first; always at least one."""
    ranked = sorted(verdict.classes, key=lambda code: -verdict.classes[code])
    return [code for code in ranked if verdict.classes[code] >= 0.5] or ranked[:1]


def likely_methods(verdict: Verdict, most: int, least: float) -> tuple[MethodScore, ...]:
    """Return up to `most` methods of at least `least`, best first; the best one always."""
    return tuple(method for method in verdict.methods if method.score >= least)[:most] or verdict.methods[:1]


def percent(score: float) -> int:
    """Return a probability in whole percent; only certainty is 100 or 0."""
    if 0 < score < 1:
        return min(99, max(1, round(score * 100)))
    return round(score * 100)


def web_link(url: str) -> str | None:
    """Return `url` if it may be followed (http or https with a host), else None."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def host(url: str) -> str:
    """Return the host a link leads to, for reading before the click."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def iso(moment: datetime) -> str:
    """Return the moment as HTML's <time> wants it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Speech:
    """Says moments and languages in one tongue; what templates know as `say`."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.words = words
        self.now = now

    def age(self, moment: datetime) -> str:
        """Return how long ago `moment` was; a moment to come is said as a date, never as an age."""
        passed = self.now - moment
        minutes = int(passed / timedelta(minutes=1))
        if passed < timedelta(minutes=-5):
            return self.date(moment)
        if minutes < 1:
            return self.words("age.now")
        if minutes < 60:
            return self.words("age.minutes", minutes)
        if minutes < 48 * 60:
            return self.words("age.hours", minutes // 60)
        return self.words("age.days", minutes // (24 * 60)) if minutes < 30 * 24 * 60 else self.date(moment)

    def until(self, moment: datetime) -> str:
        """Return how long it is until `moment`."""
        minutes = int((moment - self.now) / timedelta(minutes=1))
        if minutes < 1:
            return self.words("until.now")
        return self.words("until.minutes", minutes) if minutes < 120 else self.words("until.hours", minutes // 60)

    def date(self, moment: datetime) -> str:
        """Return the day of `moment` (UTC)."""
        day = moment.astimezone(UTC)
        return self.words("date.day", day=day.day, month=self.words(f"month.{day.month}"), year=day.year)

    def moment(self, moment: datetime) -> str:
        """Return day and hour of `moment`, in UTC and saying so."""
        at = moment.astimezone(UTC)
        return self.words("date.moment", date=self.date(moment), time=f"{at:%H:%M}")

    def share(self, value: float) -> str:
        """Return a share in percent, with one decimal place, or two where it is small."""
        places = 2 if 0 < value < 0.01 else 1
        return f"{100 * value:.{places}f}".replace(".", self.words("number.point"))

    def language(self, guess: LanguageGuess | str) -> str:
        """Return the name of a language, with the script where it is not the usual one."""
        code = guess if isinstance(guess, str) else guess.language
        name = self.words(f"language.{code}") if self.words.has(f"language.{code}") else code
        if isinstance(guess, LanguageGuess) and code == "kk" and guess.script in ("Latn", "Arab"):
            return self.words(f"script.{guess.script}", language=name)
        return name

    def origin(self, where: str | None) -> str:
        """Return where a date came from."""
        if where is None:
            return ""
        return self.words(f"origin.{where}") if self.words.has(f"origin.{where}") else where
