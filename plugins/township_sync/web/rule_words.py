"""What a rule is called and says, in the language of the page: English ones have the slug and the definition."""

import re

from township_sync.domain.finding import Rule, title_of
from township_sync.workbooks.wording import advice


def rule_title(slug: str, language: str) -> str:
    """The short title of a rule."""
    return title_of(slug) if language == "zh" else slug.replace("_", " ")


def rule_message(rule: Rule) -> str:
    """What a unit is told, in Chinese only; what differs from place to place is an ellipsis."""
    return re.sub(r"{\w+}", "…", rule.message_zh)


def rule_remedy(rule: Rule, language: str) -> str:
    """How a clerk mends what the rule finds; told in Chinese only."""
    return advice(rule.slug).fix if language == "zh" else ""
