"""Commands that run the house."""

COMMANDS: dict[str, object] = {}
