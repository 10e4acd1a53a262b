"""The application: every page behind one gate, every form behind one token."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

from fastapi import Depends, FastAPI, HTTPException, Request

from township_sync.settings import Settings
from township_sync.warehouse.storable import storable
from township_sync.web import PREFIX, csrf, pages
from township_sync.web.gated import Gate, Gated
from township_sync.web.headers import GuardedAnswers
from township_sync.web.page import path_of
from township_sync.web.problems import add_problem_pages
from township_sync.web.times import clock as county_clock
from township_sync.web.viewer import must

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_ONLY_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


def board(settings: Settings, gate: Gate, clock: Callable[[], datetime] = county_clock) -> FastAPI:
    """The board of one installation. No route of it, known or unknown, answers anybody whom the gate refuses."""

    async def guard(request: Request) -> None:
        texts = request.query_params.multi_items()
        form = None if request.method in _ONLY_LOOKING else await request.form()
        if form is not None:
            texts += [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
        if any(storable(text) != text for _, text in texts):
            raise HTTPException(400)
        if form is not None:
            csrf.refuse_foreign(settings, request.state.viewer, path_of(request), form, clock())

    app = FastAPI(title="township-sync", dependencies=[Depends(guard)], openapi_url=None, docs_url=None,
                  redoc_url=None, redirect_slashes=False)
    app.state.settings, app.state.clock, app.state.prefix = settings, clock, PREFIX
    app.state.pages = _add_pages(app)
    # The last route takes every other path, so that every form, whatever it is sent to, needs its token.
    app.add_api_route("/{path:path}", _not_there, methods=_METHODS)
    add_problem_pages(app)
    app.add_middleware(Gated, gate=gate)
    app.add_middleware(GuardedAnswers)
    return app


def _add_pages(app: FastAPI) -> dict[str, str | None]:
    """Every module of `pages/`; the act that a viewer must be allowed to do to open those of one that says so."""
    needs: dict[str, str | None] = {}
    for found in iter_modules(pages.__path__):
        module = import_module(f"{pages.__name__}.{found.name}")
        act = needs[found.name] = getattr(module, "NEEDS", None)
        app.include_router(module.router, dependencies=[must(act)] if act else [])
    return needs


async def _not_there(path: str) -> None:
    raise HTTPException(404)
