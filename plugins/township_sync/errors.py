"""Errors of our own world; bad input is never one of them (that is a finding).

TownshipSyncError
├── UsageError        the caller asked for something that cannot be done (exit code 2)
├── DefinitionError   a contract, suite, policy or statement of ours is wrong
├── TransientError    may succeed when tried again (network, lock, server starting)
└── TerminalError     will not succeed when tried again; somebody has to act
    └── PersonalDataLeak   a personal value was about to leave its room

Every message is one sentence with the values that matter and the remedy, and holds no personal value.
"""


class TownshipSyncError(Exception):
    """Base of every error that this package raises on purpose."""


class UsageError(TownshipSyncError):
    """The request itself is wrong: a missing file, an unknown period, an option that does not fit."""


class DefinitionError(TownshipSyncError):
    """One of our own definition files is missing, unknown or contradicts another."""


class TransientError(TownshipSyncError):
    """A failure of the moment; the same call may succeed later and is safe to repeat."""


class TerminalError(TownshipSyncError):
    """A failure that repeating will not cure."""


class PersonalDataLeak(TerminalError):
    """An outgoing text holds what looks like a whole identity or phone number."""
