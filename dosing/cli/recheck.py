"""`dosing recheck`: a plan document, or a folder of a course's files, calculated a second time."""

import json
from pathlib import Path
from typing import Any

import click

from dosing import wording
from dosing.findings import InputError


@click.command("recheck")
@click.argument("plan", type=click.Path(path_type=Path))
def command(plan: Path) -> int:
    """Calculate PLAN, a plan.json or a folder that holds one, a second time.

    Names every number that disagrees (exit status 3). For a folder it also names the files that were made from another plan.
    """
    folder = plan if plan.is_dir() else None
    document = read_document(folder / "plan.json" if folder else plan)
    from dosing.recheck import recheck

    said = [each.sentence for each in recheck(document)]
    if folder is not None and isinstance(document.get("release"), dict):
        said += _strangers(folder, document)
    for sentence in said:
        click.echo(sentence)
    if said:
        return 3
    click.echo(
        f"Everything agrees: {len(document['visits'])} visits, fingerprint {wording.fingerprint(document['release']['fingerprint'])}."
    )
    return 0


def read_document(path: Path) -> dict[str, Any]:
    """What a plan.json holds, not yet recalculated. Raises InputError for what is no plan document of this format."""
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

    own = str(document["release"].get("fingerprint"))
    said = []
    for name in FILE_NAMES:
        path = folder / name
        if name == "plan.json" or not path.exists():
            continue
        if name == "course.toml":
            said += _other_revision(path, own)
        elif own[:12] not in fingerprints_in(name, read_bytes(path)):
            said.append(f"{name} was made from another plan: it does not carry the fingerprint {wording.fingerprint(own)}.")
    return said


def _other_revision(path: Path, own: str) -> list[str]:
    """Whether the course file has gone on, or is another course's: its newest revision is not the plan's."""
    from dosing.files import parse_course, read_bytes
    from dosing.revisions import stored_fingerprints

    _, course = parse_course(read_bytes(path), str(path))
    newest = stored_fingerprints(course)[-1]
    if newest is None or newest == own:
        return []
    if own in stored_fingerprints(course):
        return [f"plan.json is older than course.toml, which is at revision {course.revision}; write the folder again with dosing plan."]
    return ["course.toml holds another plan: none of its revisions carries the fingerprint of plan.json."]
