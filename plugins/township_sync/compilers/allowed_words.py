"""What may stand in a place where a wrong word stands, for the sentence that refuses it."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(word: str, allowed: Iterable[str]) -> str:
    """`. Did you mean 'operator'?` when one of the allowed words is much like it, else nothing; codes never are."""
    near = [] if word.isdigit() else get_close_matches(word, [str(each) for each in allowed], n=1)
    return f". Did you mean '{near[0]}'?" if near else ""


def refused(word: object, what: str, allowed: Iterable[object]) -> str:
    """`'oprator' is no key of a target; allowed are annex, due, operator. Did you mean 'operator'?`"""
    words = [str(each) for each in allowed]
    return f"'{word}' is no {what}; allowed are {', '.join(words) or 'none'}{meant(str(word), words)}"
