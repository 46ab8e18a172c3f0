"""`dosing recheck`: a plan document, or a folder of a course's files, calculated a second time."""

import json
from pathlib import Path
from typing import Any

import click

from dosing import wording
from dosing.findings import InputError
from dosing.quantities import shown


@click.command("recheck")
@click.argument("plan", type=click.Path(path_type=Path))
def command(plan: Path) -> int:
    """Calculate PLAN, a plan.json or a folder that holds one, a second time.

    Names every number that disagrees (exit status 3). Then the plan is made again from the folder's course.toml, and every file that
    is not byte for byte what it gives is named.
    """
    folder = plan if plan.is_dir() else None
    document = read_document(plan)
    from dosing.recheck import recheck

    found = recheck(document)
    said = [each.sentence for each in found]
    beside: list[str] = []
    if isinstance(document.get("release"), dict):
        strangers = _strangers(folder, document) if folder is not None else {}
        said += strangers.values()
        from dosing.cli.rebuilt import compare_with_course, readable

        if readable(document) and strangers.get("course.toml") != ANOTHER_PLAN:
            compared = compare_with_course(document, folder, frozenset(each.path for each in found), list(strangers))
            said, beside = said + compared.said, compared.beside
    for sentence in said:
        click.echo(sentence)
    if not said:
        whole = f"{len(document['visits'])} visits, fingerprint {wording.fingerprint(document['release']['fingerprint'])}"
        click.echo(f"{'The numbers agree' if beside else 'Everything agrees'}: {whole}.")
    for sentence in beside:
        click.echo(sentence)
    return 3 if said else 0


def read_document(path: Path) -> dict[str, Any]:
    """What a plan.json, or the one in a folder, holds, not yet recalculated.

    Raises InputError for what is no plan document of this format.
    """
    from dosing.files import read_bytes
    from dosing.inputs.reading import check_format

    path = path / "plan.json" if path.is_dir() else path
    content = read_bytes(path)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Two readers could take two different values from a key that stands twice."""
        values: dict[str, Any] = {}
        for key, value in pairs:
            if key in values:
                raise InputError(f"{path} holds the key {shown(key)} twice in one place; write the folder again with dosing plan.")
            values[key] = value
        return values

    try:
        document = json.loads(content, object_pairs_hook=once)
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError(f"{path} is not JSON; write the name of a plan.json.") from None
    if not isinstance(document, dict) or "format" not in document:
        raise InputError(f"{path} is not a plan document; write the name of a plan.json.")
    check_format(document["format"], "dosing-plan/1", str(path))
    return document


ANOTHER_PLAN = "course.toml holds another plan: none of its revisions carries the fingerprint of plan.json."


def _strangers(folder: Path, document: dict[str, Any]) -> dict[str, str]:
    """The files of a folder that do not carry the plan's fingerprint, each with what is said of it."""
    from dosing.files import read_bytes
    from dosing.render import FILE_NAMES, fingerprints_in

    own = str(document["release"].get("fingerprint"))
    said: dict[str, str] = {}
    for name in FILE_NAMES:
        path = folder / name
        if name == "plan.json" or not path.exists():
            continue
        if name == "course.toml":
            said |= _other_revision(path, own)
        elif own[:12] not in fingerprints_in(name, read_bytes(path)):
            said[name] = f"{name} was made from another plan: it does not carry the fingerprint {wording.fingerprint(own)}."
    return said


def _other_revision(path: Path, own: str) -> dict[str, str]:
    """Whether the course file has gone on, or is another course's: its newest revision is not the plan's."""
    from dosing.files import parse_course, read_bytes
    from dosing.revisions import stored_fingerprints

    _, course = parse_course(read_bytes(path), str(path))
    newest = stored_fingerprints(course)[-1]
    if newest is None or newest == own:
        return {}
    if own in stored_fingerprints(course):
        older = f"plan.json is older than course.toml, which is at revision {course.revision}; write the folder again with dosing plan."
        return {"course.toml": older}
    return {"course.toml": ANOTHER_PLAN}
