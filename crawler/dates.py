"""The dates that feeds, sitemaps and posts carry, in every spelling seen in Russian and Kazakh media."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

# Beginnings of month names; longer ones first where one begins another.
_MONTHS = {
    "январ": 1, "феврал": 2, "март": 3, "апрел": 4, "мая": 5, "май": 5, "мае": 5, "июн": 6, "июл": 7, "август": 8,
    "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
    "қаңтар": 1, "ақпан": 2, "наурыз": 3, "сәуір": 4, "мамыр": 5, "маусым": 6, "шілде": 7, "тамыз": 8, "қыркүйек": 9,
    "қазан": 10, "қараша": 11, "желтоқсан": 12,
    "qañtar": 1, "aqpan": 2, "nauryz": 3, "säuır": 4, "mamyr": 5, "mausym": 6, "şılde": 7, "tamyz": 8, "qyrküiek": 9,
    "qazan": 10, "qaraşa": 11, "jeltoqsan": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + r")[\w.]*"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})[\s\-]+{_MONTH}[\s,\-]+(\d{{4}})")
_YEAR_FIRST = re.compile(rf"\b(\d{{4}})\s*(?:ж\.?|жыл\w*|г\.?|год\w*|j\.|jyl\w*)?[\s,]*(\d{{1,2}})\s+{_MONTH}")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}}),?\s+(\d{{4}})")
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r"(?:^|[\s\d])(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})\b")
# Zone names feedparser and email.utils do not know (Almaty moved to +05:00 on 2024-03-01).
_ZONES = {
    "MSK": 3,
    "MSD": 4,
    "SAMT": 4,
    "YEKT": 5,
    "ALMT": 5,
    "QYZT": 5,
    "AQTT": 5,
    "ORAT": 5,
    "UZT": 5,
    "KGT": 6,
    "OMST": 6,
}
_ZONE = re.compile(r"\b(" + "|".join(_ZONES) + r"|GMT|UTC|Z)\b", re.IGNORECASE)


# How old a page says its text is, in place of a date.
_DAYS = {
    "сегодня": 0, "вчера": 1, "позавчера": 2, "бүгін": 0, "кеше": 1, "алдыңғы күні": 2, "bügın": 0, "búgin": 0,
    "keşe": 1, "keshe": 1, "today": 0, "yesterday": 1,
}  # fmt: skip
_DAY_WORD = re.compile(rf"\b({'|'.join(_DAYS)})\b")
_AGES = {
    r"мин|minut|min\b": timedelta(minutes=1), r"час|сағат|hour|sağat|saǵat": timedelta(hours=1),
    r"день|дня|дней|сут|күн|day|kün|kún": timedelta(days=1), r"недел|апта|week|apta": timedelta(weeks=1),
}  # fmt: skip
_AGE = re.compile(
    rf"\b(?:(\d{{1,3}}|an?|один|одну|бір)\s+)?({'|'.join(_AGES)})\w*\.?\s+(?:тому\s+)?(?:назад|бұрын|ago|būryn|buryn)\b"
)


def read_age(text: str, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment, in UTC, that "вчера, 15:30" or "3 сағат бұрын" meant at `now`, or None.

    Hours and minutes ago give a moment, days and weeks ago a day (midnight UTC); an hour of the day is one in `zone`.
    """
    low = " ".join(text.lower().split())
    today = now.astimezone(zone).date()
    if age := _AGE.search(low):
        count = int(age[1]) if age[1] and age[1].isdigit() else 1
        unit = next(unit for pattern, unit in _AGES.items() if re.match(pattern, age[2]))
        if unit < timedelta(days=1):
            return (now - count * unit).astimezone(UTC).replace(microsecond=0)
        day = today - count * unit
    elif word := _DAY_WORD.search(low):
        day = today - timedelta(days=_DAYS[word[1]])
    else:
        return None
    clock = _TIME.search(low)
    if clock is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    hour, minute = int(clock[1]), int(clock[2])
    if hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def read_date(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment `text` names, in UTC, or None when it names none we can trust.

    Reads ISO 8601, RFC 822 and the Russian, Kazakh and English spellings with month names. Day comes before month in
    numeric dates. A time that names no zone is taken to be in `zone`.
    """
    if not text or len(text) > 200:
        return None
    text = " ".join(text.split())
    try:
        moment = _iso(text) or _rfc(text) or _spelled(text)
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}", text):
        return None
    if re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        return datetime.fromisoformat(text.replace(" +", "+"))
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    if _ZONE.search(text) and not re.search(r"\b(GMT|UTC)\b", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    # "-0000" and a missing zone both come back naive; only the first is meant as UTC.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and "-0000" in text else moment


def _spelled(text: str) -> datetime | None:
    lower = text.lower()
    if found := _DAY_FIRST.search(lower):
        day, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    elif found := _YEAR_FIRST.search(lower):
        year, day, month = int(found[1]), int(found[2]), _MONTHS[found[3]]
    elif found := _MONTH_FIRST.search(lower):
        month, day, year = _MONTHS[found[1]], int(found[2]), int(found[3])
    elif found := _NUMERIC.search(lower):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    time = _TIME.search(lower)
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone_of(text))


def _zone_of(text: str) -> timezone | None:
    if found := _OFFSET.search(text):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset)
    if found := _ZONE.search(text):
        return timezone(timedelta(hours=_ZONES.get(found[1].upper(), 0)))
    return None
