"""Print one visit, what is left or every day; and say whether a label that was printed is of the newest revision.

Does not know arguments, requests, or where a file is kept.
"""

from collections.abc import Sequence
from dataclasses import replace

from dosing import wording
from dosing.catalogue import NoSuchFile, Wanted, render_file
from dosing.formats.label_code import LabelCode, read_label_code
from dosing.history import stored_fingerprints
from dosing.releases import Release
from dosing.rules.visit import Visit
from dosing.views import Printing
from dosing.views.labels import labels_of
from dosing.views.layout.printed import Kind, Printed, why_not_labelled, why_not_printed

SHEETS = ("pharmacy", "nurse", "labels")


def print_sheets(made: Release, sheets: Sequence[str], printing: Printing, wanted: Wanted, *, single: bool = False) -> dict[str, bytes]:
    """The sheets of a visit, of what is left or of every day, as HTML and as PDF, by the names of their files.

    Without `sheets` all of them that the visit has. Raises NoSuchFile with the sentence that says why there is none.
    """
    asked = sheets or ("pharmacy", "nurse")
    prints = [_printed(sheet, printing, single=single) for sheet in asked]
    labels = _printed("labels", printing, single=single)
    if not sheets and not printing.provisional and not why_not_printed(made, labels):
        prints.append(labels)
    files: dict[str, bytes] = {}
    for printed in prints:
        if why_not := why_not_printed(made, printed):  # before its name, since what was typed may be no name of a visit
            raise NoSuchFile(why_not)
        files |= _both(made, printed, replace(wanted, printing=printing))
    return files


def _printed(sheet: str, printing: Printing, *, single: bool) -> Printed:
    """What a sheet is printed as: a visit that is asked for is past or not, and labels are never of a day that is over."""
    if sheet == "labels":
        return Printed(sheet, Printing(printing.visit), single)
    return Printed(sheet, printing._replace(past=printing.past and printing.visit is None))


def _both(made: Release, printed: Printed, wanted: Wanted) -> dict[str, bytes]:
    kinds: tuple[Kind, ...] = ("html", "pdf")
    files: dict[str, bytes] = {}
    for name in map(printed.name, kinds):
        try:
            files[name] = render_file(made, name, wanted)
        except NoSuchFile:
            if not files:  # the page is there, so that it is the PDF alone that cannot be made
                raise
    return files


def belongs(made: Release, text: str) -> tuple[bool, str]:
    """Whether the code of a label is of the newest revision of its course, and a sentence that says so or what is wrong.

    Raises InputError for a text that is no code of a label.
    """
    code = read_label_code(text)
    wrong = _another_plan(made, code) or _another_visit(made, code)
    if wrong:
        return False, wrong
    return (
        True,
        f"The label is of the newest plan, revision {made.revision}, {code.fingerprint}: {_what(code)}, {wording.mg(code.dose_mg)}.",
    )


def _what(code: LabelCode) -> str:
    what = f"bag {code.bag} of {code.bags}" if code.slot is None else code.slot.replace("_", " ")
    return f"{code.visit}, {what}"


def _another_plan(made: Release, code: LabelCode) -> str:
    if code.course_id != made.course_id:
        return "The label is of another course; do not use it for this one."
    stored = [wording.fingerprint(each) if each else "" for each in stored_fingerprints(made.sealed)]
    if code.revision > made.revision:
        return f"The label is of revision {code.revision}, and this course file ends at {made.revision}; look for the newer course file."
    if stored[code.revision - 1] != code.fingerprint:
        return f"The label carries the fingerprint {code.fingerprint}, which revision {code.revision} of this course does not have."
    if code.revision < made.revision:
        differs = _another_visit(made, code) or "That one has the same dose; print the label again."
        return f"The label is of revision {code.revision}, and the newest is revision {made.revision}; do not use it. {differs}"
    return ""


def _another_visit(made: Release, code: LabelCode) -> str:
    found = next((visit for visit in made.plan.visits if visit.visit == code.visit), None)
    if found is None:
        return f"This course has no visit {code.visit}; do not use the label."
    if not found.active:
        return f"{code.visit} is {found.status} in this plan; do not use the label."
    return _another_dose(made, found, code) or _never_labelled(made, found)


def _another_dose(made: Release, visit: Visit, code: LabelCode) -> str:
    own = [label.code for label in labels_of(made, visit)]
    place = (code.bag, code.bags, code.slot)
    of_place = next((each for each in own if (each.bag, each.bags, each.slot) == place), None)
    if of_place is None:
        return f"The plan has no label for {_what(code)}; do not use it."
    if of_place.dose_mg != code.dose_mg:
        return f"The label says {wording.mg(code.dose_mg)}, and the plan {wording.mg(of_place.dose_mg)} for {_what(code)}; do not use it."
    return ""


def _never_labelled(made: Release, visit: Visit) -> str:
    """Why the visit of a label has none; a day that is over had its labels."""
    return why_not_labelled(replace(made, past=()), visit)
