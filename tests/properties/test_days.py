"""Properties of a day of many courses: its totals, shared vials, and what an index may say, whatever courses there are."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dosing.coming import Coming, coming_of
from dosing.day import Day, Days, days_of, totals_of
from dosing.findings import InputError, Refused
from dosing.releases import Release
from dosing.sharing import share_vials
from dosing.store.courses import read_days
from tests.plans import checked, make_release
from tests.properties.strategies import SOME, clocks, courses, issued_after, possible, sites, weights, zones
from tests.units import id_of, put

START = date(2027, 1, 4)
CHANGED_WEIGHTS = ["46kg", "72.35kg", "93kg"]


@st.composite
def units(draw: st.DrawFn) -> list[tuple[Release, bool]]:
    """A few courses around the same days, each with a site of its own, some with changes, some checked; those that cannot be are left out."""
    made: list[tuple[Release, bool]] = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        site, course = draw(sites()), {**draw(courses()), "label": f"ISLAY-{number:03d}", "course_id": id_of(number)}
        start = START + timedelta(days=draw(st.integers(-7, 7)))
        course |= {"start": start.isoformat(), "weighed": start.isoformat(), "born": "1980-05-16"}
        if draw(st.booleans()):
            course = possible(draw(st.data()), site, course)
        try:
            made.append((make_release(site, issued=issued_after(course), **course), draw(st.booleans())))
        except (InputError, Refused):
            continue
    return made


def comings(unit: list[tuple[Release, bool]]) -> list[Coming]:
    return [coming_of(checked(made) if check else made) for made, check in unit]


@given(units(), st.randoms())
@SOME
def test_the_totals_of_some_days_equal_the_sum_over_the_plans(unit: list[tuple[Release, bool]], mixed: Any) -> None:
    days = days_of(comings(unit), START, START + timedelta(days=60))
    # From the plan documents, which a day does not read.
    held = [
        visit
        for made, _ in unit
        for visit in made.document["visits"]
        if visit["study_drug"] and not (visit["given"] or {}).get("not_given") and START <= date.fromisoformat(visit["date"]) <= days.last
    ]
    both = (totals_of(days.checked), totals_of(days.not_checked))
    assert sum(each.mg for each in both) == sum(Decimal(visit["study_drug"]["rounded_mg"]) for visit in held)
    for strength in ("500", "100"):
        counted = sum(vial.count for each in both for vial in each.vials if vial.strength_mg == Decimal(strength))
        assert counted == sum(vial["count"] for visit in held for vial in visit["study_drug"]["vials"] if vial["strength_mg"] == strength)
    assert sum(bag.count for each in both for bag in each.bags) == sum(len(visit["study_drug"]["bags"]) for visit in held)
    assert sum(owed.count for each in both for owed in each.premedications) == sum(len(visit["premedications"]) for visit in held)
    shuffled = list(unit)
    mixed.shuffle(shuffled)
    assert days_of(comings(shuffled), START, days.last) == days


@st.composite
def shared_days(draw: st.DrawFn) -> Day:
    """A day of courses that may share vials, of any stock, bags, rounding and times."""
    stock = draw(st.sampled_from([["500"], ["100"], ["500", "100"]]))
    made = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        site = {
            "vials": [{"strength_mg": each, "volume_ml": {"500": "25", "100": "5"}[each]} for each in stock],
            "bag": {"count": draw(st.sampled_from([1, 2]))},
            "rounding": {"volume_step_ml": draw(st.sampled_from(["0.1", "0.5", "1"]))},
            "vial_supply": "stock",
            "opened_vial_minutes": draw(st.integers(1, 1440)),
        }
        course = {"weight": draw(weights()), "time": draw(clocks()), "time_zone": draw(zones()), "cycles": 1}
        made.append(coming_of(make_release(site, course_id=id_of(number), label=f"ISLAY-{number:03d}", **course)))
    return days_of(made, START).days[0]


@given(shared_days(), st.integers(0, 999))
@SOME
def test_sharing_never_needs_more_vials_than_preparing_alone_and_never_yields_less_drug_than_the_doses(day: Day, before: int) -> None:
    found = share_vials(day, before)
    alone = {each.strength_mg: each.count for each in totals_of(day.visits).vials}
    assert all(each.count <= alone[each.strength_mg] for each in found.shared)
    assert found.saved_mg >= 0
    for visit in day.visits:
        for number, bag in enumerate(visit.bags, start=1):
            drawn = [draw.volume_ml for vial in found.vials for draw in vial.draws if (draw.visit, draw.bag) == (visit, number)]
            assert sum(drawn) == bag.drug_ml
    for vial in found.vials:
        assert vial.left_ml >= 0
        for draw in vial.draws:
            assert draw.visit.infusion_start is not None
            prepared = draw.visit.infusion_start - timedelta(minutes=before)
            assert vial.opened <= prepared <= vial.opened + timedelta(minutes=found.minutes)


SITES: list[dict[str, Any] | None] = [None, {"bag": {"count": 2}}, {"premedications": {"h2_blocker": {"drug": "famotidine"}}}]


@st.composite
def folders(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What is put into a folder, one course after the other."""
    return [
        {
            "number": draw(st.integers(1, 4)),
            "weight": draw(st.sampled_from(CHANGED_WEIGHTS)),
            "site": draw(st.sampled_from(SITES)),
            "check": draw(st.booleans()),
            "start": (START + timedelta(days=draw(st.integers(0, 14)))).isoformat(),
            "issued": draw(st.integers(0, 30)),
            "on": draw(st.integers(0, 30)),
        }
        for _ in range(draw(st.integers(1, 6)))
    ]


@given(folders())
@SOME
def test_the_day_found_through_the_index_equals_the_day_found_without_it(steps: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        unit = Path(name)
        for step in steps:  # each puts a course there, or another one in its place, and asks for a day on a day
            _put(unit, **step)
            issued = datetime(2027, 1, 3, 9, tzinfo=UTC) + timedelta(days=step["issued"])
            on = START + timedelta(days=step["on"])
            assert _day(unit, issued, on, indexed=True) == _day(unit, issued, on, indexed=False)


def _put(unit: Path, number: int, site: dict[str, Any] | None, start: str, weight: str, *, check: bool, **_: int) -> None:
    folder = unit / id_of(number)
    if folder.exists():
        (folder / "course.toml").unlink()
        folder.rmdir()
    confirmed = {"premedications": {"h2_blocker": {"drug": "ranitidine"}}, **(site or {})}
    put(unit, number, confirmed, check=check, weight=weight, start=start, weighed="2027-01-02")


def _day(unit: Path, issued: datetime, on: date, *, indexed: bool) -> Days:
    return read_days(unit, issued, on, on + timedelta(days=6), indexed=indexed)


def test_the_strategies_make_days_that_save_something_and_units_with_many_visits() -> None:
    """So that the properties above are not of days on which nothing is shared or prepared."""
    saved: list[int] = []
    held: list[int] = []

    @given(units())
    @SOME
    def count(unit: list[tuple[Release, bool]]) -> None:
        held.append(len(days_of(comings(unit), START, START + timedelta(days=60)).visits))

    count()
    assert sum(each >= 8 for each in held) >= 10

    @given(shared_days())
    @SOME
    def look(day: Day) -> None:
        saved.append(share_vials(day, 60).saved_vials)

    look()
    assert sum(each > 0 for each in saved) >= 5
