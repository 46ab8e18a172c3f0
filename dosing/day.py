"""The pharmacy's day: everything to prepare on a date, of many courses, what it adds up to, and what is said of it.

Does not know files, pages, or how any dose was made; it plans nothing. Whatever is not checked is counted apart, as an estimate.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import NamedTuple

from dosing.coming import Coming, ComingVisit
from dosing.findings import SEVERITIES, Severity

MOST_DAYS = 366


class Unread(NamedTuple):
    """A folder of which nothing is known, and the sentence that says why: a patient of the day may be in it."""

    folder: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VialTotal:
    """Vials of one drug and strength."""

    drug: str
    strength_mg: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class BagTotal:
    """Bags of one volume and diluent."""

    bag_ml: Decimal
    diluent: str
    count: int


@dataclass(frozen=True, slots=True)
class PremedicationTotal:
    """Doses of one premedication."""

    drug: str
    dose_mg: Decimal
    route: str
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What some visits add up to: `mg` is the sum of their rounded doses, `discard_mg` what is left in their opened vials."""

    visits: int
    mg: Decimal
    discard_mg: Decimal
    vials: tuple[VialTotal, ...]
    bags: tuple[BagTotal, ...]
    premedications: tuple[PremedicationTotal, ...]


@dataclass(frozen=True, slots=True, repr=False)  # it holds patients' labels, which no message may show
class DayFinding:
    """What the checks say of some visits of a day in the same words."""

    code: str
    severity: Severity
    message: str
    visits: tuple[ComingVisit, ...]


@dataclass(frozen=True, slots=True, repr=False)  # the same
class Day:
    """The visits of one date, by the time of their infusion, then by patient; and what is said of any of them, most severe first."""

    date: date
    visits: tuple[ComingVisit, ...]
    findings: tuple[DayFinding, ...] = ()

    @property
    def checked(self) -> tuple[ComingVisit, ...]:
        """The visits that somebody checked."""
        return tuple(visit for visit in self.visits if visit.state == "checked")

    @property
    def not_checked(self) -> tuple[ComingVisit, ...]:
        """The others: drafts, provisional ones, and those of values that nobody reviewed; whatever they add up to is an estimate."""
        return tuple(visit for visit in self.visits if visit.state != "checked")


@dataclass(frozen=True, slots=True, repr=False)  # the same
class Days:
    """Some days one after the other, those without a visit too; `unread` are folders that may hold a visit of theirs."""

    days: tuple[Day, ...]
    unread: tuple[Unread, ...] = ()

    @property
    def first(self) -> date:
        """The first day."""
        return self.days[0].date

    @property
    def last(self) -> date:
        """The last day."""
        return self.days[-1].date

    @property
    def visits(self) -> tuple[ComingVisit, ...]:
        """Every visit of these days."""
        return tuple(visit for day in self.days for visit in day.visits)

    @property
    def checked(self) -> tuple[ComingVisit, ...]:
        """Those that somebody checked."""
        return tuple(visit for day in self.days for visit in day.checked)

    @property
    def not_checked(self) -> tuple[ComingVisit, ...]:
        """The others."""
        return tuple(visit for day in self.days for visit in day.not_checked)


def days_of(courses: Iterable[Coming], first: date, last: date | None = None, unread: Sequence[Unread] = ()) -> Days:
    """The days from `first` to `last`, both included, of many courses; one day without `last`.

    Pure, and the order of the courses makes no difference. Raises ValueError for a last day before the first, or more than MOST_DAYS.
    """
    many = ((last or first) - first).days + 1
    if not 1 <= many <= MOST_DAYS:
        raise ValueError(f"from 1 to {MOST_DAYS} days are asked for at once")
    held: dict[date, list[tuple[ComingVisit, Coming]]] = {first + timedelta(days=more): [] for more in range(many)}
    for course in courses:
        for visit in course.visits:
            if visit.date in held:
                held[visit.date].append((visit, course))
    return Days(tuple(_day(on, sorted(visits, key=lambda each: _place(each[0]))) for on, visits in held.items()), tuple(unread))


def _day(on: date, held: Sequence[tuple[ComingVisit, Coming]]) -> Day:
    alike: dict[tuple[Severity, str, str], list[ComingVisit]] = {}
    for visit, course in held:
        for said in course.findings:
            if visit.visit in said.visits:
                alike.setdefault((said.severity, said.code, said.message), []).append(visit)
    found = [DayFinding(code, severity, message, tuple(visits)) for (severity, code, message), visits in alike.items()]
    found.sort(key=lambda each: (SEVERITIES.index(each.severity), each.code, each.message))
    return Day(on, tuple(visit for visit, _ in held), tuple(found))


def _place(visit: ComingVisit) -> tuple[object, ...]:
    """Where a visit stands on its day: by the time of its infusion, those without one last, then by patient."""
    start = visit.infusion_start
    return (start is None, start.astimezone(UTC).isoformat() if start else "", visit.label or "", visit.course_id, visit.visit)


def totals_of(visits: Sequence[ComingVisit]) -> Totals:
    """What some visits add up to; each total in the order of what it counts, the largest vials first."""
    vials: Counter[tuple[str, Decimal]] = Counter()
    bags: Counter[tuple[Decimal, str]] = Counter()
    owed: Counter[tuple[str, Decimal, str]] = Counter()
    for visit in visits:
        for opened in visit.vials:
            vials[visit.drug, opened.strength_mg] += opened.count
        bags.update((bag.bag_ml, bag.diluent) for bag in visit.bags)
        owed.update((each.drug, each.dose_mg, each.route) for each in visit.premedications)
    return Totals(
        visits=len(visits),
        mg=sum((visit.rounded_mg for visit in visits), Decimal(0)),
        discard_mg=sum((visit.discard_mg for visit in visits), Decimal(0)),
        vials=tuple(VialTotal(*key, vials[key]) for key in sorted(vials, key=lambda key: (key[0], -key[1]))),
        bags=tuple(BagTotal(*key, bags[key]) for key in sorted(bags)),
        premedications=tuple(PremedicationTotal(*key, owed[key]) for key in sorted(owed)),
    )
