"""Free text of the platform, as it may be kept and shown."""

from township_sync.domain.masking import mask_whole_numbers


def plain(text: str) -> str:
    """Without whole identity and phone numbers, and without signs that cannot be printed or stored."""
    if not text:
        return text
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return mask_whole_numbers(text)
