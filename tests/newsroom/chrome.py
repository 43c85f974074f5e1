"""The words around an article, in the language of each newsroom: menus, buttons, calls, dates written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What a newsroom's pages say besides the article. `furniture` must never turn up in an article's text."""

    code: str  # for the lang attribute
    menu: tuple[str, ...]
    home: str
    read_also: str
    share: str
    related: str
    comments: str
    comment_form: str
    cookies: str
    accept: str
    subscribe: str
    copyright: str
    author: str
    photo: str
    missing: str
    search: str
    months: tuple[str, ...]

    @property
    def furniture(self) -> tuple[str, ...]:
        """The sentences and labels that belong to the page, not to the article."""
        return (self.share, self.related, self.comment_form, self.cookies, self.subscribe, self.copyright)

    def date(self, moment: datetime) -> str:
        """Write a date and time out as this newsroom does."""
        month = self.months[moment.month - 1]
        if self.code.startswith("kk"):
            return f"{moment.year} {'j.' if 'Latn' in self.code else 'ж.'} {moment.day} {month}, {moment:%H:%M}"
        return f"{moment.day} {month} {moment.year}, {moment:%H:%M}"


_RU = Words(
    code="ru",
    menu=("Новости", "Политика", "Экономика", "Происшествия", "Культура", "Спорт", "Фото и видео", "Контакты"),
    home="Главная",
    read_also="Читайте также:",
    share="Поделитесь новостью с друзьями в соцсетях",
    related="Материалы по теме",
    comments="Комментарии",
    comment_form="Оставить комментарий. Ваш адрес не будет опубликован, обязательные поля помечены звездочкой.",
    cookies="Мы используем файлы cookie, чтобы сайт работал лучше. Оставаясь с нами, вы соглашаетесь с этим.",
    accept="Хорошо",
    subscribe="Подписывайтесь на наш канал в Telegram, чтобы не пропустить главное за день",
    copyright="Перепечатка материалов возможна только с активной ссылкой на сайт.",
    author="Автор",
    photo="Фото",
    missing="Страница не найдена",
    search="Поиск по сайту",
    months=tuple("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()),
)
_KK = Words(
    code="kk",
    menu=("Жаңалықтар", "Қоғам", "Саясат", "Экономика", "Мәдениет", "Спорт", "Сұхбат", "Байланыс"),
    home="Басты бет",
    read_also="Тағы оқыңыз:",
    share="Жаңалықпен достарыңызбен бөлісіңіз",
    related="Ұқсас жаңалықтар",
    comments="Пікірлер",
    comment_form="Пікір қалдыру. Электрондық поштаңыз жарияланбайды, міндетті өрістер белгіленген.",
    cookies="Сайт дұрыс жұмыс істеуі үшін біз cookie файлдарын қолданамыз. Сайтта қалу арқылы сіз бұған келісесіз.",
    accept="Келісемін",
    subscribe="Күннің басты жаңалықтарын Telegram арнамыздан оқыңыз, бізге жазылыңыз",
    copyright="Материалды көшіріп басқанда сайтқа сілтеме жасау міндетті.",
    author="Автор",
    photo="Фото",
    missing="Бет табылмады",
    search="Сайттан іздеу",
    months=tuple("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split()),
)
_KK_LATIN = Words(
    code="kk-Latn",
    menu=("Jañalyqtar", "Qoğam", "Saiasat", "Ekonomika", "Mädeniet", "Bılım", "Sport", "Bailanys"),
    home="Basty bet",
    read_also="Tağy oqyñyz:",
    share="Jañalyqpen dostaryñyzben bölısıñız",
    related="Ūqsas jañalyqtar",
    comments="Pıkırler",
    comment_form="Pıkır qaldyru. Elektrondyq poştañyz jariialanbaidy, mındettı örıster belgılengen.",
    cookies="Sait dūrys jūmys ısteuı üşın bız cookie faildaryn qoldanamyz. Saitta qalu arqyly sız būğan kelısesız.",
    accept="Kelısemın",
    subscribe="Künnıñ basty jañalyqtaryn Telegram arnamyzdan oqyñyz, bızge jazylyñyz",
    copyright="Materialdy köşırıp basqanda saitqa sılteme jasau mındettı.",
    author="Avtor",
    photo="Foto",
    missing="Bet tabylmady",
    search="Saittan ızdeu",
    months=tuple("qañtar aqpan nauryz säuır mamyr mausym şılde tamyz qyrküiek qazan qaraşa jeltoqsan".split()),
)
_EN = Words(
    code="en",
    menu=("News", "Politics", "Economy", "Companies", "Culture", "Opinion", "About us", "Contact"),
    home="Home",
    read_also="Read also:",
    share="Share this story with your friends",
    related="Related stories",
    comments="Comments",
    comment_form="Leave a reply. Your email address will not be published, required fields are marked.",
    cookies="We use cookies to make this site work better. By staying with us you agree to their use.",
    accept="Got it",
    subscribe="Sign up to our newsletter and have the day's stories in your inbox every morning",
    copyright="All rights reserved. Material may be reproduced only with a link to this site.",
    author="By",
    photo="Photo",
    missing="Page not found",
    search="Search this site",
    months=tuple("January February March April May June July August September October November December".split()),
)

WORDS: dict[str, Words] = {words.code: words for words in (_RU, _KK, _KK_LATIN, _EN)}
