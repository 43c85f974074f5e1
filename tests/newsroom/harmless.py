"""Quiet local news for pages whose trouble is not their text: a different article for every name."""

from __future__ import annotations

from html import escape
from zlib import crc32

_FACTS = (
    "В городе открыли новый каток рядом со стадионом. Лед держат при любой погоде, прокат работает до десяти вечера.",
    "Районная библиотека получила четыреста новых книг. Больше всего читатели ждали детских энциклопедий и атласов.",
    "На улице Садовой закончили укладку плитки. Подрядчик обещал устранить замечания жителей до конца недели.",
    "Школьный хор вернулся с областного смотра с дипломом второй степени. Репетируют ребята трижды в неделю.",
    "Коммунальщики вывезли с дворов тысячу кубометров снега. Техника работает ночью, чтобы не мешать движению.",
    "Фермеры района сдали первую партию тепличных огурцов. Теплицу отапливают соломенными брикетами.",
    "В музее камня выставили друзу горного хрусталя весом сорок килограммов. Ее нашли геологи в прошлом сезоне.",
    "Городской автобус номер девять теперь доезжает до нового микрорайона. Интервал в часы пик сократят вдвое.",
    "Волонтеры приюта раздали семьям двенадцать щенков. Каждому новому хозяину вручили памятку ветеринара.",
    "Шахматный клуб объявил набор взрослых новичков. Первое занятие бесплатное, доски и часы выдают на месте.",
    "Пекарня на вокзале перешла на местную муку. Хлеб стал дешевле на пять тенге, рецепт не меняли.",
    "Синоптики обещают тихую неделю без осадков. Ночью до восьми градусов мороза, днем около нуля.",
)


def sentences(name: str) -> list[str]:
    """Return the paragraphs of the article called `name`: always the same ones, and for each name different ones."""
    start = crc32(name.encode())
    chosen = [_FACTS[(start + 5 * n) % len(_FACTS)] for n in range(6)]
    return [f"Заметка «{name}» рассказывает о новостях района за неделю, собранных нашими читателями.", *chosen]


def title(name: str) -> str:
    """Return the headline of the article called `name`."""
    return f"Новости района: {name}"


def markup(name: str, head: str = "", extra: str = "") -> str:
    """Return the whole page of the article called `name`, with `head` in its head and `extra` after its text."""
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in sentences(name))
    return (
        f'<!doctype html><html lang="ru"><head>{head}<title>{title(name)}</title>'
        f'<meta property="og:type" content="article"></head><body>'
        '<nav><a href="/">Главная</a> <a href="/n">Новости</a></nav>'
        f"<article><h1>{title(name)}</h1>{paragraphs}{extra}</article><footer>Районный листок</footer></body></html>"
    )
