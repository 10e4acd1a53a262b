"""Commands for a platform that is fed by hand: package, package-key, verify, import-answer."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from township_sync.cli.checking import path_of
from township_sync.cli.serving import WorkspaceOption
from township_sync.domain.period import COUNTY_TIME
from township_sync.errors import UsageError
from township_sync.settings import Settings


def package(
    period: Annotated[str | None, typer.Argument(help="Only this month or quarter, such as 2020-05 or 2020Q2.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Put what was approved and not sent into packages of files, signed, to be carried to the platform."""
    from township_sync.steps.pack import pack
    from township_sync.warehouse.questions import asked

    settings = Settings.load(workspace)
    with asked(settings) as connection:
        done = pack(connection, settings, _period(period) if period else None, datetime.now(COUNTY_TIME))
    for one in done:
        typer.echo(f"{one.folder} and {one.name}.zip: {one.rows} rows in {one.batches} batches")
    typer.echo(f"{len(done)} package(s) made" if done else "nothing waits to be packed")


def package_key(
    algorithm: Annotated[str, typer.Option(help="ed25519 or sm2.")] = "ed25519",
    workspace: WorkspaceOption = None,
) -> None:
    """Print the public key by which our packages are verified; hand it over on another way than the packages."""
    from township_sync.outbound import package_signatures as signatures

    if algorithm not in signatures.SIGNATURES:
        raise UsageError(f"There are no {algorithm} keys; there are {', '.join(signatures.SIGNATURES)}.")
    public = signatures.public_key(Settings.load(workspace), algorithm)
    typer.echo(public.decode("ascii"), nl=False)
    typer.echo(f"SHA-256 of the key: {signatures.key_digest(public)}", err=True)


def verify(
    folder: Annotated[Path, typer.Argument(parser=path_of, metavar="PACKAGE", help="Its folder or its .zip.")],
    key: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="FILE", help="The sender's public key, as it was handed over.")] = None,
    passphrase_file: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="FILE", help="The passphrase of a sealed package.")] = None,
    previous: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="PACKAGE", help="The package before, to see that none is missing between.")] = None,
    to: Annotated[Path | None, typer.Option(
        parser=path_of, metavar="FOLDER", help="Write the data files in clear to this new folder.")] = None,
) -> None:
    """Prove offline that a package is what its sender signed. Exit 0: it holds; 1: damage, each in a sentence."""
    from township_sync.outbound.package import passphrase_in
    from township_sync.outbound.package_verify import verify as verified

    if key and not key.is_file():
        raise UsageError(f"There is no key {key}; check the path.")
    if to and to.exists():
        raise UsageError(f"{to} is there already; name a new folder.")
    found = verified(folder, key.read_bytes() if key else None,
                     passphrase_in(passphrase_file) if passphrase_file else None, previous)
    for said in (*found.notes, *found.damage):
        typer.echo(said)
    if found.damage or found.manifest is None:
        typer.echo(f"{folder.name}: {len(found.damage)} fault(s); do not use it")
        raise typer.Exit(1)
    if to:
        for path, data in found.opened.items():
            (to / path).parent.mkdir(parents=True, exist_ok=True)
            (to / path).write_bytes(data)
    told = found.manifest
    rows = sum(batch.row_count for batch in told.batches)
    typer.echo(f"{told.name} holds: package {told.number}, {len(told.files)} files, {rows} rows in {len(told.batches)} "
               "batches")


def import_answer(
    file: Annotated[Path, typer.Argument(parser=path_of, metavar="FILE", help="The platform's answer, .xlsx or .csv.")],
    final: Annotated[bool, typer.Option("--final", help="Nothing more will come: settle its batches.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Take in what the platform wrote about each row. Exit 0: all of it fits; 1: something was set aside."""
    from township_sync.steps.import_answer import import_answer as imported
    from township_sync.warehouse.questions import asked

    if not file.is_file():
        raise UsageError(f"There is no file {file}; check the path.")
    settings = Settings.load(workspace)
    with asked(settings) as connection:
        done = imported(connection, settings, file.name, file.read_bytes(), datetime.now(COUNTY_TIME), final)
    for said in done.aside:
        typer.echo(f"set aside: {said}")
    for name, state in done.settled.items():
        typer.echo(f"{name}: {state}")
    if done.waiting:
        typer.echo(f"not all rows answered yet: {', '.join(done.waiting)}")
    known = "" if done.is_new else "; the same file was imported before"
    typer.echo(f"{done.rows} rows read, {len(done.aside)} set aside{known}")
    raise typer.Exit(int(bool(done.aside)))


def _period(text: str) -> str:
    from township_sync.domain.period import Month, Quarter

    return str(Quarter.parse(text) if "Q" in text else Month.parse(text))


COMMANDS: dict[str, Callable[..., None]] = {
    "package": package, "package-key": package_key, "verify": verify, "import-answer": import_answer,
}
