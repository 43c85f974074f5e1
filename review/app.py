"""The review desk as a web application: every page, every error, one guard before them all."""

from __future__ import annotations

from collections.abc import Callable, Collection

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from index.clock import Clock
from index.errors import LedgerError, SearchError, StorageFullError, TilshiError
from index.ledger.contract import Ledger
from index.options import Options
from index.search.contract import Search
from review import api, article, assets, decide, queue, search, status, undo
from review.desk import Desk, Visit
from review.security import HEADERS, Guard

ROOMS = (queue, article, decide, undo, search, status, api, assets)


def create_app(
    ledger: Ledger, search: Search, options: Options, clock: Clock, *, hosts: Collection[str] = ()
) -> FastAPI:
    """Return the desk over an open ledger and search view.

    It answers to localhost, 127.0.0.1, the configured desk.host and `hosts` (names a proxy passes on). Raises
    ConfigurationError when config/taxonomy.yaml cannot be read.
    """
    app = FastAPI(title="tilshi", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(ledger, search, options, clock)
    for room in ROOMS:
        app.include_router(room.router)
    app.add_middleware(Guard, hosts={options.desk.host, *hosts})
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


def _says(request: Request, status: int, key: str, sentence: str = "") -> Response:
    visit = Visit(request)
    said = sentence or visit.words(f"{key}.text")
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": said}, status_code=status)
    return visit.message(status, visit.words(f"{key}.title"), said)


def _trouble(request: Request, error: Exception) -> Response:
    """Say what a person can mend, in the words of the error itself."""
    full = isinstance(error, StorageFullError)
    return _says(request, 507 if full else 503, "full" if full else "trouble", str(error))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _says(request, status, "missing" if status == 404 else "bad")


def _invalid(request: Request, _: Exception) -> Response:
    return _says(request, 400, "bad")


def _crash(request: Request, _: Exception) -> Response:
    """Answer a defect of ours without its traceback; this answer leaves outside the guard, so it is dressed here."""
    response = _says(request, 500, "crash")
    response.headers.update(HEADERS)
    return response


_ANSWERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = {
    LedgerError: _trouble,
    SearchError: _trouble,
    StorageFullError: _trouble,
    TilshiError: _trouble,
    HTTPException: _http,
    RequestValidationError: _invalid,
    Exception: _crash,
}
