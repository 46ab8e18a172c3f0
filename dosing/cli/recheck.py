"""`dosing recheck`: a plan document, or a folder of a course's files, calculated a second time."""

import json
from pathlib import Path
from typing import Any

import click

from dosing.findings import InputError


@click.command("recheck")
@click.argument("plan", type=click.Path(path_type=Path))
def command(plan: Path) -> int:
    """Calculate PLAN, a plan.json or a folder that holds one, a second time.

    Names every number that disagrees (exit status 3). For a folder it also names the files that were made from another plan.
    """
    folder = plan if plan.is_dir() else None
    document = _read(folder / "plan.json" if folder else plan)
    from dosing.recheck import recheck

    said = [each.sentence for each in recheck(document)]
    if folder is not None:
        said += _strangers(folder, document)
    for sentence in said:
        click.echo(sentence)
    if said:
        return 3
    click.echo(f"Everything agrees: {len(document['visits'])} visits, fingerprint {_short(document)}.")
    return 0


def _read(path: Path) -> Any:
    from dosing.files import read_bytes
    from dosing.inputs.reading import check_format

    content = read_bytes(path)
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError(f"{path} is not JSON; write the name of a plan.json.") from None
    if not isinstance(document, dict) or "format" not in document:
        raise InputError(f"{path} is not a plan document; write the name of a plan.json.")
    check_format(document["format"], "dosing-plan/1", str(path))
    return document


def _strangers(folder: Path, document: dict[str, Any]) -> list[str]:
    """The files of a folder that do not carry the plan's fingerprint, or are missing."""
    from dosing.files import read_bytes
    from dosing.render import FILE_NAMES, fingerprints_in

    own = document["release"]["fingerprint"] if isinstance(document.get("release"), dict) else ""
    said = []
    for name in FILE_NAMES:
        path = folder / name
        if name == "plan.json" or not path.exists():
            continue
        found = fingerprints_in(name, read_bytes(path))
        if str(own)[:12] not in found:
            said.append(f"{name} was made from another plan: it does not carry the fingerprint {_short(document)}.")
    return said


def _short(document: dict[str, Any]) -> str:
    from dosing import wording

    return wording.fingerprint(str(document["release"]["fingerprint"]))
