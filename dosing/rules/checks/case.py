"""What the checks look at: the inputs, corrections put in, and the visits made from them.

Does not know which checks there are.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from dosing.findings import Finding, Severity
from dosing.inputs.course import Course
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.rules.timeline import Timeline
from dosing.rules.visit import Visit
from dosing.rules.weights import Weighing

Findings = Iterator[Finding]


class Case(NamedTuple):
    """A course after its changes, and the visits that were made from it."""

    timeline: Timeline
    visits: tuple[Visit, ...]

    @property
    def regimen(self) -> Regimen:
        """What the protocol or the label fixes."""
        return self.timeline.regimen

    @property
    def course(self) -> Course:
        """The course, corrections put in."""
        return self.timeline.base

    @property
    def weighings(self) -> tuple[Weighing, ...]:
        """Every weight of the course, in the order of their days."""
        return self.timeline.weighings

    @property
    def site(self) -> Site:
        """The site after every change."""
        return self.timeline.sites[-1][1]

    @property
    def active(self) -> tuple[Visit, ...]:
        """The visits that take place."""
        return tuple(visit for visit in self.visits if visit.active)

    def site_on(self, day: date) -> Site:
        """The site in force on a day."""
        return self.timeline.site_on(day)

    def newest_weighing(self, visit: Visit) -> Weighing:
        """The newest weight that can count at a visit."""
        return [each for each in self.weighings if each.applies_from <= visit.date][-1]

    def weighed_by(self, *weighings: Weighing) -> tuple[Visit, ...]:
        """The visits whose dose one of these weights makes, or would make if it differed by enough to count."""
        made_by = {(each.weight_kg, each.weighed, each.typed) for each in weighings}
        return tuple(
            visit
            for visit in self.active
            if (visit.weight_kg, visit.weighed, visit.weight_typed) in made_by or self.newest_weighing(visit) in weighings
        )


def whole(code: str, severity: Severity, message: str, touches: Iterable[Visit] = ()) -> Finding:
    """A finding about the whole course, and the visits whose pages say it too."""
    return Finding(code, severity, None, message, tuple(visit.visit for visit in touches))
