"""How personal values are shown outside the room they belong to (docs/architecture.md, law 5; rules.md, Masking)."""

import re

from township_sync.errors import PersonalDataLeak

_WHOLE_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{15,20}[\dXx]?|92\d{6}[0-9A-Z]{10})(?![0-9A-Za-z])")
"""Old ID cards, certificates of disability, bank accounts, and the credit code of a business that is one person's."""
_NO_NUMBER = re.compile(r"[^0-9A-Za-z*…]")
"""What a number may show of itself holds no words: somebody may have typed a name into its cell."""


def id_no(value: str) -> str:
    """`439999199001011239` → `…1239`."""
    return "…" + value[-4:] if len(value) > 4 else "…"


def person_name(value: str) -> str:
    """`张丰` → `张*`; only the first character stays."""
    return value[:1] + "*" if value else value


def mobile(value: str) -> str:
    """`13800001234` → `138****1234`."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "****"


def account(value: str) -> str:
    """`yjjy001234` → `****1234`."""
    return "****" + value[-4:] if len(value) > 4 else "****"


MASKS = {"id_no": id_no, "person_name": person_name, "mobile": mobile, "account": account}


def mask(privacy: str, value: str | None) -> str | None:
    """Show a value as its privacy class allows; `hidden` shows nothing, `open` shows all."""
    if value is None or privacy == "open":
        return value
    if privacy not in MASKS:
        return None
    masked = MASKS[privacy](value)
    return masked if privacy == "person_name" else _NO_NUMBER.sub("*", masked)


def refuse_whole_numbers(text: str, where: str) -> str:
    """Return the text, or raise PersonalDataLeak when it holds a whole identity or phone number."""
    if _WHOLE_NUMBER.search(text):
        raise PersonalDataLeak(f"A whole identity or phone number was about to leave through {where}; mask it first.")
    return text


def mask_whole_numbers(text: str) -> str:
    """Replace every whole number of a person inside free text (identity, phone, certificate, bank account, the credit
    code of a sole trader) by its masked form."""
    return _LONG_NUMBER.sub(_last_four, _WHOLE_NUMBER.sub(_last_four, text))


def _last_four(found: re.Match[str]) -> str:
    return "…" + found[0][-4:]
