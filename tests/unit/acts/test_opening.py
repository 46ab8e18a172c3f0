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
        ({"h2_blocker": None, "steroid_route": None}, {}),
        ({"h2_blocker": "famotidine"}, {"h2_blocker": {"drug": "famotidine", "reason": None}}),
        ({"h2_blocker": "none", "h2_blocker_reason": "none is stocked"}, {"h2_blocker": {"drug": "none", "reason": "none is stocked"}}),
        ({"steroid_route": "oral"}, {"steroid": {"route": "oral", "form": None}}),
        ({"steroid_route": "intravenous", "steroid_form": "base"}, {"steroid": {"route": "intravenous", "form": "base"}}),
        ({"antihistamine_route": "oral"}, {"antihistamine": {"route": "oral", "form": None}}),
    ],
)
def test_what_is_chosen_for_one_course_takes_away_what_no_longer_fits(asked, tables):
    assert acts.site_choices(asked) == tables


def test_a_choice_that_lacks_something_is_what_was_typed_here_and_a_value_of_the_file_is_not():
    chosen = problem_of(begin, plans.PATIENT, {}, {"h2_blocker": {"drug": "none"}}, "site.toml")
    assert (chosen.field, chosen.where) == ("site.premedications.h2_blocker.reason", "")
    in_file = problem_of(
        begin, plans.PATIENT, plans.slots(antipyretic={"dose_mg": "500"}), {"h2_blocker": {"drug": "famotidine"}}, "site.toml"
    )
    assert (in_file.field, in_file.where) == ("site.premedications.antipyretic.dose_mg", "site.toml")
    beside = problem_of(begin, plans.PATIENT, plans.slots(steroid={"dose_mg": "30"}), {"steroid": {"route": "oral"}}, "site.toml")
    assert (beside.field, beside.where) == ("site.premedications.steroid.dose_mg", "site.toml")
    needed = {"drug": "none", "reason": "none is stocked"}
    of_a_label = problem_of(begin, {**plans.PATIENT, "regimen": "label-10-us-kd"}, {}, {"h2_blocker": needed}, "site.toml")
    assert (of_a_label.code, of_a_label.where) == ("slot-needed", "")


def test_a_course_is_begun_by_the_default_regimen_or_by_another_in_the_cycles_that_were_asked_for():
    assert (begun().course.regimen, begun().course.cycles) == ("islay", 2)
    label = begun(regimen="label-10-us-kd", cycles=3)
    assert (label.course.regimen, label.course.cycles) == ("label-10-us-kd", 3)
    assert reopened(label) == label
    assert problem_of(begin, {**plans.PATIENT, "regimen": "label-20-us"}, {}, {}).code == "no-such-regimen"


def test_a_site_file_is_good_where_one_regimen_can_be_planned_by_it():
    by_label = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}
    acts.check_site(by_label, "site.toml")  # no rates of islay's, but those of a label's regimen
    told = problem_of(acts.check_site, {"bag": {"volume_ml": "300"}}, "site.toml")
    assert (told.code, told.where) == ("not-a-choice", "site.toml")


def test_every_name_that_a_door_uses_is_there_and_no_other():
    for name in acts.__all__:
        assert getattr(acts, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'prescribe'"):
        _ = acts.prescribe
