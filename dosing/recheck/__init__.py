"""Calculate every number of a plan document a second time, from its inputs alone, and name each that differs.

Shares no code with the first calculation, and does not know why the two could differ.
"""

import hashlib
import json
import re
from collections.abc import Iterator

from dosing.recheck.compare import Disagreement, collect, compare, compare_lists, disagree
from dosing.recheck.course import Course, read_course
from dosing.recheck.limits import check_site
from dosing.recheck.reading import Place, Unreadable, refuse_monsters
from dosing.recheck.record import NAMES, compare_regimen
from dosing.recheck.visit import recalculate_visit

__all__ = ["Disagreement", "recheck"]

FORMAT = "dosing-plan/1"
ISSUED = re.compile(r"([0-9-]{10})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
SEVERITIES = ("refuse", "caution", "undetermined", "note")
# What depends on the day of issue stands outside the fingerprint.
CODES_OF_THE_DAY = {"past-start"}


def recheck(document: object) -> list[Disagreement]:
    """Every place where the document and the second calculation disagree; empty where they agree throughout.

    Never raises: whatever cannot be read is a disagreement that names the place.
    """
    try:
        refuse_monsters(document)
    except Unreadable as unreadable:
        return [disagree(unreadable)]
    found: dict[str, Disagreement] = {}
    for part in CHECKS:
        for disagreement in collect(part, Place(document, "")):
            found.setdefault(disagreement.path, disagreement)
    return list(found.values())


def _recheck_format(document: Place) -> Iterator[Disagreement]:
    yield from compare("format", document.at("format").value, FORMAT)


def _recheck_regimen(document: Place) -> Iterator[Disagreement]:
    yield from compare_regimen(document.at("inputs"))


def _recheck_sites(document: Place) -> Iterator[Disagreement]:
    yield from check_site(document.at("inputs", "site"))
    for change in document.at("inputs", "course", "changes").entries():
        if change.at("kind").value == "resite":
            yield from check_site(change.at("site"))


def _recheck_visits(document: Place) -> Iterator[Disagreement]:
    inputs = document.at("inputs")
    course = read_course(inputs)
    recalculated: list[object] = [recalculate_visit(visit, inputs) for visit in course.planned]
    stated = [entry.value for entry in document.at("visits").entries()]
    paths = [f"visits.{visit.name}" for visit in course.planned]
    paths += [f"visits[{i}]" for i in range(len(paths), len(stated))]
    yield from compare_lists(paths, stated, recalculated)


def _recheck_release(document: Place) -> Iterator[Disagreement]:
    release, course = document.at("release"), document.at("inputs", "course")
    changes = course.at("changes").entries()
    yield from compare("release.revision", release.at("revision").value, 1 + len(changes))
    yield from compare("release.course_id", release.at("course_id").value, course.at("course_id").text())
    past = _past_visits(read_course(document.at("inputs")), _read_issued(release.at("issued")))
    yield from compare("release.past", release.at("past").value, past)


def _read_issued(place: Place) -> int:
    """The UTC day of issue."""
    written = ISSUED.fullmatch(place.text())
    if not written:
        raise place.unreadable('a moment of issue is written like "2026-12-20T09:00:00Z"')
    return Place(written[1], place.path).day()


def _past_visits(course: Course, issued: int) -> list[object]:
    return [visit.name for visit in course.planned if visit.given and visit.date < issued]


def _recheck_fingerprint(document: Place) -> Iterator[Disagreement]:
    codes = {_read_code(finding) for finding in document.at("findings").entries()}
    covered = {
        "findings": sorted(codes - CODES_OF_THE_DAY),
        "inputs": _without_paper(document.at("inputs")),
        "visits": document.at("visits").value,
    }
    canonical = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # A tampered text may hold half a character, which plain UTF-8 would refuse with a traceback.
    fingerprint = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
    yield from compare("release.fingerprint", document.at("release", "fingerprint").value, fingerprint)


def _read_code(finding: Place) -> str:
    finding.at("severity").one_of(*SEVERITIES)
    if finding.at("visit").given:
        finding.at("visit").one_of(*NAMES)
    return finding.at("code").text()


def _without_paper(inputs: Place) -> dict[str, object]:
    """The inputs as the fingerprint covers them: the size of the paper changes no number."""
    course = inputs.at("course")
    changes = [_change_without_paper(change) for change in course.at("changes").entries()]
    return {**inputs.fields(), "site": _site_without_paper(inputs.at("site")), "course": {**course.fields(), "changes": changes}}


def _change_without_paper(change: Place) -> dict[str, object]:
    if change.at("kind").value != "resite":
        return change.fields()
    return {**change.fields(), "site": _site_without_paper(change.at("site"))}


def _site_without_paper(site: Place) -> dict[str, object]:
    sources = {key: value for key, value in site.at("sources").fields().items() if key != "paper"}
    return {key: value for key, value in site.fields().items() if key != "paper"} | {"sources": sources}


# The order in which a reader is told: what the document is, what went in, what came out, what it is called.
CHECKS = (_recheck_format, _recheck_regimen, _recheck_sites, _recheck_visits, _recheck_release, _recheck_fingerprint)
