"""What has to be said of every plan of a regimen, in the words that the regimen holds, and that a regimen was not reviewed yet.

Does not look at any patient.
"""

from dosing import wording
from dosing.rules.checks.case import Case, Findings, whole

UNREVIEWED = "UNREVIEWED DATA, NOT FOR USE"


def unreviewed(case: Case) -> Findings:
    """A regimen whose values nobody at the site has compared with their source."""
    if case.regimen.needs_review and case.site.review_of(case.regimen) is None:
        yield whole(
            "unreviewed-data",
            "caution",
            f"{UNREVIEWED}: the site names no pharmacist who compared every value of {case.regimen.id}, "
            f"revision {case.regimen.revision}, with {case.regimen.words.authority} as it is now.",
            case.active,
        )


def always(case: Case) -> Findings:
    """What the regimen says whatever is planned."""
    for said in case.regimen.always:
        yield whole(said.code, said.severity, wording.with_units(said.message))
