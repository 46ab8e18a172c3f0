"""Calculate every number of a plan document a second time, from its inputs alone, and name each that differs.

Shares no code with the first calculation, and does not know why the two could differ.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

from dosing.recheck.compare import Disagreement, collect, compare, compare_lists, disagree
from dosing.recheck.course import Course, read_course
from dosing.recheck.fingerprint import fingerprint, prune
from dosing.recheck.forms import misfits
from dosing.recheck.limits import DOCUMENT
from dosing.recheck.once import Once
from dosing.recheck.places import Place, Unreadable
from dosing.recheck.records import compare_regimen, unknown_regimen
from dosing.recheck.regimen import Regimen, read_regimen
from dosing.recheck.release import compare_checks, compare_findings, compare_past, compare_recorded, compare_revision
from dosing.recheck.sites import compare_sites
from dosing.recheck.visit import recalculate_visit

__all__ = ["Disagreement", "recheck", "unknown_regimen"]

FORMAT = "dosing-plan/2"


class Document:
    """A plan document in the course of one check; its regimen and its course are read once."""

    def __init__(self, value: object, pruned: Any) -> None:
        self.place = Place(value)
        self.pruned = pruned

    @cached_property
    def regimen(self) -> Regimen:
        return read_regimen(self.place.at("inputs", "regimen"))

    @cached_property
    def course(self) -> Course:
        return read_course(self.place.at("inputs"), self.regimen)


def recheck(document: object) -> list[Disagreement]:
    """Every place where the document and the second calculation disagree; empty where they agree throughout.

    Never raises: whatever cannot be read is a disagreement that names the place.
    """
    try:
        read = Document(document, prune(document))
    except Unreadable as unreadable:
        return [disagree(unreadable)]
    found: dict[str, Disagreement] = {}
    for check in CHECKS:
        for disagreement in collect(check, read):
            found.setdefault(disagreement.path, disagreement)
    return list(found.values())


def _recheck_format(document: Document) -> Iterator[Disagreement]:
    yield from compare("format", document.place.at("format").value, FORMAT)


def _recheck_visits(document: Document) -> Iterator[Disagreement]:
    inputs, course, once = document.place.at("inputs"), document.course, Once()
    planned = course.planned
    recalculated: list[object] = [recalculate_visit(visit, course, inputs, once) for visit in planned]
    stated = [entry.value for entry in document.place.at("visits").entries()]
    paths = [f"visits.{visit.name}" for visit in planned]
    paths += [f"visits[{i}]" for i in range(len(paths), len(stated))]
    yield from compare_lists(paths, stated, recalculated)


def _recheck_fingerprint(document: Document) -> Iterator[Disagreement]:
    stated = document.place.at("release", "fingerprint").value
    yield from compare("release.fingerprint", stated, fingerprint(document.place, document.pruned))


# The order in which a reader is told: what the document is, what went in, what came out, what it is called.
CHECKS: tuple[Callable[[Document], Iterable[Disagreement]], ...] = (
    _recheck_format,
    lambda document: compare_regimen(document.place.at("inputs")),
    lambda document: misfits(document.place, DOCUMENT),
    lambda document: compare_sites(document.place.at("inputs"), document.regimen),
    _recheck_visits,
    lambda document: compare_revision(document.place),
    lambda document: compare_past(document.place.at("release"), document.course),
    lambda document: compare_recorded(document.place),
    lambda document: compare_checks(document.place, document.course),
    lambda document: compare_findings(document.place, document.regimen.names),
    _recheck_fingerprint,
)
