"""What the provincial platform itself thinks of a row: its own checks, in its own words, the same answer each time."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_PHONE_COLUMNS = ("电话", "联系电话", "mobile", "phone", "contact_mobile")
_LONGEST_VALUE = 500

VALUE_TOO_LONG = ("E103", f"字段长度超过{_LONGEST_VALUE}个字符")
WIDTH_WRONG = ("E104", "列数与表头不一致")
CORRECTS_UNKNOWN = ("E106", "所更正的批次未在清单中列出")
PHONE_MISSING = ("E301", "招聘企业缺少联系电话，请补充后重报")
NAME_LISTED = ("E302", "该名称在省级异常名录中，请核实后重报")
NOT_IN_BASE = ("E305", "省级基础库比对未通过，请核对信息后重报")


@dataclass(frozen=True)
class PlatformRules:
    """The platform's checks: a list of refused names, and one in so many rows whose comparison with its base fails.

    Which rows fail is decided by the row's key, so a row that is sent again fails again. 0 means that none does.
    """

    refused_names: frozenset[str] = field(default_factory=frozenset)
    refused_one_in: int = 0

    @classmethod
    def of(cls, names: Iterable[str], refused_one_in: int = 0) -> "PlatformRules":
        """Rules from lines of names; white space and empty lines do not count."""
        return cls(frozenset(filter(None, (name.strip() for name in names))), refused_one_in)

    def objection(
        self, dataset: str, key: str, row: Mapping[str, str], is_whole: bool = True, is_known: bool = True
    ) -> tuple[str, str]:
        """The first objection to a row as (code, message), or two empty texts.

        `is_whole`: it has as many values as the header; `is_known`: its manifest lists the batch that it corrects.
        """
        if not is_whole:
            return WIDTH_WRONG
        if not is_known:
            return CORRECTS_UNKNOWN
        if any(len(value) > _LONGEST_VALUE for value in row.values()):
            return VALUE_TOO_LONG
        return self._objection_to_content(dataset, row, key)

    def _objection_to_content(self, dataset: str, row: Mapping[str, str], key: str) -> tuple[str, str]:
        phones = [row[column] for column in _PHONE_COLUMNS if column in row]
        if dataset == "recruiter" and phones and not any(phones):
            return PHONE_MISSING
        if self.refused_names.intersection(row.values()):
            return NAME_LISTED
        if self.refused_one_in and int(hashlib.sha256(key.encode()).hexdigest(), 16) % self.refused_one_in == 0:
            return NOT_IN_BASE
        return "", ""
