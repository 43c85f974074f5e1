"""The desk over a real ledger and a real search view, in this process or behind a real server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import anyio
import httpx
import pytest
from fastapi import FastAPI

from index.ledger import open_ledger
from index.ledger.contract import Ledger
from index.options import Options
from index.search import open_search
from index.search.contract import Search
from index.search.indexer import drain
from review.app import create_app
from review.serve import open_server
from tests.review.press import NOW, poison, publish

CHROMIUM = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)


class MovedClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Stage:
    """A desk with the press of press.py before it."""

    data: Path
    options: Options
    ledger: Ledger
    search: Search
    clock: MovedClock
    ids: dict[str, str]
    app: FastAPI

    def id_of(self, address_part: str) -> str:
        """Return the id of the one article whose address contains `address_part`."""
        (found,) = (key for address, key in self.ids.items() if address_part in address)
        return found

    def colleague(self, name: str = "colleague") -> FastAPI:
        """Return a second desk over the same data, signed by somebody else."""
        options = replace(self.options, desk=replace(self.options.desk, reviewer=name))
        return create_app(self.ledger, self.search, options, self.clock)


class Browserless:
    """A client of an app without a socket: what a browser of the desk's own pages would send."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        self.app = app
        self.headers = {"Sec-Fetch-Site": "same-origin", **headers}

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.send("POST", path, data=fields)

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        sent = {**self.headers, **(headers or {})}

        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
                return await client.request(method, path, headers=sent, **more)

        return anyio.run(run)


class Served:
    """A real server in a thread, for as long as the block lasts."""

    def __init__(self, app: FastAPI) -> None:
        self.server = open_server(app, "127.0.0.1", 0, lambda _: self.ready.set())
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> Self:
        self.thread.start()
        assert self.ready.wait(20), "the desk did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.should_exit = True
        self.thread.join(20)

    def url(self, path: str = "/") -> str:
        return self.server.address.rstrip("/") + path


@contextmanager
def opened(data: Path, ids: dict[str, str] | None = None) -> Iterator[Stage]:
    """Open a desk over `data` and close what it worked with."""
    options = Options(data=data)
    with closing(open_ledger(options)) as ledger, closing(open_search(options)) as search:
        clock = MovedClock()
        yield Stage(data, options, ledger, search, clock, ids or {}, create_app(ledger, search, options, clock))


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data folder that holds press.py, filled once; each test works on a copy."""
    data = tmp_path_factory.mktemp("printed")
    with opened(data) as stage:
        ids = publish(stage.ledger)
        drain(stage.ledger, stage.search)
    poison(data)
    return data, ids


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Stage]:
    """A desk before the first crawl."""
    with opened(tmp_path) as made:
        yield made


@pytest.fixture
def stage(printed: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Stage]:
    """A desk with five candidates, a reprint and an article that is none."""
    shutil.copytree(printed[0], tmp_path, dirs_exist_ok=True)
    with opened(tmp_path, printed[1]) as made:
        yield made


@pytest.fixture
def client(stage: Stage) -> Browserless:
    return Browserless(stage.app)
