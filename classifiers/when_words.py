"""How Russian, Kazakh and English say dates: month, weekday and number words, and the phrases they stand in.

Patterns meet folded text (lower case, ё as е, Kazakh letters and Latin Kazakh as plain Cyrillic). In a phrase, {d} is a
day, {m} a month, {y} what names a year after it, {yb} before it, {n} a number, {w} a weekday, {u} a unit of time, {s} a
season, {p} early, late or about; a second such part of a phrase is {d2} and so on. Each phrase names the reading in
classifiers/when_readings.py that understands it.
"""

from __future__ import annotations

from typing import NamedTuple

DASH = r"(?:\s*[-‐‑–—]\s*)"


class Speech(NamedTuple):
    """The words of one language. Keys of the dictionaries are patterns."""

    months: dict[str, int]
    weekdays: dict[str, int]  # Monday is 0
    numbers: dict[str, int]
    units: dict[str, str]  # day, week, month, year
    years: dict[str, int]  # "this year", "last year": added to the year of publication
    parts: dict[str, str]  # early, middle, late, about
    seasons: dict[str, int]  # the month each begins with
    ordinals: dict[str, int]  # words of a day written out: the sum of "двадцать" and "первого"
    parts_of_phrases: dict[str, str]
    phrases: tuple[tuple[str, str], ...]  # reading, pattern; earlier ones win


def _written_out(ordinals: dict[str, int]) -> str:
    """Return the pattern of a day in words, of which the tens may go before the ones."""
    words = f"(?:{'|'.join(ordinals)})"
    return rf"{words}(?:[\s-]{words})?"


_RU_ORDINAL = "(?:ого|ое)"
_RU_TEENS = "один две три четыр пят шест сем восем девят"
_RU_ORDINALS = {
    "двадцать": 20, "тридцать": 30, "треть(?:его|е)": 3,
    **{f"{stem}{_RU_ORDINAL}": n for n, stem in
       ((1, "перв"), (2, "втор"), (4, "четверт"), (5, "пят"), (6, "шест"), (7, "седьм"), (8, "восьм"), (9, "девят"),
        (10, "десят"), (20, "двадцат"), (30, "тридцат"))},
    **{f"{stem}надцат{_RU_ORDINAL}": n for n, stem in enumerate(_RU_TEENS.split(), 11)},
}  # fmt: skip
_RU_END = r"(?:ь|я|е|ю|ем|а|у|ом|й)?"
RUSSIAN = Speech(
    months={
        **{f"{stem}{_RU_END}": number for number, stem in enumerate("январ феврал март апрел".split(), 1)},
        "ма(?:й|я|е|ю|ем)": 5,
        **{f"{s}{_RU_END}": n for n, s in enumerate("июн июл август сентябр октябр ноябр декабр".split(), 6)},
    },
    weekdays={
        "понедельник(?:а|у|ом)?": 0, "вторник(?:а|у|ом)?": 1, "сред(?:а|у|ы|е|ой)": 2, "четверг(?:а|у|ом)?": 3,
        "пятниц(?:а|у|ы|е|ей)": 4, "суббот(?:а|у|ы|е|ой)": 5, "воскресень(?:е|я|ю|ем)": 6,
    },
    numbers={
        "од(?:ин|ну|на)": 1, "дв(?:а|е|ух)": 2, "тр(?:и|ех)": 3, "четыр(?:е|ех)": 4, "пят[ьи]": 5, "шест[ьи]": 6,
        "сем[ьи]": 7, "вос(?:емь|ьми)": 8, "девят[ьи]": 9, "десят[ьи]": 10, "полтор[аы]": 1,
    },
    units={
        "(?:день|дня|дней|сутки|суток)": "day", "недел[яюиье]": "week", "месяц(?:а|ев|е)?": "month",
        "(?:год(?:а|у)?|лет)": "year",
    },
    years={"(?:этого|текущего|нынешнего|сего|этом|текущем|нынешнем)": 0, "(?:прошло(?:го|м)|минувш(?:его|ем))": -1,
           "позапрошло(?:го|м)": -2},
    parts={"(?:в )?начале": "early", "(?:в )?середине": "middle", "(?:в )?конце": "late",
           "(?:около|примерно|приблизительно|ориентировочно)": "about"},
    seasons={"зим(?:ой|ы|у)": 12, "весн(?:ой|ы|у)": 3, "лет(?:ом|а)": 6, "осен(?:ью|и|ь)": 9},
    ordinals=_RU_ORDINALS,
    parts_of_phrases={
        "day": rf"(?:\d{{1,2}}(?:-?(?:го|е|м|му))?|{_written_out(_RU_ORDINALS)})",
        "year": r",?\s*(?:{Y}(?:{DASH}?\s?(?:г\.|гг\.|г\b|год[ауе]?|годом|м|го|й))?(?: год[ауе]?)?|{R}\s+год[ауе])",
        "last": r"(?:прошл(?:ую|ый|ое|ой|ом)|(?:минув|прошед)ш(?:ую|ий|ее|ей|ем)|последн(?:юю|ий|ее))",
        "this": r"(?:эт(?:у|от|о|ой|ом)|нынешн(?:юю|ий|ее|ем)|текущ(?:ую|ий|ем))",
    },
    phrases=(
        ("night", r"ночь[юи]?\s+(?:с\s+{d}(?:\s+{m}{y}?)?\s+)?на\s+{d2}\s+{m2}{y2}?"),
        ("night", r"ночь[юи]?\s+(?:с\s+)?{d}{DASH}{d2}\s+{m2}{y2}?"),
        ("night_at", r"(?:ночь[юи]?|в ночь)\s+{d}\s+{m}{y}?"),
        ("night_weekday", r"ночь[юи]?\s+(?:с[о]?\s+{w}\s+)?на\s+{w2}"),
        ("days", r"(?:с|со|между)\s+{d}(?:\s+{m}{y}?)?\s+(?:по|до|и)\s+{d2}\s+{m2}{y2}?"),
        ("days", r"(?:с|со)\s+{d}\s+на\s+{d2}\s+{m2}{y2}?"),
        ("days", r"{d}(?:\s+{m}{y}?)?{DASH}{d2}\s+{m2}{y2}?"),
        ("days", r"{d}\s+и\s+{d2}\s+{m2}{y2}?"),
        ("months", r"(?:с|со|между)\s+{m}{y}?\s+(?:по|до|и)\s+{m2}{y2}?"),
        ("months", r"{m}{DASH}{m2}{y2}"),
        ("since_day", r"(?:с|со|начиная с)\s+{d}\s+{m}{y}?"),
        ("since_month", r"(?:с|со|начиная с)\s+{m}{y}"),
        ("since_year", r"(?:с|со|начиная с)\s+{Y}(?:-го)?\s+год[ау]"),
        ("day", r"(?:{p}\s+)?{d}\s+{m}{y}?"),
        ("month", r"(?:(?:в|за|на)\s+)?{p}\s+{m}{y}?"),
        ("month", r"{m}{y}"),
        ("month", r"(?:в|во|за)\s+(?:{this}\s+|{last}\s+)?{m}"),
        ("season", r"(?:с\s+)?{s}{y}"),
        ("years", r"(?:в\s+|с\s+|за\s+)?{Y}(?:{DASH}|\s+по\s+|\s+и\s+){Y2}\s*(?:гг?\.|год(?:ы|ах|ов|а|у)?)"),
        ("year", r"(?:{p}\s+)?{Y}(?:-?(?:й|м|го|е))?\s*(?:г\.|г\b|год[ауе]?м?\b)"),
        ("year", r"(?:{p}\s+|в\s+){R}\s+год[уа]"),
        ("last_night", r"(?:прошлой|минувшей|прошедшей|этой)\s+ночью|в\s+(?:прошлую|минувшую|прошедшую|эту)\s+ночь"),
        ("last_weekday", r"(?:в|во)\s+(?:{last})\s+{w}"),
        ("weekday", r"(?:в|во|с|до)\s+(?:{this}\s+)?{w}"),
        ("weekday", r"(?:утром|утро|днем|день|вечером|вечер|ночью)\s+(?:в\s+)?{w}"),
        ("weekday", r"(?<![^\n]){w}(?=[.:,])"),
        ("last_unit", r"(?:в|во|на|за)\s+{last}\s+{unit}"),
        ("this_unit", r"(?:в|во|на|за)\s+{this}\s+{unit}"),
        ("last_weekend", r"(?:в|на)\s+(?:минувшие|прошлые|прошедшие|эти)?\s*выходн(?:ые|ых)(?!\s+данн)"),
        ("ago", r"(?:(?:почти|около|примерно|более)\s+)?(?:{n}\s+)?{u}\s+(?:тому\s+)?назад"),
        ("half_year", r"(?:около\s+)?полгода\s+(?:тому\s+)?назад"),
        ("lately", r"на\s+днях"),
        ("same_day", r"в\s+(?:тот|этот)\s+(?:же\s+)?(?:самый\s+)?(?:день|вечер)|в\s+т[уо]\s+же\s+(?:ночь|утро)"
                     r"|тем\s+же\s+(?:утром|вечером|днем)|той\s+же\s+ночью"),
        ("next_day", r"на\s+(?:следующ(?:ий|ее)|друг(?:ой|ое))\s+(?:день|утро|вечер)|следующим\s+(?:утром|вечером)"
                     r"|назавтра|наутро|(?:днем|сутками)\s+позже"),
        ("day_before", r"за\s+(?:день|сутки)\s+до|(?:днем|сутками)\s+(?:ранее|раньше)"),
        ("-2", r"позавчера"), ("-1", r"вчера(?:шн\w+)?|накануне"), ("0", r"сегодня(?:шн\w+)?|этим\s+утром"),
        ("1", r"завтра"),
    ),
)  # fmt: skip

_KK_SH = "(?:ш|сх)"
_KK_ORDINALS = {
    "жи[йиы]*рма": 20, "отыз": 30, "он": 10,
    **{f"{stem}н{_KK_SH}[иы](?:с[иы]\\w*)?": n for n, stem in
       ((1, "бири"), (2, "екиу?"), (3, f"у{_KK_SH}и"), (4, "торти"), (5, "беси"), (6, "алты"), (7, "жети"),
        (8, "сегизи"), (9, "тогызы"), (10, "оны"), (20, "жи[йиы]*рмасы"), (30, "отызы"))},
}  # fmt: skip
_KK_END = "[а-я]{0,9}"
KAZAKH = Speech(
    months={
        **{f"{s}{_KK_END}": n for n, s in enumerate("кантар акпан наурыз сауир мамыр маусым".split(), 1)},
        f"{_KK_SH}илде{_KK_END}": 7, f"тамыз{_KK_END}": 8, f"кырку[йи]ек{_KK_END}": 9, f"кырку[йи]ег{_KK_END}": 9,
        f"казан{_KK_END}": 10, f"кара{_KK_SH}а{_KK_END}": 11, f"желтоксан{_KK_END}": 12,
    },
    weekdays={
        f"д[уи][йи]сенби{_KK_END}": 0, f"се[йи]сенби{_KK_END}": 1, f"сарсенби{_KK_END}": 2, f"бе[йи]сенби{_KK_END}": 3,
        "жума(?:да|га|сы|ны)?": 4, f"сенби{_KK_END}": 5, f"жексенби{_KK_END}": 6,
    },
    numbers={"бир": 1, "еки": 2, "у(?:ш|сх)": 3, "торт": 4, "бес": 5, "алты": 6, "жети": 7, "сегиз": 8, "тогыз": 9,
             "он": 10},
    units={"кун": "day", "апта": "week", "а[йи]": "month", "жыл": "year"},
    years={"(?:биыл(?:гы|дын|дан)?(?: жыл(?:гы|дын))?|осы жыл(?:гы|дын|ы)|агымдагы жыл(?:гы|дын|ы))": 0,
           "(?:былтыр(?:гы|дан)?(?: жыл(?:гы|дын))?|откен жыл(?:гы|дын|ы))": -1},
    parts={"басында": "early", "ортасында": "middle", "(?:сонында|аягында)": "late",
           "(?:шамамен|болжам бо[йи]ын(?:ш|сх)а)": "about"},
    seasons={"кыс(?:та|ында|ы|тан)": 12, "коктем(?:де|инде|и|нен)": 3, "жаз(?:да|ында|дан)": 6,
             "куз(?:де|инде|и|дин|ден)": 9},
    ordinals=_KK_ORDINALS,
    parts_of_phrases={
        "day": rf"(?:\d{{1,2}}(?:-?(?:[а-я]{{0,3}}ш[иы]|с[иы][а-я]{{0,3}}))?|{_written_out(_KK_ORDINALS)})",
        "year": r"{DASH}?\s?(?:[а-я]{0,4}ш[иы]\s+)?(?:ж\.|жыл(?:гы|дын|ы|дан|га)?|жылы)",
        "last": r"(?:откен|былтыргы)",
        "this": r"(?:осы|биылгы|бул)",
    },
    phrases=(
        ("night", r"{yb}?{d}(?:\s+{m})?(?:{DASH}|\s+)(?:{d2}\s+)?(?:{m2}\s+)?караган\s+тун\w*"),
        ("night", r"{yb}?{d}{DASH}{d2}\s+{m2}\s+тун\w*"),
        ("night_at", r"{yb}?{d}\s+{m}\s+тун\w*"),
        ("days", r"{yb}?{d}\s+{m}\s+(?:мен|бен|пен)\s+{d2}\s+{m2}(?:\s+аралыгында)?"),
        ("days", r"{yb}?{d}\s+{m}(?:{DASH}|\s+){d2}\s+{m2}(?:\s+(?:де[йи]ин|аралыгында))?"),
        ("days", r"{yb}?{d}(?:{DASH}|\s+(?:мен|бен|пен|жане)\s+){d2}\s+{m2}"),
        ("months", r"{yb}{m}(?:{DASH}|\s+)(?:{yb2})?{m2}(?:\s+де[йи]ин)?"),
        ("since_day", r"{yb}?{d}\s+{m}\s+(?:бери|бастап|бергі|берги)"),
        ("since_month", r"{yb}?{m}\s+(?:бери|бастап|берги)"),
        ("since_season", r"{yb}{s}\s+(?:бери|бастап|берги)"),
        ("since_year", r"{Y}{ye}?\s*(?:жылдан\s+)?(?:бери|бастап|берги)"),
        ("day", r"(?:{p}\s+)?{yb}?{d}\s+{m}"),
        ("day", r"{yb}?{m}(?<=[дтн][ыи]н)\s+{d}"),
        ("month", r"{yb}{m}(?:\s+а[йи]\w*)?(?:\s+{p})?"),
        ("month", r"(?:{this}\s+|{last}\s+){m}(?:\s+а[йи]\w*)?"),
        ("month", r"{m}\s+(?:а[йи](?:ында|ы|ынын|да)?\s+)?{p}"),
        ("month", r"{m}\s+а[йи](?:ында|ы|ынан)?"),
        ("locative_month", r"{m}"),
        ("season", r"{yb}{s}"),
        ("years", r"{Y}{DASH}{Y2}\s*(?:жж?\.|жылдар\w*)"),
        ("year", r"{Y}{ye}(?:\s+{p})?"),
        ("last_night", r"(?:кеше|ке(?:сх)е|откен|бугин|осы)\s+тунде"),
        ("last_weekday", r"{last}\s+{w}(?:\s+куни?)?"),
        ("weekday", r"(?:{this}\s+)?{w}\s+кун\w*|(?:{this}\s+){w2}"),
        ("weekday", r"(?<![^\n]){w}(?=[.:,])"),
        ("locative_weekday", r"{w}"),
        ("last_unit", r"{last}\s+{unit}(?:да|де|та|ы)?"),
        ("this_unit", r"{this}\s+{unit}(?:да|де|та|ы)?"),
        ("last_weekend", r"(?:откен\s+)?демалыс\s+кундери"),
        ("day_before", r"бир\s+кун\s+бурын"),
        ("same_day", r"сол\s+(?:куни|кунги|туни|кеште|кешинде)"),
        ("next_day", r"келеси\s+куни|ерте(?:н)?(?:с)?ине|бир\s+кун(?:нен)?\s+(?:кейин|сон)"),
        ("ago", r"(?:шамамен\s+)?{n}\s+{u}\s+бурын"),
        ("half_year", r"жарты\s+жыл\s+бурын"),
        ("lately", r"(?:осы|таяу|жуыр)\s+кундери|таяуда|жуырда"),
        ("-2", r"алдынгы\s+куни|алдынгуни"), ("-1", r"ке(?:ш|сх)е(?:ги)?"), ("0", r"бугин(?:ги)?"), ("1", r"ертен"),
        ("year", r"{R}(?:\s+{p})?"),
    ),
)  # fmt: skip

_EN_ORDINALS = {
    "twenty": 20, "thirty": 30, "twentieth": 20, "thirtieth": 30,
    **{word: n for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(), 1)},
}  # fmt: skip
ENGLISH = Speech(
    months={
        r"jan(?:uary|\.)?": 1, r"feb(?:ruary|\.)?": 2, r"mar(?:ch|\.)?": 3, r"apr(?:il|\.)?": 4, "may": 5,
        r"june?\.?": 6,
        r"july?\.?": 7, r"aug(?:ust|\.)?": 8, r"sept?(?:ember|\.)?": 9, r"oct(?:ober|\.)?": 10, r"nov(?:ember|\.)?": 11,
        r"dec(?:ember|\.)?": 12,
    },
    weekdays={
        "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    },
    numbers={
        **{word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)},
        "an?": 1, "a couple of": 2,
    },
    units={"days?": "day", "weeks?": "week", "months?": "month", "years?": "year"},
    years={"this": 0, "last": -1},
    parts={"early": "early", "(?:in the )?(?:beginning|start) of": "early",
           r"mid(?:-|\s)?": "middle", "(?:in the )?middle of": "middle",
           "late": "late", "(?:at )?the end of": "late", "(?:around|about|circa|approximately)": "about"},
    seasons={"winter": 12, "spring": 3, "summer": 6, "(?:fall|autumn)": 9},
    ordinals=_EN_ORDINALS,
    parts_of_phrases={
        "day": rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_written_out(_EN_ORDINALS)}(?=\s+of\s))",
        "year": r"(?:,?\s+(?:of\s+)?{Y}|,?\s+(?:of\s+)?{R}\s+year)",
        "last": r"(?:last|past|the previous|the past)",
        "this": r"this",
    },
    phrases=(
        ("night", r"nights?\s+(?:of|from)\s+(?:the\s+)?{d}(?:\s+{m}{y}?)?(?:{DASH}|\s+to\s+|\s+and\s+){d2}\s+"
                  r"(?:of\s+)?{m2}{y2}?"),
        ("night", r"nights?\s+(?:of|from)\s+{m}\s+{d}(?:{DASH}|\s+to\s+|\s+and\s+)(?:{m2}\s+)?{d2}{y2}?"),
        ("night", r"overnight\s+(?:from\s+)?{d}(?:{DASH}|\s+to\s+|\s+and\s+){d2}\s+{m2}{y2}?"),
        ("night_to", r"(?:nights?\s+(?:of|on)|overnight\s+on)\s+(?:the\s+)?(?:{d}\s+(?:of\s+)?{m}|{m2}\s+{d2}){y2}?"),
        ("days", r"(?:from|between|since)\s+{d}\s+{m}{y}?\s+(?:to|and|until|till|through|by)\s+{d2}\s+{m2}{y2}?"),
        ("days", r"(?:from|between|since)\s+{m}\s+{d}{y}?\s+(?:to|and|until|till|through|by)\s+{m2}\s+{d2}{y2}?"),
        ("days", r"(?:from\s+|between\s+)?{d}(?:\s+{m})?(?:{DASH}|\s+(?:to|and|through)\s+){d2}\s+(?:of\s+)?{m2}{y2}?"),
        ("days", r"(?:from\s+|between\s+)?{m}\s+{d}(?:{DASH}|\s+(?:to|and|through)\s+)"
                 r"(?:{m2}\s+)?{d2}{y2}?(?!\s*[a-z]+ists)"),
        ("months", r"(?:from|between)\s+{m}{y}?\s+(?:to|and|until|till|through)\s+{m2}{y2}"),
        ("months", r"{m}{y}?{DASH}{m2}{y2}"),
        ("since_day", r"(?:since|from)\s+(?:{d}\s+(?:of\s+)?{m}|{m2}\s+{d2}){y}?"),
        ("since_month", r"since\s+{m}{y}?"),
        ("since_season", r"since\s+(?:the\s+)?(?:{p}\s+)?{s}(?:\s+of)?\s+{Y}"),
        ("since_year", r"since\s+{Y}"),
        ("day", r"(?:{p}\s+)?(?:the\s+)?{d}\s+(?:of\s+)?{m}{y}?"),
        ("day", r"(?:{p}\s+)?{m}\s+{d}{y}?(?![\d:])"),
        ("month", r"{p}\s*(?:of\s+)?{m}{y}?"),
        ("month", r"{m}{y}"),
        ("month", r"(?:(?:{this}|{last})|in|during|until|by|of)\s+{m}"),
        ("season", r"(?:(?:in|over|during)\s+)?(?:the\s+)?{s}(?:\s+of)?\s+{Y}"),
        ("years", r"(?:in\s+|from\s+|between\s+)?{Y}(?:{DASH}|\s+to\s+|\s+and\s+){Y2}"),
        ("year", r"(?:(?:in\s+)?{p}\s*(?:of\s+)?|in\s+|during\s+|of\s+|throughout\s+|by\s+){Y}"),
        ("last_night", r"last\s+night|overnight(?=[.,;]|\s+(?:in|at|by|and|into)\b)"),
        ("last_weekday", r"(?:on\s+)?(?:{last})\s+{w}(?:\s+(?:morning|afternoon|evening|night))?"),
        ("weekday", r"(?:(?:on|by|until|{this})\s+)?{w}(?:\s+(?:morning|afternoon|evening|night))?"),
        ("last_unit", r"{last}\s+{unit}"),
        ("this_unit", r"this\s+{unit}"),
        ("last_weekend", r"(?:last|over\s+the|at\s+the|this)\s+weekend"),
        ("ago", r"(?:(?:about|around|almost|nearly|over)\s+)?{n}\s+{u}\s+ago"),
        ("half_year", r"half\s+a\s+year\s+ago|six\s+months\s+ago"),
        ("lately", r"(?:a\s+few|several)\s+days\s+ago|in\s+recent\s+days"),
        ("-2", r"the\s+day\s+before\s+yesterday"), ("-1", r"yesterday"),
        ("0", r"today|tonight|this\s+(?:morning|afternoon|evening)"),
        ("same_day", r"(?:the\s+same|that(?:\s+same)?)\s+(?:day|morning|afternoon|evening|night)"),
        ("next_day", r"the\s+(?:next|following)\s+(?:day|morning|afternoon|evening|night)|the\s+(?:day|morning)\s+after"
                     r"|a\s+day\s+(?:later|after)"),
        ("day_before", r"the\s+(?:day|evening|night)\s+(?:before|earlier)|a\s+day\s+(?:before|earlier)"
                       r"|the\s+previous\s+(?:day|evening|night)|on\s+the\s+eve"),
        ("1", r"tomorrow"),
    ),
)  # fmt: skip

SPEECHES = {"ru": RUSSIAN, "kk": KAZAKH, "en": ENGLISH}
