"""Row keys: what stands for a person or a thing wherever its number may not go."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256

from township_sync.domain.contract import Entity
from township_sync.domain.keys import key_of


def row_key(secret: bytes, entity: Entity, values: Mapping[str, str | None]) -> str | None:
    """HMAC-SHA-256 (hex) of the entity's name and its key's values; None when a required part of the key is missing."""
    parts = key_of(entity, values)
    if parts is None:
        return None
    # A JSON list keeps ("ab", "c") and ("a", "bc") apart.
    message = json.dumps([entity.name, *parts], ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, sha256).hexdigest()
