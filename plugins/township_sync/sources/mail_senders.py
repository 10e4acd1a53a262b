"""Who sent a message: anybody can write any address into `From`, so it counts only with a proof.

Setting IMAP_PROOF says which, and must be set:
    results   the topmost Authentication-Results is of our own mail server (IMAP_AUTHSERV_ID) and says that DMARC, DKIM
              or SPF passed for the domain of `From`; our server must remove results that others claim in its name
    token     the unit's token stands in the subject or in the receiving address (`bureau+<token>@…`)
    from      none: for a mail server that nobody outside can reach
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from township_sync import project
from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, UsageError
from township_sync.settings import Settings
from township_sync.sources.mail_words import decoded, header_texts

HEADERS = ("From", "To", "Cc", "Delivered-To", "X-Original-To", "Subject", "Authentication-Results")
"""The headers that the decision is made of."""

_PROOFS = ("results", "token", "from")
_RESULT = re.compile(r"(dmarc|dkim|spf)\s*(?:/\s*\d+\s*)?=\s*pass\b(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit that a message is of, as far as its address says (empty for none of ours), and why it does not count
    (`unknown_sender`, `other_channel`, `sender_not_proved`, `several_senders`; empty when it does)."""

    unit_code: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Senders:
    """The addresses of units by our list (lower case), and the proof that is asked for."""

    units: Mapping[str, str]
    proof: str
    server: str
    tokens: Mapping[str, str]

    @classmethod
    def of(cls, settings: Settings) -> "Senders":
        """UsageError when no proof is chosen, DefinitionError when an address stands for two units."""
        proof, server = settings.get("IMAP_PROOF"), settings.get("IMAP_AUTHSERV_ID").lower()
        if proof not in _PROOFS or (proof == "results" and not server):
            raise UsageError("Who sent a message must be provable: set TOWNSHIP_SYNC_IMAP_PROOF to 'token', 'from' or "
                             "'results' (then also TOWNSHIP_SYNC_IMAP_AUTHSERV_ID).")
        tokens = {code: sender_token(settings, code) for code in units()} if proof == "token" else {}
        return cls(_addresses(settings), proof, server, tokens)

    def sender(self, headers: Message) -> Sender:
        """Whose message this is."""
        fields = header_texts(headers, "From")
        addresses = [address.lower() for _, address in getaddresses(fields) if address]
        if len(fields) != 1 or len(addresses) != 1:
            return Sender("", "several_senders" if len(addresses) > 1 else "unknown_sender")
        unit_code = self.units.get(addresses[0])
        if unit_code is None:
            return Sender("", "unknown_sender")
        if not unit_code:
            return Sender("", "other_channel")
        is_proved = self._is_proved(headers, unit_code, addresses[0].rpartition("@")[2])
        return Sender(unit_code, "" if is_proved else "sender_not_proved")

    def _is_proved(self, headers: Message, unit_code: str, domain: str) -> bool:
        if self.proof == "from":
            return True
        if self.proof == "results":
            claimed = header_texts(headers, "Authentication-Results")[:1]
            return bool(claimed) and _vouches(claimed[0], self.server, domain)
        places = [decoded(text) for name in ("Subject", "To", "Cc", "Delivered-To", "X-Original-To")
                  for text in header_texts(headers, name)]
        words = re.findall(r"(?<![0-9a-z])[0-9a-f]{16}(?![0-9a-z])", " ".join(places).lower())
        return any(hmac.compare_digest(word, self.tokens[unit_code]) for word in words)


def sender_token(settings: Settings, unit_code: str) -> str:
    """A unit's token: 16 hexadecimal digits that only this installation can make."""
    return hmac.digest(settings.secret, f"mail sender {unit_code}".encode(), "sha256").hex()[:16]


def _addresses(settings: Settings) -> dict[str, str]:
    """Unit codes by address; an empty code for a unit whose files come by another channel."""
    found: dict[str, str] = {}
    for row in project.records("contracts/units.csv"):
        code = row["code"] if (settings.get("CHANNEL") or row["channel"]) == "imap" else ""
        for address in filter(None, (row.get("senders") or row["email"]).lower().split("|")):
            if address in found:
                raise DefinitionError(f"Unit {row['code']} shares a sender with another unit in contracts/units.csv.")
            found[address] = code
    return found


def _vouches(results: str, server: str, domain: str) -> bool:
    """Whether results are of that server and say that a check passed for the domain. What is not understood, is not."""
    # What the sender could choose stands in quotes or comments; neither may look like a result.
    plain = re.sub(r'"(?:[^"\\]|\\.)*"', "quoted", results)
    while plain != (less := re.sub(r"\([^()]*\)", " ", plain)):
        plain = less
    if re.search(r'[()"]', plain):
        return False
    who, *claims = plain.split(";")
    return who.lower().split()[:1] == [server] and any(_passes(claim.strip(), domain) for claim in claims)


def _passes(claim: str, domain: str) -> bool:
    found = _RESULT.fullmatch(claim)
    if not found:
        return False
    name = re.escape(_PROPERTY[found[1].lower()])
    value = re.search(rf"\s{name}\s*=\s*(\S+)", found[2], re.IGNORECASE)
    return value is not None and value[1].lower().rpartition("@")[2] == domain
