"""Forms of the board as a browser sends them."""

import re
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response


def submitted(client: TestClient, shown_at: str, target: str, **fields: Any) -> Response:
    """What is answered when the form of a page is sent to its target, with the token that the page gave it."""
    shown = client.get(shown_at).text
    form = re.search(rf'action="{re.escape(target)}".*?name="form_token" value="([^"]+)"', shown, re.S)
    assert form, f"{shown_at} has no form to {target}"
    answer: Response = client.post(target, data={"form_token": form[1], **fields})
    return answer


def text_of(answer: Response) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
