"""Commands that ask the warehouse."""

COMMANDS: dict[str, object] = {}
