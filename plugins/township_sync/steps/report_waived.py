"""What a unit is told of findings that somebody lets pass: nothing is to be done about them until their day."""

from collections import Counter
from collections.abc import Mapping, Sequence

from township_sync.warehouse.reports import FileState, WaivedFinding
from township_sync.workbooks.wording import advice


def waived_section(files: Sequence[FileState], words: Mapping[str, str]) -> list[str]:
    """The section of the letter, one line for each kind and day; nothing when nothing is waived."""
    counts = Counter((advice(one.finding.slug).title, one.until) for file in files for one in file.waived)
    if not counts:
        return []
    lines = [words["line"].format(title=title, count=count, until=until)
             for (title, until), count in sorted(counts.items())]
    return [words["heading"].format(total=sum(counts.values())), *lines]


def waived_notes(waived: Sequence[WaivedFinding], words: Mapping[str, str]) -> list[str]:
    """The same for the receipt in the workbook, finding by finding."""
    return [words["note"].format(message=one.finding.message.rstrip("。"), until=one.until) for one in waived]
