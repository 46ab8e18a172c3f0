"""The plan as text for a terminal: a table of visits, then what the checks say.

Does not know pages; computes nothing.
"""

from collections.abc import Iterable, Sequence

from dosing import wording
from dosing.findings import Finding
from dosing.releases import Release
from dosing.rules.checks.always import UNREVIEWED
from dosing.rules.premedication import Premedication
from dosing.rules.visit import Visit
from dosing.views.layout.columns import columns

WIDTH = 100


def render_table(release: Release) -> str:
    """The visits with their doses, and the findings, most severe first."""
    lines = [*_head(release), "", *_visits(release), "", *_findings(wording.grouped(release.findings))]
    return "\n".join(line.rstrip().replace(wording.NBSP, " ") for line in lines) + "\n"


def _head(release: Release) -> Iterable[str]:
    plan = release.plan
    if release.unreviewed:
        yield UNREVIEWED
    yield plan.regimen.title
    who = [plan.course.label] if plan.course.label else []
    yield ", ".join(
        [
            *who,
            f"revision {release.revision}",
            f"fingerprint {wording.fingerprint(release.fingerprint)}",
            f"issued {wording.issued(release.issued)}",
        ]
    )
    yield (
        "Void: replaced by a newer revision."
        if release.void
        else ("Draft: not yet checked." if release.draft else f"Checked by {release.checked_by}.")
    )


def _visits(release: Release) -> Iterable[str]:
    visits, drug = release.plan.visits, release.plan.regimen.study_drug.drug
    headings = ("Visit", "Date", "Weight", wording.drug(drug), "Volume", "Vials", "Premedications")
    return columns(headings, [list(_cells(visit)) for visit in visits])


def _cells(visit: Visit) -> Iterable[list[str]]:
    """What stands in each column, a list of lines a cell."""
    yield [visit.visit]
    start = [f"start {wording.time(visit.infusion_start)}"] if visit.infusion_start else []
    yield [wording.short_day(visit.date), *start, *([wording.outcome(visit.given)] if visit.given else [])]
    drug = visit.study_drug
    if drug is None or visit.weight_kg is None:
        yield [visit.status]
        yield from ([], [], [], [])
        return
    yield [wording.weight(visit.weight_kg, visit.weight_typed), *(["provisional"] if visit.provisional else [])]
    yield [wording.mg(drug.rounded_mg)]
    yield [wording.ml(drug.volume_ml)]
    yield [wording.vials([(each.count, each.strength_mg)]) for each in drug.vials]
    yield [_premedication(each) for each in visit.premedications]


def _premedication(owed: Premedication) -> str:
    when = f"{wording.time(owed.due)} " if owed.due else ""
    # The dose stands behind the drug that is given, never behind the name of the one that it stands in for.
    instead = f", for {wording.drug(owed.substituted_for)}" if owed.substituted_for else ""
    return f"{when}{wording.drug(owed.drug)} {wording.mg(owed.dose_mg)} {owed.route}{instead}"


def _findings(findings: Sequence[Finding]) -> Iterable[str]:
    import textwrap

    for finding in findings:
        word = wording.severity(finding.severity)
        yield from textwrap.wrap(f"{word}: {finding.message.replace(wording.NBSP, ' ')}", WIDTH, subsequent_indent="  ")
