"""`dosing plan`: a course from options or from its file, as a table, a plan document, or a folder of sheets.

Does not know doses or wording.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from dosing import wording
from dosing.cli.entering import FACTS, Folder, fact_options, given, issued_from, say_written, whole_number
from dosing.document import fingerprint, plan_body
from dosing.entry import new_course, site_overrides
from dosing.files import default_regimen, default_site, locked, parse_course, parse_toml, read_bytes, site_over
from dosing.findings import InputError
from dosing.inputs.course import Course
from dosing.inputs.site import Site
from dosing.plan import build_plan
from dosing.releases import Release, release
from dosing.revisions import checked_plan, course_at

# What changes no number, and so may stand beside a course file.
BESIDE_A_FILE = ("out", "paper", "as_json", "issued", "force", "revision", "split", "calendar_class")
# Which change to make instead of an option beside a course file.
INSTEAD = {
    "weight": "dosing reweigh, or dosing correct for a weight typed wrongly",
    "weighed": "dosing correct",
    "start": "dosing move, or dosing correct for a start typed wrongly",
    "cycles": "dosing extend",
    "born": "dosing correct",
    "time": "dosing retime",
    "site_file": "dosing resite",
    "h2_blocker": "dosing resite",
    "h2_reason": "dosing resite",
    "dexamethasone_route": "dosing resite",
    "dexamethasone_form": "dosing resite",
    **dict.fromkeys(FACTS, "dosing correct"),
}


@click.command("plan")
@click.argument("course_file", required=False, type=click.Path(path_type=Path))
@click.option("--weight", metavar="WEIGHT", help="Actual body weight with its unit: 72.5kg or 160lb.")
@click.option("--weighed", metavar="DATE", help="The day the weight was measured, like 2027-01-02.")
@click.option("--start", metavar="DATE", help="The day of the first infusion, like 2027-01-04.")
@click.option("--cycles", metavar="N", help="1 or 2; 2 unless 1 is asked for.")
@click.option("--label", metavar="TEXT", help="A label for the patient, like a trial number. It is printed, never put in a file name.")
@click.option("--born", metavar="DATE", help="Birth date.")
@click.option("--site", "site_file", metavar="FILE", type=click.Path(path_type=Path), help="The pharmacy's own site.toml.")
@click.option("--time", metavar="HH:MM", help="When every infusion starts, on the 24-hour clock; without it entries are for the day.")
@click.option("--time-zone", metavar="ZONE", help="The time zone of --time, like Europe/Paris.")
@click.option("--h2-blocker", metavar="DRUG", help="ranitidine, famotidine or none.")
@click.option("--h2-reason", metavar="TEXT", help="Why, with --h2-blocker none.")
@click.option("--dexamethasone-route", metavar="ROUTE", help="oral or intravenous.")
@click.option("--dexamethasone-form", metavar="FORM", help="base or phosphate, with --dexamethasone-route intravenous.")
@click.option("--protocol-reference", metavar="TEXT", help="Protocol or approval reference, printed on professional sheets.")
@click.option("--prepared-by", metavar="INITIALS", help="Who prepared this plan; somebody else checks it.")
@fact_options
@click.option("--course-id", metavar="UUID", help="The course's own number; a new random one unless given.")
@click.option("--out", metavar="DIR", type=Folder(), help="Write the course file, plan, calendar and sheets into this folder.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the site's unless given.")
@click.option("--split", is_flag=True, help="Also write one calendar file for each visit, for calendars that read only the first entry.")
@click.option(
    "--calendar-class",
    type=click.Choice(["private", "public"]),
    default="private",
    help="public lets a carer's shared calendar show the visits.",
)
@click.option("--revision", metavar="N", help="An older revision of the course, marked void on every page.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan document and nothing else.")
@click.option("--issued", metavar="MOMENT", help="The moment of issue, like 2026-12-20T09:00:00Z; now unless given.")
@click.option("--force", is_flag=True, help="Overwrite a folder that holds another course.")
def command(course_file: Path | None, **options: Any) -> None:
    """Plan every visit of a course: isatuximab dose, preparation and premedication.

    Give a weight and a start date, or the file of a course that was begun before.

    \b
      dosing plan --weight 72.5kg --start 2027-01-04
      dosing plan --weight 72.5kg --start 2027-01-04 --time 10:00 --time-zone Europe/Paris --out course-1
      dosing plan course-1/course.toml --out course-1
    """
    issued = issued_from(options["issued"])
    folders = [*([course_file.resolve().parent] if course_file else []), *([options["out"]] if options["out"] else [])]
    with locked(*folders) if options["out"] else nullcontext():
        made, written = _made(course_file, options, issued)
    if options["as_json"]:
        from dosing.formats.document import render_document

        click.echo(render_document(made).decode(), nl=False)
    else:
        _print(made, options, written)


def _made(course_file: Path | None, options: dict[str, Any], issued: datetime) -> tuple[Release, Mapping[str, bytes]]:
    """The release, and the files that were written for it: before a word is said, since the folder may be refused."""
    site, course, content = _from_file(course_file, options) if course_file else (*_from_options(options), None)
    made = _released(site, course, options, issued)
    return made, _write(made, content, options) if options["out"] is not None else {}


def _released(site: Site, course: Course, options: dict[str, Any], issued: datetime) -> Release:
    """The newest revision, or the older one that was asked for, void; a revision comes out as it was stored or not at all."""
    if options["revision"] is None:
        return release(checked_plan(default_regimen(), site, course), issued)
    wanted = course_at(course, whole_number(options["revision"], "--revision", "1"))
    try:
        plan = checked_plan(default_regimen(), site, wanted)
    except InputError:
        if not any(change.kind == "rebase" for change in course.changes[wanted.revision - 1 :]):
            raise
        raise InputError(
            f"revision {wanted.revision} was made by another version of the program, and its numbers no longer come out; "
            "print it with that version, or write a revision after the rebase."
        ) from None
    return release(plan, issued, void=wanted.revision < course.revision)


def _print(made: Release, options: dict[str, Any], written: Mapping[str, bytes]) -> None:
    from dosing.formats.table import render_table

    if said := wording.in_kilograms(options["weight"] or "", made.plan.course.weight_kg):
        click.echo(f"{said}.".replace(wording.NBSP, " "))
    click.echo(render_table(made), nl=False)
    if options["out"] is None:
        click.echo("\nFor the sheets and the calendar file, say where to write them: --out DIR")
    else:
        click.echo("")
        say_written(options["out"], written)


def _from_options(options: dict[str, Any]) -> tuple[Site, Course]:
    raw = given(
        {
            name: options[name]
            for name in (
                "weight",
                "weighed",
                "start",
                "label",
                "born",
                "time",
                "time_zone",
                "protocol_reference",
                "prepared_by",
                "course_id",
            )
        }
    )
    if "weight" not in raw:
        raise InputError("the weight is missing; write it with its unit, like --weight 72.5kg.")
    if "start" not in raw:
        raise InputError("the start is missing; write the day of the first infusion, like --start 2027-01-04.")
    if options["cycles"] is not None:
        raw["cycles"] = whole_number(options["cycles"], "--cycles", "2")
    raw["entry"] = given({name: options[name] for name in FACTS})
    return _site(options), new_course(raw)


def _site(options: dict[str, Any]) -> Site:
    """The site file with what was chosen on the command line over it. Raises InputError, naming what was typed there."""
    path: Path | None = options["site_file"]
    own = parse_toml(read_bytes(path), str(path)) if path else {}
    h2 = {"drug": default_site().h2_blocker.drug, **_table(own, "h2_blocker")}
    steroid = {"route": default_site().dexamethasone.route, **_table(own, "dexamethasone")}
    drug, reason = options["h2_blocker"], options["h2_reason"]
    route, form = options["dexamethasone_route"], options["dexamethasone_form"]
    if drug == "none" and reason is None and "reason" not in h2:
        raise InputError('--h2-blocker none has no reason; write it as well, like --h2-reason "none is stocked".')
    if (drug or h2["drug"]) != "none" and reason is not None:
        raise InputError("--h2-reason says why no H2 blocker is given, but one is; leave it out, or write --h2-blocker none.")
    if route == "intravenous" and form is None and "injection_form" not in steroid:
        raise InputError(
            "--dexamethasone-route intravenous has no form; write --dexamethasone-form base or --dexamethasone-form phosphate, "
            "since vials are labelled either way."
        )
    if (route or steroid["route"]) == "oral" and form is not None:
        raise InputError(
            "--dexamethasone-form is of an injection, but dexamethasone is given by mouth; leave it out, "
            "or write --dexamethasone-route intravenous."
        )
    return site_over(own, site_overrides(drug, reason, route, form), str(path) if path else "the command line")


def _table(own: dict[str, Any], name: str) -> dict[str, Any]:
    found = own.get(name)
    return found if isinstance(found, dict) else {}


def _from_file(course_file: Path, options: dict[str, Any]) -> tuple[Site, Course, bytes | None]:
    typed = [name for name, value in options.items() if value is not None and value is not False and name not in BESIDE_A_FILE]
    if typed and not course_file.exists():  # a word of a label, which is not repeated
        raise InputError(
            "a word stands there that belongs to no option and names no course file; "
            'put text that has spaces in quotes, like --label "bed 3".'
        )
    for name in typed:
        flag = f"--{name.replace('_file', '').replace('_', '-')}"
        instead = f"make the change with {INSTEAD[name]}" if name in INSTEAD else "write it into a new course"
        raise InputError(f"{flag} cannot stand beside a course file, which holds every number of the course; {instead}.")
    content = read_bytes(course_file)
    site, course = parse_course(content, str(course_file))
    return site, course, content if course.fingerprint else None


def _write(made: Release, content: bytes | None, options: dict[str, Any]) -> Mapping[str, bytes]:
    from dosing.files import write_folder
    from dosing.render import FILE_NAMES, render_files

    folder: Path = options["out"]
    if made.void and (folder / "course.toml").exists():
        raise InputError(f"{folder} holds a course, which an older revision never replaces; write another folder.")
    if not options["force"]:
        _refuse_another_course(folder, made)
    files = render_files(made, paper=options["paper"], split=options["split"], calendar_class=options["calendar_class"])
    if content is not None and not made.void:
        files["course.toml"] = content  # a course file is never rewritten, only added to
    write_folder(folder, files, FILE_NAMES)
    return files


def _refuse_another_course(folder: Path, made: Release) -> None:
    """A folder is kept from being overwritten by another course, or by an older state of this one."""
    from dosing.render import FILE_NAMES

    if not any((folder / name).exists() for name in FILE_NAMES):
        return
    old = folder / "course.toml"
    if not old.exists():
        raise InputError(f"{folder} holds files of another program or course; write another folder, or --force to overwrite them.")
    try:
        site, there = parse_course(read_bytes(old), str(old))
    except InputError:
        raise InputError(f"{folder} holds a course that cannot be read; write another folder, or --force to overwrite it.") from None
    if there.course_id != made.course_id:
        how = f"go on with it by: dosing plan {old} --out {folder}; or " if not there.changes else ""
        raise InputError(f"{folder} holds another course; {how}write another folder, or --force to overwrite it.")
    if (there.revision, len(there.checks)) > (made.revision, len(made.plan.course.checks)) or (
        there.revision == made.revision and fingerprint(plan_body(build_plan(default_regimen(), site, there))) != made.fingerprint
    ):
        raise InputError(
            f"{folder} holds this course with other values; go on with it by: dosing plan {old} --out {folder}; or --force to overwrite it."
        )
