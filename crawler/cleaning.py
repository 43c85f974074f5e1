"""What is left of the page around an article is taken out of its text: echoes, teasers, calls, notices, credits."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cached_property
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.dates import read_date
from crawler.watchdog import is_header_line
from index.model import Removed, RemovedKind
from index.text import clean_line

_ITEM = "- "
_ECHO_DEPTH = 4  # the title comes again within the first paragraphs or not at all
_SHORT = 220  # characters; a teaser or call is short, and a long paragraph that begins like one is text


# Kazakh patterns are written in Cyrillic once; a letter stands for all its spellings: without the special letters, and
# in the Latin alphabets of 2018 and 2021.
_SPELLINGS = {
    "а": "[аa]", "ә": "[әаaäá]", "б": "[бb]", "г": "[гg]", "ғ": "[ғгgğǵ]", "д": "[дd]", "е": "[еe]", "ж": "[жj]",
    "з": "[зz]", "и": "[иiıy]", "й": "[йiıy]", "к": "[кk]", "қ": "[қкq]", "л": "[лl]", "м": "[мm]", "н": "[нn]",
    "ң": "[ңнnñń]", "о": "[оo]", "ө": "[өоoöó]", "п": "[пp]", "р": "[рr]", "с": "[сs]", "т": "[тt]", "у": "[уuwýū]",
    "ұ": "[ұуuū]", "ү": "[үуuüú]", "ш": "(?:ш|ş|sh)", "ы": "[ыyı]", "і": "[іиiı]", "х": "[хh]", "ф": "[фf]",
}  # fmt: skip


def _kazakh(pattern: str) -> str:
    return "".join(_SPELLINGS.get(letter, letter) for letter in pattern)


def _starts(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]{{0,20}}(?:{'|'.join(phrases)})", re.IGNORECASE)


_PAGER = (
    r"(?:previous|next)(?:\s+(?:post|article|story))?"
    r"|(?:предыдущ(?:ая|ий|ее)|следующ(?:ая|ий|ее))(?:\s+(?:запись|статья|новость|материал|публикация))?|"
    + _kazakh("(?:алдыңғы|келесі)(?: (?:мақала|жазба|жаңалық|материал))?")
)
_IS_PAGER = re.compile(rf"[\W_]*(?:{_PAGER})[\W_]*", re.IGNORECASE)
_CRUMBS = frozenset({"", "home", "главная", "бастыбет", "bastybet"})  # folded steps of "Home > News >"
# A label alone on its line, or before a colon, and what it announces: other articles.
_TEASER_LABEL = _starts(
    r"(?:также\s+)?чита(?:йте|ть)(?:\s+(?:также|ещ[её]|далее|подробнее|больше|по\s+теме|нас|другие\s+новости|на))*",
    r"смотр(?:ите|еть)\s+(?:также|ещ[её])",
    r"см\.\s*также",
    r"(?:материалы|новости|статьи|ещ[её]|также)?\s*по\s+теме",
    r"(?:похожие|связанные|другие|последние|главные|популярные)\s+(?:материалы|новости|статьи|публикации)",
    r"ранее\s+(?:по\s+теме|мы\s+писали|сообщалось)",
    r"рекомендуем(?:\s+(?:почитать|прочитать|посмотреть))?",
    _kazakh(r"(?:тағы|сондай-ақ|толығырақ)\s+оқы(?:ңыз|ңыздар|ңдар)"),
    _kazakh(r"(?:осы|бұл)\s+тақырып(?:қа)?\s*(?:бойынша|орай)?"),
    _kazakh(r"(?:ұқсас|басқа|соңғы)\s+(?:материалдар|жаңалықтар|мақалалар)"),
    _kazakh(r"оқи\s+отырыңыз(?:дар)?"),
    r"(?:also\s+)?read\s+(?:also|more|next|on|this|the\s+full\s+\w+|full\s+\w+)",
    r"see\s+also",
    r"also\s+read",
    r"related(?:\s+(?:stories|articles|news|posts|coverage|content|topics|links|reading))?",
    r"more\s+(?:on\s+this(?:\s+story)?|from\s+\S+|stories|news|coverage)",
    r"recommended(?:\s+(?:for\s+you|reading|stories))?",
    r"(?:you\s+(?:may|might)\s+also\s+like|don['’]t\s+miss|most\s+(?:read|popular))",
    rf"(?:{_PAGER})",
)
_CALL = _starts(
    r"подпи(?:шитесь|сывайтесь|саться)\s+на\b",
    r"подписывайся\b",
    r"присоединяйтесь\s+к\b",
    r"следите\s+за\s+(?:нашими|новостями|нами)",
    r"(?:больше|ещ[её]\s+больше|самые|все|главные|оперативные|свежие|важные)\s+(?:\S+\s+){0,4}(?:в|на)\s+(?:наш\S*\s+)?"
    r"(?:telegram|телеграм|whatsapp|instagram|youtube|facebook)",
    r"(?:наш|читайте\s+нас\s+в)\s+(?:telegram|телеграм)",
    r"(?:если\s+вы\s+)?(?:нашли|заметили|обнаружили)\s+(?:ошибку|опечатку|неточность)",
    r"сообщить\s+об\s+(?:ошибке|опечатке)",
    r"поделит(?:ь|е)с[ья](?:\s+(?:в|с|новостью|ссылкой|статьей|статьёй|материалом|этим))*\b",
    r"(?:хотите|есть)\s+(?:сообщить|рассказать|новость|поделиться)\b.*(?:пишите|присылайте|telegram|whatsapp)",
    r"(?:присылайте|сообщайте|пишите)\s+(?:нам|свои|ваши)\b.*(?:telegram|whatsapp|почт|@|номер)",
    r"поддержите\s+(?:нас|редакцию|нашу)",
    r"(?:оставить|добавить|написать)\s+комментарий",
    r"комментари(?:и|ев)\s*(?:\(?\d*\)?|отключены|закрыты)\s*$",
    r"(?:\S+\s+){0,6}(?:telegram|телеграм|instagram|youtube|whatsapp|facebook)\S*(?:\s+\S+){0,3}\s+"
    + _kazakh("(?:жазылыңыз|тіркеліңіз|қосылыңыз)"),
    _kazakh(r"(?:бізге|біздің)\b.*(?:жазылыңыз|қосылыңыз|тіркеліңіз)"),
    _kazakh(r"бөліс(?:у|іңіз)\b"),
    _kazakh(r"қате(?:ні)?\s+(?:тапсаңыз|байқасаңыз)"),
    _kazakh(r"пікір\s+(?:қалдыру|жазу)"),
    r"share\s+(?:on|via)\b",
    r"share\s+(?:this|the)(?:\s+(?:article|story|post|page|news))?\W*(?:on\b|via\b|with\b|$)",
    r"(?:like|enjoy(?:ed)?)\s+this\s+(?:story|article)\?",
    r"(?:follow|like|join|find)\s+us\s+on\b",
    r"follow\s+\S+(?:\s+\S+){0,2}\s+on\s+(?:twitter|x|facebook|instagram|telegram|linkedin|youtube)",
    r"(?:subscribe|sign\s+up)\s+(?:to|for|now|here|today)\b",
    r"(?:click|tap)\s+here\s+to\s+(?:subscribe|sign|get\s+the\s+\S+(?:\s+\S+)?\s+app|join|follow|donate|support)\b",
    r"(?:support|donate\s+to)\s+(?:us|our)\b",
    r"leave\s+a\s+(?:reply|comment)",
    r"comments?\s+(?:are\s+)?closed",
    r"your\s+email\s+address\s+will\s+not\s+be\s+published",
    r"exit\s+mobile\s+version",
    r"if\s+you\s+(?:have\s+been|were|are\s+being)\s+(?:harassed|attacked|threatened|abused)\b.*\breport\b",
    r"(?:сообщите|расскажите)\s+(?:нам\s+)?о\s+(?:нападении|случае|инциденте|нарушении)\b.*(?:форм|анкет)",
    r"advertisement\s*$",
    r"реклама\s*$",
    _kazakh(r"жарнама\s*$"),
)
_RIGHTS = re.compile(
    r"перепечатк\w+|копировани\w+\s+материалов|использовани\w+\s+материалов|все\s+права\s+защищены|көшіріп\s+бас\w+"
    r"|köşırıp\s+bas\w+|барлық\s+құқықтар|all\s+rights\s+reserved|©\s*(?:19|20)\d\d",
    re.IGNORECASE,
)
_RIGHTS_DEPTH = 3  # such a line closes the page
# The notices a law of 2017 prescribes to Russian media, and the footnotes that go with names. The label inside a
# sentence is news and stays.
_NOTICE = re.compile(
    r"(?:настоящ|данн)\w+\s+(?:материал|сообщени)\w*.{0,80}(?:создан|произведен|произведён|распространен|распространён)"
    r".{0,200}иностранн\w+\s+(?:агент|средств)\w*"
    r"|^\W{0,3}\*.{0,160}(?:признан|внес[её]н|включ[её]н|включил|внёс|внес)\w*\b.{0,80}"
    r"(?:ино(?:странн\w+\s+)?агент|нежелательн|экстремистск|террористическ)"
    r"|^\W{0,3}\*.{0,160}\b(?:designated|labell?ed|declared|recogni[sz]ed)\b.{0,60}(?:foreign\s+agent|undesirable|extremist)|"
    + _kazakh(r"^\W{0,3}\*.{0,160}(?:шетел(?:дік)?\s+агент|қалаусыз\s+ұйым|экстремистік)")
    + "|"
    + _kazakh(r"^\W{0,3}(?:бұл|осы)\s+(?:материал|мәлімет).{0,160}шетел(?:дік)?\s+агент"),
    re.IGNORECASE | re.DOTALL,
)
_NOTICE_LENGTH = 800
_CREDIT = _starts(
    r"(?:фото|фотографи[яи]|скриншот|иллюстраци[яи]|изображение|видео|коллаж|инфографика|кадр)"
    r"(?:\s+(?:из|с)\s+\S+|\s+\S+)?\s*[:©/|]",
    r"(?:фото|скриншот)\s+(?:автора|редакции|из\s+(?:открытых|архива|соцсетей|личного))",
    _kazakh(r"(?:сурет|коллаж|көрнекі\s+сурет|скрин)") + r"(?:\s+\S+)?\s*[:©/|]",
    r"(?:photo|image|picture|illustration|screenshot|video|credit)s?(?:\s+(?:by|credit|courtesy|source)\b.{0,20})?"
    r"\s*[:©/|]",
    r"(?:photo|photograph|image|picture)\s+(?:by|courtesy)\b",
    r"©",
    r"\(c\)\s",
)
# What an organisation says of itself under everything it publishes.
_ABOUT = re.compile(
    r"^(?:the\s+)?[A-Z][^.]{2,90}\bis\s+an?\s+(?:[\w-]+[\s,]+){0,4}(?:organi[sz]ation|ngo|non-?profit|watchdog|network)\b"
    r"|^[^.]{3,90}\s(?:[—–-]|является)\s+(?:\w+[\s,]+){0,4}(?:неправительственн|правозащитн|некоммерческ|международн)\w+"
    r"\s+(?:\w+\s+){0,3}организаци\w+",
)
_ABOUT_DEPTH = 10  # paragraphs from the end: pagers and calls come after it
_ABOUT_LENGTH = (250, 1200)  # a sentence on an organisation is news, a paragraph of praise is not
_CREDIT_LENGTH = 90  # longer lines describe what the picture shows, and that can be evidence
_NOT_LETTERS = re.compile(r"[\W_]+")
_DATELINE_LENGTH = 45
_DATELINE = re.compile(
    r"^\W*(?:(?:updated|published|posted|опубликовано|обновлено|жарияланды|жаңартылды)\W+)?(?:on\s+)?"
    r"(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\W)"
    r"[\w\s.,:|/–-]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!…]\s+[А-ЯЁA-ZӘҒҚҢӨҰҮҺІ].{15,}")


class Cleaned(NamedTuple):
    """An article's paragraphs, and the teasers, calls, notices and credits that stood among them."""

    kept: list[str]
    removed: list[Removed]


def clean_paragraphs(
    paragraphs: Sequence[str],
    title: str = "",
    author: str = "",
    links: Container[str] = (),
    *,
    has_header: bool = False,
) -> Cleaned:
    """Part `paragraphs` from what is not the article: title and author again, teasers, calls, notices, credits.

    List items begin with "- "; those that follow a teaser's label go with it, and so do paragraphs that are nothing but
    one of `links`, the folded link texts of the page. Echoes of the title, author and date are in neither list; with
    `has_header`, of a watchdog's alert, its dated lines are no echo.
    """
    echoes = {folded(line) for line in (title, author, f"by {author}", f"автор {author}")} | _CRUMBS
    cleaned = Cleaned([], [])
    label, dropped = "", 0
    for position, paragraph in enumerate(paragraphs):
        if label and _belongs(paragraph, label, links):
            cleaned.removed.append(Removed(_announced_by(label), clean_line(paragraph)))
            label = "" if _IS_PAGER.fullmatch(label) and not _IS_PAGER.fullmatch(paragraph) else label
            continue
        label = paragraph if _is_bare_label(paragraph) else ""
        if kind := _announced_by(label) if label else _furniture(paragraph, len(paragraphs) - position):
            cleaned.removed.append(Removed(kind, clean_line(paragraph)))
        elif position < _ECHO_DEPTH + dropped and _is_echo(paragraph, echoes, has_header):
            dropped += 1
        else:
            cleaned.kept.append(paragraph)
    return cleaned


def _is_echo(paragraph: str, echoes: Container[str], has_header: bool) -> bool:
    if folded(paragraph) in echoes:
        return True
    return _is_dateline(paragraph) and not (has_header and is_header_line(paragraph))


def _belongs(paragraph: str, label: str, links: Container[str]) -> bool:
    """Whether `paragraph` is what the teaser's `label` before it announces."""
    if paragraph.startswith(_ITEM) or folded(paragraph) in links:
        return True
    # Between "Previous" and "Next" stands one headline.
    return (
        bool(_IS_PAGER.fullmatch(label)) and len(paragraph) <= _SHORT and not paragraph.endswith((".", "!", "…", ":"))
    )


def _announced_by(label: str) -> RemovedKind:
    return RemovedKind.PAGER if _IS_PAGER.fullmatch(label) else RemovedKind.TEASER


def _furniture(paragraph: str, left: int) -> RemovedKind | None:
    """Say what `paragraph`, with `left` to come from it on, is of what surrounds an article; None for its text."""
    if len(paragraph) <= _NOTICE_LENGTH and _NOTICE.search(paragraph):
        return RemovedKind.NOTICE
    if len(paragraph) <= _SHORT and (kind := _short_furniture(paragraph)):
        return kind
    return _closing(paragraph, left)


def _short_furniture(paragraph: str) -> RemovedKind | None:
    if is_teaser_label(paragraph):
        return None if _SENTENCE.search(paragraph) else RemovedKind.TEASER
    # In a list, "Subscribe to ..." is a step somebody describes.
    if not paragraph.startswith(_ITEM) and _CALL.match(paragraph):
        return None if _SENTENCE.search(paragraph) else RemovedKind.SHARE
    is_credit = len(paragraph) <= _CREDIT_LENGTH and _CREDIT.match(paragraph) and not _SENTENCE.search(paragraph)
    return RemovedKind.CREDIT if is_credit else None


def _closing(paragraph: str, left: int) -> RemovedKind | None:
    if left <= _RIGHTS_DEPTH and len(paragraph) <= _SHORT and _RIGHTS.search(paragraph):
        return RemovedKind.RIGHTS
    least, most = _ABOUT_LENGTH
    if left <= _ABOUT_DEPTH and least <= len(paragraph) <= most and _ABOUT.match(paragraph):
        return RemovedKind.ABOUT
    return None


class Links:
    """The texts of a page's links, folded; collected when first asked for, since most pages never need them."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree

    def __contains__(self, text: object) -> bool:
        return text in self._texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(folded("".join(link.itertext())) for link in self._tree.iter("a"))


def is_teaser_label(paragraph: str) -> bool:
    """Whether `paragraph` announces other articles, as "Читайте также:" does."""
    found = _TEASER_LABEL.match(paragraph)
    if not found:
        return False
    rest = paragraph[found.end() :]
    # A label and a link without a space between them come out as one word: "Читайте такжеСборная ...".
    return rest.lstrip().startswith(":") or rest[:1].isupper()


def _is_bare_label(paragraph: str) -> bool:
    found = _TEASER_LABEL.match(paragraph)
    return found is not None and not paragraph[found.end() :].strip(" :…>»→.")


def _is_dateline(paragraph: str) -> bool:
    return len(paragraph) < _DATELINE_LENGTH and bool(_DATELINE.search(paragraph)) and read_date(paragraph) is not None


def folded(text: str) -> str:
    """Return the letters and digits of `text` without case: what two spellings of one line have in common."""
    return _NOT_LETTERS.sub("", text.casefold())
