"""The command `township-sync`: errors in one sentence with the remedy, never a traceback.

Exit codes: 0 done and clean, 1 findings that reject something, 2 wrong usage or something of ours is broken.
"""

import sys
from collections.abc import Callable
from typing import Any

import typer

from township_sync.cli import (
    approving,
    asking,
    auditing,
    benching,
    cells,
    checking,
    closing,
    confirming,
    correcting,
    deciding,
    figures,
    history,
    matching,
    packaging,
    policy,
    quality,
    rating,
    reconciling,
    rejecting,
    reporting,
    serving,
    templates,
    waiving,
    watching,
)
from township_sync.errors import TownshipSyncError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="From the townships' workbooks to the provincial platform: checked, kept with history, sent exactly once.",
)


def _in_one_sentence(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn our own errors, and those of the operating system, into one line on stderr and exit code 2."""
    from functools import wraps

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except TownshipSyncError as error:
            print(f"township-sync: {error}", file=sys.stderr)
            raise typer.Exit(2) from None
        except BrokenPipeError:  # whoever read our output is gone: that is no matter of ours
            raise
        except OSError as error:
            print(f"township-sync: {_of_the_system(error)}", file=sys.stderr)
            raise typer.Exit(2) from None

    return guarded


def _of_the_system(error: OSError) -> str:
    """What the operating system refused, with the file that it was about."""
    said = error.strerror or type(error).__name__
    return f"{error.filename}: {said}; choose another path." if error.filename else f"{said}; choose another path."


for module in (checking, cells, templates, serving, asking, confirming, history, matching, quality, deciding, waiving,
               correcting, policy, figures, reporting, approving, rejecting, packaging, closing, rating,
               watching):
    for name, command in module.COMMANDS.items():
        app.command(name)(_in_one_sentence(command))

for group, commands, help_text in (
    ("reconcile", reconciling.RECONCILE_COMMANDS, "Ours, the platform's records and the register, row by row."),
    ("bench", benching.COMMANDS, "Measure against a yardstick and print the ratio."),
    ("policy", policy.POLICY_COMMANDS, "What the policy says: show a pack, check all packs."),
    ("audit", auditing.AUDIT_COMMANDS, "The record of acts: verify it, who sent a batch, list it."),
):
    shape = {"cls": reconciling.ReconcileGroup} if group == "reconcile" else {"no_args_is_help": True}
    below = typer.Typer(help=help_text, **shape)
    for name, command in commands.items():
        below.command(name)(_in_one_sentence(command))
    app.add_typer(below, name=group)
