"""Connects to PostgreSQL and brings its database to the current schema."""

from __future__ import annotations

import ssl
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from index.errors import ConfigurationError, LedgerError
from index.ledger import schema
from index.ledger.engine import BUSY_SECONDS, Database

_ANSWER_SECONDS = 60  # no statement of ours takes longer; a server that hangs is reported, not waited for
_stamp = Table("tilshi_schema", MetaData(), Column("version", Integer, primary_key=True))


def open_postgresql(address: str) -> Database:
    """Connect to `address` (postgresql://user:password@host:port/database, also ?host=/socket/directory, ?sslmode=)."""
    url, arguments = _driver_address(address)
    engine = create_engine(url, connect_args=arguments, pool_pre_ping=True, pool_size=8, max_overflow=24)
    event.listen(engine, "connect", _prepare)
    database = Database(engine, url.render_as_string(hide_password=True).replace("+pg8000", ""))
    try:
        with database.writing() as connection:
            _bring_up(connection, database.place)
    except BaseException:
        database.close()
        raise
    return database


def _driver_address(address: str) -> tuple[URL, dict[str, Any]]:
    """Translate what libpq users write into what the driver takes."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            "setting `ledger`: not an address; write postgresql://user:password@host/database"
        ) from None
    arguments: dict[str, Any] = {"timeout": _ANSWER_SECONDS}
    query = dict(url.query)
    directory = query.pop("host", None)
    if directory is not None:
        arguments["unix_sock"] = f"{directory}/.s.PGSQL.{query.pop('port', url.port or 5432)}"
    arguments["ssl_context"] = _ssl_context(str(query.pop("sslmode", "prefer")))
    if query:
        unknown = ", ".join(sorted(query))
        raise ConfigurationError(f"setting `ledger`: unknown parameter {unknown}; known are host, port and sslmode")
    return url.set(drivername="postgresql+pg8000", query={}), arguments


def _ssl_context(mode: str) -> ssl.SSLContext | None:
    if mode in ("disable", "allow", "prefer"):
        return None
    if mode not in ("require", "verify-ca", "verify-full"):
        raise ConfigurationError(
            f"setting `ledger`: sslmode {mode!r} is not one of disable, require, verify-ca, verify-full"
        )
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    if mode == "require":  # encrypted, but as in libpq the server need not prove who it is
        context.verify_mode = ssl.CERT_NONE
    return context


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
    cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()
    cursor.close()


def _bring_up(connection: Connection, place: str) -> None:
    tables = set(inspect(connection).get_table_names())
    if _stamp.name not in tables:
        foreign = tables & set(schema.metadata.tables)
        if foreign:
            raise LedgerError(
                f"{place}: the database holds tables of another program ({', '.join(sorted(foreign))});"
                " give tilshi a database of its own"
            )
        _stamp.create(connection)
        schema.metadata.create_all(connection)
        connection.execute(insert(_stamp).values(version=schema.SCHEMA))
        return
    found = connection.execute(select(_stamp.c.version)).scalar_one()
    if found > schema.SCHEMA:
        raise LedgerError(
            f"{place}: was written by a newer tilshi (schema {found}, not {schema.SCHEMA}); upgrade tilshi"
        )
    for version in range(found + 1, schema.SCHEMA + 1):
        schema.MIGRATIONS[version](connection)
    connection.execute(update(_stamp).values(version=schema.SCHEMA))
