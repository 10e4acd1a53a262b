"""Keys of the rows of a quarter's files: they may travel, what they are made of may not."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable

from township_sync.domain.period import Quarter
from township_sync.settings import Settings
from township_sync.steps.quarter_posts import Place, Stretch


def row_key(settings: Settings, quarter: Quarter, *key: str) -> str:
    """The HMAC-SHA-256 (hex) of a row's quarter and key under the installation's secret."""
    message = json.dumps([str(quarter), *key], ensure_ascii=False).encode()
    return hmac.new(settings.secret, message, hashlib.sha256).hexdigest()


def roster_rows(settings: Settings, quarter: Quarter, roster: str, found: Iterable[Stretch]) -> dict[str, Stretch]:
    """The rows of one roster by their keys; who comes or goes twice at one place has a number from the second on."""
    rows: dict[str, Stretch] = {}
    times: Counter[Place] = Counter()
    for each in found:
        times[each.place] += 1
        again = [str(times[each.place])] if times[each.place] > 1 else []
        rows[row_key(settings, quarter, roster, each.row_key, each.unit_code, each.post_type, *again)] = each
    return rows
