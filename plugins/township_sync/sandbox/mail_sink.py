"""The mail sink of the sandbox: a real SMTP server that keeps every message it takes.

Each message is written whole to `<folder>/<number>.eml`, then one line goes to `<folder>/index.jsonl`: number,
message_id, sender, to (envelope), subject, sha256 (of the .eml), size. Both are fsynced before SMTP says 250, so what
was acknowledged is there. A message sent twice is there twice.
"""

import asyncio
import hashlib
import json
import os
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class MailKeeper:
    """The handler that aiosmtpd calls; recipients named in `refusals` (address → SMTP answer) are refused."""

    def __init__(self, folder: Path, refusals: dict[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._refusals = folder, refusals or {}
        self._one_at_a_time = asyncio.Lock()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or answer what `refusals` says."""
        if address in self._refusals:
            return self._refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message; only then say 250."""
        content = envelope.original_content or b""
        async with self._one_at_a_time:
            number = await asyncio.to_thread(self._keep, content, envelope)
        return f"250 OK kept as {number}"

    def _keep(self, content: bytes, envelope: Envelope) -> str:
        number = f"{len(list(self._folder.glob('*.eml'))) + 1:06d}"
        _write_durably(self._folder / f"{number}.eml", content, "xb")
        line = json.dumps(_index_line(number, content, envelope), ensure_ascii=False) + "\n"
        _write_durably(self._folder / "index.jsonl", line.encode(), "ab")
        return number


def _index_line(number: str, content: bytes, envelope: Envelope) -> dict[str, Any]:
    message = message_from_bytes(content, policy=policy.default)
    return {
        "number": number, "message_id": str(message["Message-ID"] or ""), "sender": envelope.mail_from,
        "to": envelope.rcpt_tos, "subject": str(message["Subject"] or ""),
        "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
    }


def _write_durably(path: Path, data: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def mail_protocol(keeper: MailKeeper) -> SMTP:
    """One SMTP conversation; takes messages up to 32 MiB."""
    return SMTP(keeper, data_size_limit=32 * 1024 * 1024, enable_SMTPUTF8=True, hostname="localhost")
