"""Finds an article by its id or by any address it is known under."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from index.ledger.records import type_of_row
from index.ledger.schema import aliases, articles

_KEY: BindParameter[str] = bindparam("key")
# Built once: a page asks them often, and building costs more than asking.
_FIND = select(articles).where(articles.c.id == _KEY)
_ALIAS = select(aliases.c.article_id).where(aliases.c.key == _KEY)
_FIND_UNDER = (
    select(articles)
    .where(or_(articles.c.id == _KEY, articles.c.id.in_(_ALIAS)))
    .order_by(articles.c.id != _KEY)  # its own id before an alias
    .limit(1)
)


def find(connection: Connection, article_id: str) -> type_of_row | None:
    """Return the row of the article with this id, None when there is none."""
    return connection.execute(_FIND, {"key": article_id}).one_or_none()


def find_under(connection: Connection, key: str) -> type_of_row | None:
    """Return the row of the article known under this key, None when there is none."""
    return connection.execute(_FIND_UNDER, {"key": key}).one_or_none()


def follow_alias(connection: Connection, key: str) -> str:
    """Return the id of the article known under `key`; the key itself when there is none."""
    row = find_under(connection, key)
    return key if row is None else str(row.id)
