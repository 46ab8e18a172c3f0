"""The month views of the patient sheet: every day under its weekday in columns of equal width, every visit marked and told in words."""

import itertools
from datetime import UTC, datetime

from tests.plans import make_release, move, omit
from tests.unit.views.read_patient_sheet import SVG, TIMED, columns, drawn, months

WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def test_there_is_a_month_view_for_each_month_with_a_visit() -> None:
    assert list(months(make_release())) == ["January 2027", "February 2027"]
    assert list(months(make_release(start="2027-12-09", weighed="2027-12-08"))) == ["December 2027", "January 2028"]
    assert list(months(make_release(start="2027-01-28"))) == ["January 2027", "February 2027", "March 2027"]


def test_a_month_view_has_every_day_under_its_weekday() -> None:
    found = columns(months(make_release(start="2028-02-29", weighed="2028-02-28"))["February 2028"])
    # 1 February 2028 is a Tuesday, and the year is a leap year.
    assert found == {str(day): WEEK[day % 7] for day in range(1, 30)}


def test_the_columns_are_of_equal_width_on_weekends_too() -> None:
    month = months(make_release(start="2027-05-01"))["May 2027"]  # a Saturday
    places = [float(each.attrib["x"]) for each in month.iter(f"{SVG}text") if each.attrib["class"] == "weekday"]
    assert {after - before for before, after in itertools.pairwise(places)} == {21.0}
    assert [columns(month)[day] for day in ("1", "29", "31")] == ["Sa", "Sa", "Mo"]


def test_each_visit_is_drawn_by_what_became_of_it() -> None:
    found = months(make_release(**TIMED, changes=[omit("C2D22")], issued=datetime(2027, 1, 12, 9, tzinfo=UTC)))
    assert drawn(found["January 2027"]) == {"4": "over", "11": "over", "18": "fixed", "25": "fixed"}
    assert drawn(found["February 2027"]) == {"1": "fixed", "8": "fixed", "15": "fixed", "22": "cancelled"}


def test_a_month_view_is_told_in_words_to_those_who_do_not_see_it() -> None:
    month = months(make_release(**TIMED, changes=[omit("C2D22")]))["February 2027"]
    assert month.attrib["role"] == "img"
    assert month.attrib["aria-labelledby"].split() == [month[0].attrib["id"], month[1].attrib["id"]]
    told = str(month.findtext(f"{SVG}desc"))
    assert told.startswith("Visit 5, Monday 1 February 2027, arrive at 09:00.")
    assert told.strip().endswith("Visit 8, Monday 22 February 2027, cancelled.")


def test_a_visit_on_a_day_that_a_cancelled_one_left_is_the_one_drawn() -> None:
    # C1D8 falls out, and C1D15 comes a week early, to the same Monday 11 January.
    month = months(make_release(changes=[omit("C1D8"), move("C1D15", "2027-01-11", following="keep")]))["January 2027"]
    assert drawn(month) == {"4": "fixed", "11": "fixed", "25": "fixed"}
