"""Pages from templates: `page` shows one, `back` leads to one after something was done."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import COUNTY_TIME
from township_sync.web import csrf, times
from township_sync.web.viewer import Viewer, may
from township_sync.web.words import language_of, words

TEMPLATES = Path(__file__).parent / "templates"


def page(request: Request, template: str, http_status: int = 200, /, **facts: Any) -> HTMLResponse:
    """The template filled with these facts, and with what every page knows: `words`, `link`, `viewer`, `may`, `now`,
    `form_token`, `navigation`, `language`."""
    return HTMLResponse(_templates().get_template(template).render(_known(request) | facts), http_status)


def back(request: Request, path: str, done: str | None = None, **query: str) -> RedirectResponse:
    """To a page of the board after a form was obeyed (303); `done` is the key of a sentence under `done:`."""
    return RedirectResponse(link_of(request)(path, **query, **({"done": done} if done else {})), 303)


def link_of(request: Request) -> Callable[..., str]:
    """What makes an address of the board from a path (`/units/430981105`) and a query, in the language of this page."""
    asked = language_of(request)
    language = {} if asked == "zh" else {"lang": asked}

    def link(path: str, **query: Any) -> str:
        said = {name: value for name, value in (query | language).items() if value not in (None, "")}
        mounted: str = request.scope.get("root_path", "")
        return mounted + path + (f"?{urlencode(said)}" if said else "")

    return link


def path_of(request: Request) -> str:
    """The path of the request below the place where the board is mounted."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")) or "/"


def now_of(request: Request) -> datetime:
    """The moment of this request, by the clock that the application was given."""
    at: datetime = request.app.state.clock()
    return at


def today_of(request: Request) -> date:
    """The day of this request in Asia/Shanghai."""
    at: datetime = now_of(request)
    return at.astimezone(COUNTY_TIME).date()


def _known(request: Request) -> dict[str, Any]:
    who: Viewer | None = getattr(request.state, "viewer", None)
    path, language = path_of(request), language_of(request)
    other = "en" if language == "zh" else "zh"
    query = dict(request.query_params) | {"lang": other}
    return {
        "words": words(language), "language": language, "link": link_of(request), "viewer": who,
        "may": lambda act: who is not None and may(who, act), "now": now_of(request), "path": path,
        "form_token": lambda target: _token_field(request, who, target),
        "navigation": _navigation(request, who, language),
        # What answers a form has no address of its own, so nothing leads to it in the other language.
        "other_language": f"{request.scope.get('root_path', '')}{path}?{urlencode(query)}"
                          if request.method in ("GET", "HEAD") else None,
        "airflow": request.scope.get("root_path", "").removesuffix(request.app.state.prefix),
        "done": words(language)["done"].get(request.query_params.get("done", "")),
    }


def _navigation(request: Request, who: Viewer | None, language: str) -> list[str]:
    """The pages that this viewer may open, in the order of the words."""
    needs: dict[str, str | None] = request.app.state.pages
    there = [name for name in words(language)["navigation"] if name in needs]
    return [name for name in there if (act := needs[name]) is None or (who is not None and may(who, act))]


def _token_field(request: Request, who: Viewer | None, target: str) -> Markup:
    assert who is not None, "a form is shown to a viewer only"
    made = csrf.token(request.app.state.settings, who, target, now_of(request))
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, made)


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    made.filters |= {"moment": times.moment, "day": times.day, "number": times.number,
                     "masked": mask_whole_numbers}
    made.globals |= {"percent": times.percent}
    return made
