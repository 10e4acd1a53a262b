"""Every rule has its vocabulary right, and a clerk is told what each of them means and how to mend it."""

from typing import get_args

import pytest

from township_sync import project
from township_sync.domain.contract import contracts
from township_sync.domain.finding import Scope, Severity, rules

MESSAGES = project.mapping("contracts/messages.zh.yaml")

every_rule = pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.slug)


@every_rule
def test_a_rule_uses_the_vocabulary(rule):
    assert rule.scope in get_args(Scope)
    assert rule.severity in get_args(Severity)
    assert rule.entity == "*" or rule.entity in contracts()
    assert rule.export in ("", "hold", "block_sync", "block_quarterly")
    assert rule.definition
    assert rule.message_zh


@every_rule
def test_a_clerk_is_told_what_a_finding_means_and_how_to_mend_it(rule):
    message = MESSAGES[rule.slug]
    assert set(message) == {"title", "fix", "ease"}
    assert 0 < len(message["title"]) <= 16
    assert message["fix"].endswith("。")
    assert message["ease"] in range(1, 10)


def test_no_message_is_left_without_its_rule():
    assert set(MESSAGES) == set(rules())
