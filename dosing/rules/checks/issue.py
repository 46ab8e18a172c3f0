"""What depends on the day of issue, and so is asked when a plan is released.

Does not look at the clock: the moment is handed in.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from dosing import wording
from dosing.findings import Finding
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.rules.checks.case import Findings, whole
from dosing.rules.visit import Visit

MOST_DAYS_SINCE_COMPARED = 365


class Issue(NamedTuple):
    """What is released: the regimen, the site after every change, the visits, the days of all weights, and the moment of issue, UTC.

    `recorded` are the visits of which it was said what was given or not, each with the day on which that was said.
    """

    regimen: Regimen
    site: Site
    visits: tuple[Visit, ...]
    weighed: tuple[date, ...]
    recorded: tuple[tuple[str, date], ...]
    issued: datetime

    @property
    def on(self) -> date:
        """The UTC day of issue."""
        return self.issued.date()

    @property
    def latest(self) -> date:
        """The latest day that it is anywhere on earth: what was typed there by the clock on the wall is not ahead of it."""
        return (self.issued + timedelta(hours=14)).date()


def past_start(made: Issue) -> Findings:
    """The course began before the day of issue."""
    first = made.visits[0]
    if first.date < made.on:
        yield Finding("past-start", "note", first.visit, f"The first visit, {wording.day(first.date)}, lies before the day of issue.")


def weight_after_issue(made: Issue) -> Findings:
    """A weight that nobody can have measured yet."""
    for weighed in made.weighed:
        if weighed > made.latest:
            yield whole(
                "weight-after-issue",
                "refuse",
                f"A weight was measured on {wording.day(weighed)}, after the day of issue, {wording.day(made.on)}; "
                "write the day on which it was measured.",
            )


def recorded_ahead(made: Issue) -> Findings:
    """What was given on a day that is still to come cannot be known."""
    for visit, when in made.recorded:
        if when > made.latest:
            yield whole(
                "recorded-ahead",
                "refuse",
                f"What was given at {visit} is recorded on {wording.day(when)}, after the day of issue, {wording.day(made.on)}; "
                "record it once its day has come.",
            )


def comparisons(made: Issue) -> Findings:
    """What somebody compared with a label or an order: not yet done, or more than a year ago."""
    for what, on in _compared(made):
        if on > made.latest:
            yield whole(
                "compared-future",
                "refuse",
                f"{what} on {wording.day(on)}, after the day of issue, {wording.day(made.on)}; write the day on which that was done.",
            )
        elif (made.on - on).days > MOST_DAYS_SINCE_COMPARED:
            yield whole(
                "compared-old",
                "caution",
                f"{what} on {wording.day(on)}, more than a year before the day of issue: compare again.",
                (visit for visit in made.visits if visit.active),
            )


def _compared(made: Issue) -> list[tuple[str, date]]:
    infusion, review = made.site.infusion, made.site.review_of(made.regimen)
    found: list[tuple[str, date]] = []
    if infusion.chosen is not None and infusion.compared_on is not None:
        found.append(
            (f"The steps of {infusion.chosen.name} were compared with the {infusion.chosen.follows} that they follow", infusion.compared_on)
        )
    if made.regimen.needs_review and review is not None:
        found.append((f"The values of {made.regimen.id} were compared with {made.regimen.words.authority}", review.on))
    return found


def issue_findings(made: Issue) -> list[Finding]:
    """Every finding of the checks that depend on the day of issue."""
    return [finding for check in (weight_after_issue, recorded_ahead, comparisons, past_start) for finding in check(made)]


def same_issues(made: Issue) -> tuple[date, date | None]:
    """The first and the last UTC day of issue on which every check here says what it says on this one; None without a last.

    It is asked of what no check here refuses. From the newest day that was typed on none of them refuses anywhere; where that day has
    begun only further east, it lies after this day of issue.
    """
    compared = [on for _, on in _compared(made)]
    known = [*made.weighed, *(when for _, when in made.recorded), *compared]
    turns = [made.visits[0].date + timedelta(days=1), *(on + timedelta(days=MOST_DAYS_SINCE_COMPARED + 1) for on in compared)]
    first = max([*known, *(turn for turn in turns if turn <= made.on)], default=date.min)
    last = min((turn for turn in turns if turn > made.on), default=None)
    return first, last - timedelta(days=1) if last else None
