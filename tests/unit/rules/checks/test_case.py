"""What the checks look at, and that each check is asked once, in a fixed order."""

from dosing.formats.shipped import default_regimen
from dosing.plan import Workings
from dosing.rules.checks import CHECKS, Case, run_checks
from dosing.rules.timeline import timelines
from tests import plans


def made(*changes: dict, **course: object) -> Case:
    *_, newest = timelines(default_regimen(), plans.make_site(), plans.make_course(changes=list(changes), **course))
    return Case(newest, Workings(default_regimen()).visits(newest))


def test_a_case_holds_the_course_with_its_corrections_and_the_newest_site():
    case = made(plans.correct(weight="75kg"), plans.resite({"bag": {"volume_ml": "500"}}, "2027-01-18"))
    assert str(case.course.weight_kg) == "75"
    assert int(case.site.bag.volume_ml) == 500
    assert [int(case.site_on(visit.date).bag.volume_ml) for visit in case.visits[:3]] == [250, 250, 500]


def test_the_visits_that_take_place_are_a_part_of_all():
    case = made(plans.omit("C1D8"), plans.stop("C2D8"))
    assert [visit.visit for visit in case.active] == ["C1D1", "C1D15", "C1D22", "C2D1"]
    assert len(case.visits) == 8


def test_every_check_is_asked_once_and_findings_stand_in_their_order():
    case = made()
    assert len(set(CHECKS)) == len(CHECKS)
    assert run_checks(case) == [finding for check in CHECKS for finding in check(case)]


def test_every_check_says_in_one_sentence_what_it_looks_for():
    assert all((check.__doc__ or "").strip().endswith(".") for check in CHECKS)


def test_a_weight_makes_the_doses_that_it_gave_and_those_at_which_it_is_the_newest():
    # 72 kg lie 0.7% under 72.5: less than the site's 10%, so that every dose keeps 72.5 kg.
    kept = {"weights": {"counts_from_percent": "10"}}
    changes = [plans.reweigh("72kg", "2027-01-20")]
    *_, newest = timelines(default_regimen(), plans.make_site(kept), plans.make_course(changes=changes))
    case = Case(newest, Workings(default_regimen()).visits(newest))
    first, second = case.weighings
    assert [visit.visit for visit in case.weighed_by(first)] == list(plans.NAMES)
    assert [visit.visit for visit in case.weighed_by(second)] == list(plans.NAMES[3:])  # from C1D22, on 25 January


def test_a_weight_that_counts_makes_the_doses_from_its_day_on_and_no_other():
    case = made(plans.reweigh("70kg", "2027-01-20"))
    first, second = case.weighings
    assert [visit.visit for visit in case.weighed_by(first)] == list(plans.NAMES[:3])
    assert [visit.visit for visit in case.weighed_by(second)] == list(plans.NAMES[3:])
