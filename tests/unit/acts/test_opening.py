"""A course is begun, opened from a file, and issued."""

from uuid import UUID

import pytest

from dosing import acts
from dosing.acts import begin, open_course
from dosing.engine import ENGINE
from dosing.findings import Refused
from tests import plans
from tests.unit.acts.opened import begun, problem_of, reopened


def by_hand(changes: int) -> bytes:
    """A course file that somebody wrote, with so many changes."""
    text = f'course_id = "{plans.COURSE_ID}"\nstart = 2027-01-04\nweight = "72.5kg"\n'
    change = '[[change]]\nkind = "rebase"\nreason = "as ordered"\nby = "AB"\nwhen = 2027-01-05\n'
    return (text + change * changes).encode()


def test_a_course_that_is_begun_holds_its_fingerprint_and_the_site_of_its_day():
    opened = begun({"bag": {"volume_ml": "500"}, "letterhead": {"name": "Day unit"}})
    assert opened.course.fingerprint == plans.make_release({"bag": {"volume_ml": "500"}}).fingerprint
    assert opened.course.engine == ENGINE
    assert (opened.letterhead.name, int(opened.site.bag.volume_ml)) == ("Day unit", 500)
    assert reopened(opened) == opened
    assert not opened.by_hand


def test_a_course_without_an_id_gets_a_new_one_each_time():
    raw = {key: value for key, value in plans.PATIENT.items() if key != "course_id"}
    one, other = (begin(raw, {}, {}).course.course_id for _ in range(2))
    assert one != other
    assert UUID(one).version == 4


def test_a_course_that_a_check_refuses_is_not_begun():
    with pytest.raises(Refused):
        begun(weight="1450kg")


def test_a_file_written_by_hand_gets_the_fingerprint_of_every_revision():
    opened = open_course(by_hand(2), "course.toml")
    assert opened.by_hand
    assert all((opened.course.fingerprint, *(change.fingerprint for change in opened.course.changes)))
    assert not reopened(opened).by_hand
    told = problem_of(acts.refuse_by_hand, opened, "course.toml")
    assert (told.code, told.field) == ("written-by-hand", "course_file")
    acts.refuse_by_hand(reopened(opened), "course.toml")


def test_a_door_that_cannot_wait_opens_a_course_of_so_many_changes_and_no_more():
    assert open_course(by_hand(3), "course.toml", most_changes=3).course.revision == 4
    told = problem_of(open_course, by_hand(4), "course.toml", 3)
    assert (told.code, told.field) == ("too-many-changes", "course_file")
    assert str(told) == "course.toml holds 4 changes, more than the 3 that are read here; use the command line."


@pytest.mark.parametrize(
    ("asked", "tables"),
    [
        ((None, None, None, None), {}),
        (("famotidine", None, None, None), {"h2_blocker": {"drug": "famotidine", "reason": None}}),
        (("none", "none is stocked", None, None), {"h2_blocker": {"drug": "none", "reason": "none is stocked"}}),
        ((None, None, "oral", None), {"dexamethasone": {"route": "oral", "injection_form": None}}),
        ((None, None, "intravenous", "base"), {"dexamethasone": {"route": "intravenous", "injection_form": "base"}}),
    ],
)
def test_what_is_chosen_for_one_course_takes_away_what_no_longer_fits(asked, tables):
    assert acts.site_choices(*asked) == tables


def test_a_choice_that_lacks_something_is_what_was_typed_here_and_a_value_of_the_file_is_not():
    chosen = problem_of(begin, plans.PATIENT, {}, {"h2_blocker": {"drug": "none"}}, "site.toml")
    assert (chosen.field, chosen.where) == ("site.h2_blocker.reason", "")
    in_file = problem_of(begin, plans.PATIENT, {"ranitidine": {"dose_mg": "500"}}, {"h2_blocker": {"drug": "famotidine"}}, "site.toml")
    assert (in_file.field, in_file.where) == ("site.ranitidine.dose_mg", "site.toml")
    beside = problem_of(begin, plans.PATIENT, {"dexamethasone": {"dose_mg": "30"}}, {"dexamethasone": {"route": "oral"}}, "site.toml")
    assert (beside.field, beside.where) == ("site.dexamethasone.dose_mg", "site.toml")


def test_every_name_that_a_door_uses_is_there_and_no_other():
    for name in acts.__all__:
        assert getattr(acts, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'prescribe'"):
        _ = acts.prescribe
