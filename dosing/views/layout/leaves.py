"""Which visits a professional sheet has a leaf for.

Does not know what stands on a leaf.
"""

from dosing.releases import Release
from dosing.rules.visit import Visit
from dosing.views import Printing


def leaves(release: Release, printing: Printing) -> tuple[Visit, ...]:
    """The visits that get a leaf of their own: those that take place and are still to come, unless others are wanted.

    A provisional visit has none, unless an estimate is asked for; nothing is prepared or given from data that nobody reviewed.
    """
    if release.unreviewed:
        return ()
    return tuple(visit for visit in release.plan.active if _wanted(release, visit, printing))


def _wanted(release: Release, visit: Visit, printing: Printing) -> bool:
    if visit.provisional and not printing.provisional:
        return False
    if printing.visit is not None:
        return visit.visit == printing.visit
    return printing.past or not release.over(visit)


def waiting(release: Release) -> tuple[Visit, ...]:
    """The visits that wait for a weight, and so have no leaf."""
    return tuple(visit for visit in release.plan.active if visit.provisional)
