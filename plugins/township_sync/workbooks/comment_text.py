"""What the comment of a marked cell says."""

import re
from collections.abc import Sequence

from township_sync.workbooks.problems import Problem
from township_sync.workbooks.wording import words

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAID_IN_FULL = 8
"""So many problems of one cell are written into its comment; all of them stand in the list."""


def comment_text(problems: Sequence[Problem]) -> str:
    """Each problem with the way to mend it; the same advice is given once."""
    lines, advised = [words()["comment_heading"]], set[str]()
    for problem in problems[:_SAID_IN_FULL]:
        lines.append(problem.finding.message)
        if problem.advice.fix and problem.advice.fix not in advised:
            lines.append(words()["comment_fix"].format(fix=problem.advice.fix))
            advised.add(problem.advice.fix)
    if more := len(problems) - _SAID_IN_FULL:
        lines += [words()["comment_more"].format(count=more)] if more > 0 else []
    return clean("\n".join(lines))


def clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)
