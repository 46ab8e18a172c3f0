"""A folder's files against what its course gives: the release is built again, and its files are compared byte for byte.

Does not know doses or wording.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dosing import ENGINE
from dosing.entry import moment_from
from dosing.files import default_regimen, default_site, parse_course, read_bytes
from dosing.findings import InputError, Refused
from dosing.inputs.course import Check, Course
from dosing.inputs.reading import course_from, site_in_course
from dosing.inputs.site import Site
from dosing.plan import build_plan
from dosing.recheck.compare import Disagreement, compare, compare_lists
from dosing.release import Release, release
from dosing.render import FILE_NAMES, render_files
from dosing.revisions import course_at, stored_fingerprints

Document = Mapping[str, Any]


def same_engine(document: Document) -> bool:
    """Whether this very version of the program made the document, and so can make it again."""
    return bool(document["release"]["engine"] == ENGINE)


def differences(document: Document, folder: Path | None, said: set[str]) -> list[str]:
    """What a plan document and its folder hold that the course does not give, but for the values whose paths stand in `said`.

    The course is the folder's course.toml; without one, the inputs of the document itself.
    """
    file = folder / "course.toml" if folder is not None and (folder / "course.toml").exists() else None
    giver = "course.toml gives" if file else "its own inputs give"
    try:
        site, course = _course_of(document, file)
        releases = _releases(document, site, course, voids=(False,) if file else (False, True))
    except InputError as problem:
        return [f"{'course.toml' if file else 'plan.json'} gives no plan: {str(problem).removesuffix('.')}."]
    except Refused as refused:
        return [f"{'course.toml' if file else 'plan.json'} gives no plan: {finding.message}" for finding in refused.findings]
    found = [each for each in _values(document, releases[0].document) if each.path not in said]
    sentences = [replace(each, reason=_given_instead(each, giver)).sentence for each in found]
    sentences += [f"findings: {each}." for each in _findings(document, releases[0].document, giver)]
    if folder is None:
        return sentences
    return sentences + min((_altered(folder, made, "course.toml" if file else "plan.json") for made in releases), key=len)


def _given_instead(found: Disagreement, giver: str) -> str:
    if found.missing:
        return ""
    from dosing.recheck.compare import show

    return f"{giver} {show(found.recalculated)}"


def _course_of(document: Document, file: Path | None) -> tuple[Site, Course]:
    """The site and the course at the document's revision. Raises InputError."""
    stated = document["release"]
    if file is not None:
        site, course = parse_course(read_bytes(file), str(file))
        stored = stored_fingerprints(course)
        known = stated["fingerprint"] in stored
        return site, course_at(course, stored.index(stated["fingerprint"]) + 1 if known else course.revision)
    inputs = document["inputs"]
    site = site_in_course(inputs["site"], {}, "plan.json")
    course = course_from(inputs["course"], "plan.json")
    if stated["checked_by"] is None:
        return site, course
    # Without the course file nothing but the document says who checked, and when makes no difference to a file.
    moment = moment_from(stated["issued"], "release.issued")
    check = Check(revision=course.revision, by=str(stated["checked_by"]), on=moment.date(), fingerprint=stated["fingerprint"])
    return site, course.model_copy(update={"checks": (check,)})


def _releases(document: Document, site: Site, course: Course, voids: tuple[bool, ...]) -> list[Release]:
    plan = build_plan(default_regimen(), site, course)
    issued = moment_from(document["release"]["issued"], "release.issued")
    return [release(plan, issued, void=void) for void in voids]


def _values(stated: Document, rebuilt: Document) -> Iterator[Disagreement]:
    """Every value but those of the findings that the two documents do not share."""
    for key in ("format", "release", "inputs"):
        yield from compare(key, stated.get(key), rebuilt[key])
    paths = [f"visits.{visit['visit']}" for visit in rebuilt["visits"]]
    paths += [f"visits[{number}]" for number in range(len(paths), len(stated["visits"]))]
    yield from compare_lists(paths, stated["visits"], rebuilt["visits"])


def _findings(stated: Document, rebuilt: Document, giver: str) -> Iterator[str]:
    """The findings that only one of the documents holds; one that was taken out would shift all that come after it."""
    for finding in rebuilt["findings"]:
        if finding not in stated["findings"]:
            yield f"{giver} {finding['code']}, which the document lacks"
    for finding in stated["findings"]:
        if finding not in rebuilt["findings"]:
            yield f"the document holds {finding['code']}, with words that {giver.replace('gives', 'does not give').replace('give', 'give')}"


def _altered(folder: Path, made: Release, giver: str) -> list[str]:
    """The files that are not byte for byte what the release gives, on either paper and with either class of calendar."""
    there = {name: read_bytes(folder / name) for name in FILE_NAMES if name != "course.toml" and (folder / name).exists()}
    pdf = any(name.endswith(".pdf") for name in there)
    paper = made.plan.current_site.paper
    left = _unlike(there, render_files(made, paper=paper, pdf=pdf, split=True), pdf=pdf)
    if left:
        other = render_files(made, paper="a4" if paper == "letter" else "letter", pdf=pdf, split=True, calendar_class="public")
        left = _unlike(left, other, pdf=pdf)
    return [f"{name} was altered, or made with other options: it is not what {giver} gives." for name in left]
