"""How the first page of the patient sheet falls: where the months stand beside the list of visits, and what is left to come.

Does not know pages of other sheets, or what is said on this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dosing.inputs.letterhead import Letterhead
from dosing.releases import Release
from dosing.rules.visit import Visit

# What one page holds at 14 points beside whom to call, when to call, and the cards.
MOST_BESIDE, MOST_MONTHS_BESIDE = 8, 3  # visits in one column, and months in the column beside it
ROW_MM, MONTH_MM, BELOW_MM, MONTHS_IN_A_ROW = 6.8, 43.0, 105.0, 4

MOST_TELEPHONE, MOST_PLACE = 20, 66  # characters that one line of 18 points and two lines of 14 hold in the column of the list

Arrangement = Literal["beside", "below", "after"]


@dataclass(frozen=True, slots=True)
class Fridge:
    """The months that hold a visit, by their first days; `arrangement` is where they stand: beside the list, below it, or on a later page.

    `long_contacts` says that the telephones or the place need the width of the page.
    """

    arrangement: Arrangement
    long_contacts: bool
    months: tuple[date, ...]
    ahead: tuple[Visit, ...]
    moved: tuple[Visit, ...]


def fridge(release: Release) -> Fridge:
    """How the first page falls; `ahead` are the visits that are still to come, `moved` those of them on another day than scheduled."""
    visits = release.plan.visits
    months = tuple(sorted({visit.date.replace(day=1) for visit in visits}))
    ahead = tuple(visit for visit in release.plan.active if not release.over(visit))
    moved = tuple(visit for visit in ahead if visit.status == "moved")
    return Fridge(_arrangement(visits, months), _long(release.letterhead), months, ahead, moved)


def _long(head: Letterhead) -> bool:
    telephones = max(len(number or "") for number in (head.day_phone, head.night_phone))
    return telephones > MOST_TELEPHONE or len(f"{head.name or ''}, {head.address or ''}") > MOST_PLACE


def _arrangement(visits: Sequence[Visit], months: Sequence[date]) -> Arrangement:
    if len(visits) <= MOST_BESIDE and len(months) <= MOST_MONTHS_BESIDE:
        return "beside"
    list_mm = ROW_MM * -(-len(visits) // 2)
    months_mm = MONTH_MM * -(-len(months) // MONTHS_IN_A_ROW)
    return "below" if list_mm + months_mm <= BELOW_MM else "after"
