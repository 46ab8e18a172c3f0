"""A plan document and its folder against what the course gives: the release is built again and compared, its files byte for byte.

Does not know doses or wording.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dosing import ENGINE
from dosing.entry import moment_from
from dosing.files import default_regimen, parse_course, read_bytes
from dosing.findings import InputError, Refused
from dosing.inputs.course import Check, Course
from dosing.inputs.reading import build, course_from
from dosing.inputs.site import Site
from dosing.plan import build_plan
from dosing.recheck.compare import Disagreement, compare, compare_lists, show
from dosing.releases import Release, release
from dosing.render import FILE_NAMES, render_files
from dosing.revisions import course_at, stored_fingerprints

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the course does not give, a sentence each; `beside` says what could not be compared."""

    said: list[str]
    beside: list[str]


def readable(document: Document) -> bool:
    """Whether the parts of a document are of the kinds that a comparison reads; what is not, the second calculation has named."""
    made, inputs = document.get("release"), document.get("inputs")
    return (
        isinstance(made, dict)
        and all(isinstance(made.get(key), str) for key in ("fingerprint", "issued"))
        and isinstance(inputs, dict)
        and all(isinstance(inputs.get(key), dict) for key in ("site", "course"))
        and all(isinstance(document.get(key), list) for key in ("visits", "findings"))
    )


def compare_with_course(document: Document, folder: Path | None, known: frozenset[str], strangers: Sequence[str]) -> Compared:
    """What a document, and a folder's files but the `strangers`, hold that the course does not give.

    The course is the folder's course.toml; without one, the document's own inputs. Values whose paths are `known` were named before.
    """
    engine = document["release"].get("engine")
    if engine != ENGINE:
        what = "the files" if folder is not None else "the document"
        return Compared([], [f"{show(engine)} made {what} and this is {ENGINE}, so only numbers and fingerprints were compared."])
    file = folder / "course.toml" if folder is not None and (folder / "course.toml").exists() else None
    gives = "course.toml gives" if file else "the plan document's own inputs give"
    try:
        site, course = _from_file(document, file) if file else _from_inputs(document)
        plan = build_plan(default_regimen(), site, course)
        issued = moment_from(document["release"]["issued"], "release.issued")
        # The sheets of an older revision that were printed as void have no course file beside them.
        releases = [release(plan, issued, void=void) for void in ((False,) if file else (False, True))]
    except InputError as problem:
        return Compared([f"{gives} no plan: {str(problem).removesuffix('.')}."], [])
    except Refused as refused:
        return Compared([f"{gives} no plan: {finding.message}" for finding in refused.findings], [])
    values = [each for each in _values(document, releases[0].document) if each.path not in known]
    said = [
        replace(each, reason=f"{gives} {'nothing there' if each.recalculated is None else show(each.recalculated)}").sentence
        for each in values
    ]
    said += _findings(document, releases[0].document, gives)
    if folder is None:
        return Compared(said, [])
    skipped = [*strangers, "course.toml", *(["plan.json"] if said or known else [])]
    if file is None and any(change.kind == "rebase" for change in course.changes):
        skipped += ["changes.html", "changes.pdf"]  # which tell of numbers that only the course file still names
    there = {name: read_bytes(folder / name) for name in FILE_NAMES if name not in skipped and (folder / name).exists()}
    altered, beside = min((_altered(there, made, gives) for made in releases), key=lambda found: len(found[0]))
    return Compared(said + altered, beside)


def _from_file(document: Document, file: Path) -> tuple[Site, Course]:
    """The site and the course of a course file at the document's revision, or else at its newest. Raises InputError."""
    site, course = parse_course(read_bytes(file), str(file))
    stored, own = stored_fingerprints(course), document["release"]["fingerprint"]
    return site, course_at(course, stored.index(own) + 1) if own in stored else course


def _from_inputs(document: Document) -> tuple[Site, Course]:
    """The site and the course that a document states itself. Raises InputError."""
    made, inputs = document["release"], document["inputs"]
    course = course_from(inputs["course"], "inputs.course")
    if made.get("checked_by") is not None:  # without a course file nothing else says who checked; the day stands on no sheet
        on = moment_from(made["issued"], "release.issued").date()
        check = {"revision": course.revision, "by": made["checked_by"], "on": on, "fingerprint": made["fingerprint"]}
        course = course.model_copy(update={"checks": (build(Check, check, "release.checked_by"),)})
    return build(Site, inputs["site"], "inputs.site"), course


def _values(stated: Document, rebuilt: Document) -> Iterator[Disagreement]:
    """Every value that differs, but for the findings."""
    for key in ("release", "inputs"):
        yield from compare(key, stated[key], rebuilt[key])
    paths = [f"visits.{visit['visit']}" for visit in rebuilt["visits"]]
    paths += [f"visits[{number}]" for number in range(len(paths), len(stated["visits"]))]
    yield from compare_lists(paths, stated["visits"], rebuilt["visits"])


def _findings(stated: Document, rebuilt: Document, gives: str) -> list[str]:
    """The findings that stand in one document alone: by their words, since one taken out would shift all behind it."""
    old, new = stated["findings"], rebuilt["findings"]
    lost = [f"A finding is missing in the document; {gives} {_in_words(each)}" for each in new if each not in old]
    return lost + [f"A finding of the document is not what {gives}: {_in_words(each)}" for each in old if each not in new]


def _in_words(finding: object) -> str:
    if isinstance(finding, dict):
        return f"{finding.get('code')}: {finding.get('message')}".replace("\N{NO-BREAK SPACE}", " ")
    return f"{show(finding)}."


def _altered(there: Mapping[str, bytes], made: Release, gives: str) -> tuple[list[str], list[str]]:
    """The files that are not what a release gives, on either paper and with either class of calendar; and what was not compared."""
    pdf = any(name.endswith(".pdf") for name in there)
    paper = made.plan.current_site.paper
    files = render_files(made, paper=paper, pdf=pdf, split=True)
    without = pdf and not any(name.endswith(".pdf") for name in files)
    left = [name for name in there if files.get(name) != there[name] and not (without and name.endswith(".pdf"))]
    if left:
        other = render_files(made, paper="a4" if paper == "letter" else "letter", pdf=pdf, split=True, calendar_class="public")
        left = [name for name in left if other.get(name) != there[name]]
    beside = ["The PDF files were compared by their fingerprint alone, because plutoprint is not installed."] if without else []
    return [_how_altered(name, gives) for name in left], beside


def _how_altered(name: str, gives: str) -> str:
    how = "with other options, or with another version of plutoprint" if name.endswith(".pdf") else "with other options"
    return f"{name} was altered, or made {how}: it is not byte for byte what {gives}."
