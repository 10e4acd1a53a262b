"""What is shown when something cannot be: a small page that says what happened and what helps, never a traceback."""

import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import DefinitionError, TerminalError, TownshipSyncError, TransientError, UsageError
from township_sync.web.page import page
from township_sync.web.words import language_of, words

_log = logging.getLogger(__name__)
_STATUS: dict[type[TownshipSyncError], int] = {
    UsageError: 400, TransientError: 503, TerminalError: 500, DefinitionError: 500,
}


def add_problem_pages(app: FastAPI) -> None:
    """Let every error of the application end in a page of ours."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    for kind in _STATUS:
        app.add_exception_handler(kind, _ours)


def unforeseen(request: Request, error: Exception) -> HTMLResponse:
    """The page for an error that nobody foresaw; the log tells its kind and its place, not its words, which may hold a
    person's value."""
    places = "".join(traceback.format_tb(error.__traceback__)[-6:])
    _log.error("The board failed with %s at\n%s", type(error).__name__, places)
    return _problem(request, 500)


def refusal(request: Request, error: HTTPException | TownshipSyncError) -> HTMLResponse:
    """The page for a request that the gate turned away."""
    return _of_status(request, error) if isinstance(error, HTTPException) else _of_ours(request, error)


async def _refused(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, HTTPException)
    return _of_status(request, error)


async def _unreadable(request: Request, error: Exception) -> HTMLResponse:
    return _problem(request, 400)


async def _ours(request: Request, error: Exception) -> HTMLResponse:
    return _of_ours(request, error)


def _of_status(request: Request, error: HTTPException) -> HTMLResponse:
    key = "form" if error.detail == "form" else str(error.status_code)
    return _problem(request, error.status_code, key)


def _of_ours(request: Request, error: Exception) -> HTMLResponse:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    return _problem(request, status, sentence=mask_whole_numbers(str(error)))


def _problem(request: Request, status: int, key: str | None = None, sentence: str | None = None) -> HTMLResponse:
    known = words(language_of(request))["problems"]
    said = known.get(key or str(status)) or known["500" if status >= 500 else "400"]
    return page(request, "problem.html.j2", status, code=status, said=said, sentence=sentence)
