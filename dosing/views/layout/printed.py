"""What is printed by itself: one visit, every day, an estimate, one label a page; under which name, and why not.

Does not know what stands on a page, or where files go.
"""

import re
from typing import Literal, NamedTuple

from dosing import wording
from dosing.releases import Release
from dosing.rules.visit import Visit
from dosing.views import WHAT_IS_LEFT, Printing

Kind = Literal["html", "pdf"]
VISIT = "C[1-9][0-9]?D[1-9][0-9]?"
PRINTED = re.compile(
    rf"(?:(?P<sheet>pharmacy|nurse)-(?:(?P<visit>{VISIT})(?P<estimate>-estimate)?|(?P<all>all)|left)"
    rf"|labels-(?:(?P<labelled>{VISIT})(?P<single>-single)?|(?P<singles>single)|left))\.(?P<kind>html|pdf)"
)

PRINTED_NAME = re.sub(r"\?P<[a-z]+>", "", PRINTED.pattern)  # for those who read no groups with names


class Printed(NamedTuple):
    """Pages of a sheet for one visit or for every day, or labels; `single` is one label a page."""

    sheet: str
    printing: Printing = WHAT_IS_LEFT
    single: bool = False

    def name(self, kind: Kind) -> str:
        """The name of its file: the sheet and the visit, and never a patient's label.

        >>> Printed("nurse", Printing("C1D8")).name("pdf"), Printed("labels", single=True).name("html"), Printed("pharmacy").name("pdf")
        ('nurse-C1D8.pdf', 'labels-single.html', 'pharmacy-left.pdf')
        """
        visit, past, provisional = self.printing
        parts = [
            self.sheet,
            visit or ("all" if past else "" if self.single else "left"),
            "estimate" if provisional else "",
            "single" if self.single else "",
        ]
        return f"{'-'.join(part for part in parts if part)}.{kind}"


def printed_in(name: str) -> tuple[Printed, Kind] | None:
    """What a file's name says is printed by itself; None for a sheet of the whole course, and for any other name."""
    found = PRINTED.fullmatch(name)
    if found is None:
        return None
    kind: Kind = "pdf" if found["kind"] == "pdf" else "html"
    if found["sheet"] is None:
        return Printed("labels", Printing(found["labelled"]), bool(found["single"] or found["singles"])), kind
    return Printed(found["sheet"], Printing(found["visit"], bool(found["all"]), bool(found["estimate"]))), kind


def why_not_printed(release: Release, printed: Printed) -> str:
    """Why something is not printed by itself, and what to do; nothing where it can be. A day that is over is another question."""
    visit = printed.printing.visit
    if visit is None:
        return _why_no_labels(release) if printed.sheet == "labels" else ""
    if release.void:
        return "An older revision is printed whole, void on every page; a visit by itself is printed of the newest revision."
    found = next((each for each in release.plan.visits if each.visit == visit), None)
    if found is None:
        names = wording.listed([each.visit for each in release.plan.active], "or")
        return f"This course has no visit of that name; write {names}." if names else "No visit of this course takes place."
    return why_not_labelled(release, found) if printed.sheet == "labels" else _why_no_leaf(release, found, printed)


def _unreviewed(release: Release) -> str:
    return (
        f"Nobody at the site has compared the values of {release.plan.regimen.id} with their source, so that no visit is printed; "
        "write who did as [[reviews]] in the site file, and put that in force."
    )


def _why_no_leaf(release: Release, visit: Visit, printed: Printed) -> str:
    if release.unreviewed:
        return _unreviewed(release)
    if not visit.active:
        return f"{visit.visit} is {visit.status}, so that it has no leaf; print a visit that takes place."
    if printed.printing.provisional and not visit.provisional:
        return f"{visit.visit} waits for no weight, so that its dose is no estimate; print it as it is."
    if visit.provisional and not printed.printing.provisional and printed.sheet != "nurse":
        return (
            f"{visit.visit} waits for a weight, so that it has no worksheet; enter the weight and print it then, "
            "print the nurse's page to record the weight on, or ask for an estimate."
        )
    return ""


def why_not_labelled(release: Release, visit: Visit) -> str:
    """Why a visit has no label, and what to do; nothing for one that has."""
    name = visit.visit
    if release.void:
        return "An older revision has no labels; print them of the newest one."
    if release.unreviewed:
        return _unreviewed(release)
    if not visit.active:
        return f"{name} is {visit.status}, so that it has no labels; print those of a visit that takes place."
    if release.over(visit):
        return f"{name} is over, so that it has no labels; print those of a visit that is still to come."
    if visit.provisional:
        return f"{name} waits for a weight, so that it has no labels; enter the weight, have the visit checked, and print them then."
    if release.check_of(name) is None:
        return f"{name} is not checked yet, so that it has no labels; have somebody else check it, and print them then."
    return ""


def labelled(release: Release) -> tuple[Visit, ...]:
    """The visits that have labels: checked, still to come, and neither provisional, void nor unreviewed."""
    return tuple(visit for visit in release.plan.visits if not why_not_labelled(release, visit))


def _why_no_labels(release: Release) -> str:
    """Why there is no label at all: the reason of the first visit that is still to come, or of the last one."""
    if labelled(release):
        return ""
    ahead = [visit for visit in release.plan.active if not release.over(visit)] or list(release.plan.visits[-1:])
    return why_not_labelled(release, ahead[0])
