"""The vocabulary of expectations/: the types that Great Expectations and we know, and the arguments they take."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from township_sync.checks.conditions import great_expectations

_TOLD: dict[tuple[str, str], str] = {}


def complaint(kind: str, kwargs: Mapping[str, Any]) -> str:
    """What Great Expectations does not understand of an expectation, as half a sentence; nothing when it is right.

    Each is asked about once: every judgement compiles the same hundreds of them.
    """
    key = kind, repr(kwargs)
    if key not in _TOLD:
        _TOLD[key] = _asked(kind, kwargs)
    return _TOLD[key]


def _asked(kind: str, kwargs: Mapping[str, Any]) -> str:
    great_expectations()
    from great_expectations.compatibility.pydantic import ValidationError
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import (
        get_expectation_impl,
        list_registered_expectation_implementations,
    )

    try:
        # The library wants a row condition as an object of its own; a pandas query fits every type that takes one.
        get_expectation_impl(kind)(**{name: value for name, value in kwargs.items() if name != "row_condition"})
    except ExpectationNotFoundError:
        near = get_close_matches(kind, list_registered_expectation_implementations(), 1)
        return f"there is no expectation '{kind}'" + (f"; did you mean {near[0]}?" if near else "")
    except ValidationError as refused:
        return "; ".join(_told(kind, error) for error in refused.errors())
    return ""


def _told(kind: str, error: Mapping[str, Any]) -> str:
    argument = ".".join(str(part) for part in error["loc"] if part != "__root__")
    if error["type"] == "value_error.missing":
        return f"{kind} needs the argument '{argument}'"
    if error["type"] == "value_error.extra":
        return f"{kind} has no argument '{argument}'"
    return f"{kind} does not take this for '{argument}': {error['msg']}" if argument else f"{kind}: {error['msg']}"
