"""The Chinese words that the commands show in their tables."""

from typing import Any

from township_sync import project


def screen(command: str) -> dict[str, Any]:
    """The words of one command's table (contracts/letters/screens.zh.yaml)."""
    words: dict[str, Any] = project.mapping("contracts/letters/screens.zh.yaml")[command]
    return words


def file_status() -> dict[str, str]:
    """What a file's status is called; the receipt of the returned workbook calls it the same."""
    words: dict[str, str] = project.mapping("contracts/letters/returned_workbook.zh.yaml")["receipt"]["status"]
    return words
