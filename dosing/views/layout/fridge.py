"""How the first page of the patient sheet falls: where the months stand beside the list of visits, and what is left to come.

Does not know pages of other sheets, or what is said on this one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dosing import wording
from dosing.inputs.letterhead import Letterhead
from dosing.releases import Release
from dosing.rules.visit import Visit

# What one page holds at 14 points beside whom to call, when to call, and the cards.
MOST_BESIDE, MOST_MONTHS_BESIDE = 8, 3  # visits in one column, and months in the column beside it
ROW_MM, MONTH_MM, BELOW_MM, MONTHS_IN_A_ROW = 6.8, 43.0, 105.0, 4

MOST_TELEPHONE, MOST_PLACE = 17, 66  # characters that one line of 18 points and two lines of 14 hold in the column of the list

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
    over: int
    cancelled: int
    changed: tuple[Visit, ...]


def day_to_come(visit: Visit) -> date:
    """The day on which a patient arrives, which may be the evening before; without a time, the day of the visit."""
    return visit.arrival.date() if visit.arrival is not None else visit.date


def fridge(release: Release) -> Fridge:
    """How the first page falls.

    `ahead` are the visits that are still to come, `changed` those of them to which an earlier plan gave another day or time.
    """
    visits = release.plan.visits
    months = tuple(sorted({day_to_come(visit).replace(day=1) for visit in visits}))
    ahead = tuple(visit for visit in release.plan.active if not release.over(visit))
    told = release.entries.changed if release.entries else ()
    changed = tuple(visit for visit in ahead if visit.visit in told)
    over = len(release.plan.active) - len(ahead)
    cancelled = len(visits) - len(release.plan.active)
    return Fridge(_arrangement(visits, months), _long(release.letterhead), months, ahead, over, cancelled, changed)


def ends_said(visits: Sequence[Visit]) -> str:
    """When visits end, in one sentence: when most do, and then each other one; nothing where no time was given."""
    ends = {visit.number: (visit.end_is_open, _clock(visit)) for visit in visits if visit.planned_end is not None}
    if not ends:
        return ""
    usual = Counter(ends.values()).most_common(1)[0][0]
    others = [f"visit {number} {_end(*end)}" for number, end in ends.items() if end != usual]
    if usual[0] and not others:
        return f"No visit will end before {usual[1]}."
    return f"{'Visits' if others else 'Each visit'} should end {'; '.join([_end(*usual), *others])}."


def _end(is_open: bool, clock: str) -> str:  # noqa: FBT001  # a pair of which both are asked
    return f"{'not before' if is_open else 'at about'} {clock}"


def _clock(visit: Visit) -> str:
    """The end of a visit against its arrival: "14:00", "04:30 on the next day"."""
    if visit.planned_end is None or visit.arrival is None:
        raise ValueError("the visit has no time")
    next_day = " on the next day" if visit.planned_end.date() > visit.arrival.date() else ""
    return f"{wording.time(visit.planned_end)}{next_day}"


def visits_listed(visits: Sequence[Visit]) -> str:
    """Visits by their numbers, as the first words of a sentence: "Visit 3", "Visits 3, 4 and 8", "Visits 3 to 8"."""
    numbers = [visit.number for visit in visits]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"Visits {numbers[0]} to {numbers[-1]}"
    return f"Visit{'s' if len(numbers) > 1 else ''} {wording.listed([str(number) for number in numbers])}"


def _long(head: Letterhead) -> bool:
    telephones = max(len(number or "") for number in (head.day_phone, head.night_phone, head.emergency_phone))
    return telephones > MOST_TELEPHONE or len(head.visit_place or f"{head.name or ''}, {head.address or ''}") > MOST_PLACE


def _arrangement(visits: Sequence[Visit], months: Sequence[date]) -> Arrangement:
    if len(visits) <= MOST_BESIDE and len(months) <= MOST_MONTHS_BESIDE:
        return "beside"
    list_mm = ROW_MM * -(-len(visits) // 2)
    months_mm = MONTH_MM * -(-len(months) // MONTHS_IN_A_ROW)
    return "below" if list_mm + months_mm <= BELOW_MM else "after"
