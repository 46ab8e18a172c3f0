"""Every finding: a case in which it appears and its neighbour in which it does not, each limit worked by hand."""

import inspect
import pkgutil
import re
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from dosing.rules import checks
from tests import plans

SEVERITY = {
    "trial-terminated": "note",
    "twice-label-dose": "note",
    "label-stability": "note",
    "weight-unusual": "caution",
    "weight-ratio": "caution",
    "weight-changed": "caution",
    "weight-date-missing": "undetermined",
    "weigh-before-cycle-2": "caution",
    "bag-prepared": "caution",
    "drug-share": "caution",
    "bag-full": "refuse",
    "whole-vials-too-far": "note",
    "h2-not-marketed": "caution",
    "h2-omitted": "note",
    "label-rates-twice": "caution",
    "age-under-16": "refuse",
    "washout-inside": "caution",
    "washout-on-limit": "caution",
    "entry-facts": "undetermined",
    "interval-short": "caution",
    "interval-long": "note",
    "weekend": "note",
    "holiday": "note",
    "past-start": "note",
    "long-course": "note",
}

WEIGHED_AGAIN = "2027-01-12"


def case(*, site: dict[str, Any] | None = None, **course: Any) -> dict[str, Any]:
    return {"site": site, **course}


def again(first: str, new: str) -> dict[str, Any]:
    """A course that begins with one weight and goes on with another, a day after C1D8."""
    return case(weight=first, changes=[plans.reweigh(new, WEIGHED_AGAIN)])


BAG_500 = {"bag": {"volume_ml": "500", "diluent": "sodium chloride 0.9%"}}
WITHIN_5 = {"rounding": {"whole_vials_within_percent": "5"}}
FROM_5 = {"weights": {"caution_from_percent": "5"}}
SIX_DAYS = {"visit": {"smallest_interval_days": 6}}
NO_H2 = {"h2_blocker": {"drug": "none", "reason": "none is stocked"}}

# code: (what is looked at, a course in which it appears, the neighbouring course in which it does not)
NEIGHBOURS = [
    ("weight-unusual", "just under 46 kg, or 46 kg", case(weight="45.99kg"), case(weight="46kg")),
    ("weight-unusual", "just over 93 kg, or 93 kg", case(weight="93.01kg"), case(weight="93kg")),
    ("weight-ratio", "2.0 times", again("46kg", "92kg"), again("46kg", "91.99kg")),
    ("weight-ratio", "2.4 times", again("46kg", "110.4kg"), again("46kg", "110.41kg")),
    ("weight-ratio", "0.49 times", again("100kg", "49kg"), again("100kg", "49.01kg")),
    ("weight-ratio", "0.42 times", again("100kg", "42kg"), again("100kg", "41.99kg")),
    ("weight-changed", "10% down, or less", again("72.5kg", "65.25kg"), again("72.5kg", "65.26kg")),
    ("weight-changed", "10% up, or less", again("72.5kg", "79.75kg"), again("72.5kg", "79.74kg")),
    ("weight-changed", "5% down at a site that says 5%", again("70kg", "66.5kg") | {"site": FROM_5}, again("70kg", "66.51kg") | {"site": FROM_5}),
    ("weight-changed", "5% up, at a site that says 5% or 10%", again("70kg", "73.5kg") | {"site": FROM_5}, again("70kg", "73.5kg")),
    ("weight-date-missing", "no day, or one", case(weighed=None), case()),
    ("weigh-before-cycle-2", "two cycles, or one", case(), case(cycles=1)),
    (
        "weigh-before-cycle-2",
        "weighed the day before C1D22, or on it",
        case(changes=[plans.reweigh("72kg", "2027-01-24")]),
        case(changes=[plans.reweigh("72kg", "2027-01-25")]),
    ),
    (
        "weigh-before-cycle-2",
        "weighed on the day C1D22 left, or on the day it has now",
        case(changes=[plans.move("C1D22", "2027-02-01"), plans.reweigh("72kg", "2027-01-31")]),
        case(changes=[plans.move("C1D22", "2027-02-01"), plans.reweigh("72kg", "2027-02-01")]),
    ),
    ("weigh-before-cycle-2", "cycle 2, or none of it left", case(), case(changes=[plans.stop("C2D1")])),
    ("bag-prepared", "the day before C1D8, or two", case(changes=[plans.reweigh("70kg", "2027-01-10")]), case(changes=[plans.reweigh("70kg", "2027-01-09")])),
    ("bag-prepared", "on C1D8, or the day after", case(changes=[plans.reweigh("70kg", "2027-01-11")]), case(changes=[plans.reweigh("70kg", "2027-01-12")])),
    ("bag-prepared", "another weight, or the same", case(changes=[plans.reweigh("72.4kg", "2027-01-10")]), case(changes=[plans.reweigh("72.5kg", "2027-01-10")])),
    (
        "bag-prepared",
        "the day it was entered counts, not the day it was measured",
        case(changes=[plans.reweigh("70kg", "2027-01-06", when="2027-01-10")]),
        case(changes=[plans.reweigh("70kg", "2027-01-06", when="2027-01-07")]),
    ),
    (
        "bag-prepared",
        "the weight planned yesterday, though the dose before it was made by the new one",
        case(changes=[plans.reweigh("70kg", "2027-01-06"), plans.reweigh("72.5kg", "2027-01-10")]),
        case(changes=[plans.reweigh("72.5kg", "2027-01-06"), plans.reweigh("72.5kg", "2027-01-10")]),
    ),
    ("drug-share", "above 7.44 mg/mL, or not: 93.1 mL are 7.448", case(weight="93.05kg"), case(weight="93.04kg")),
    ("drug-share", "in 500 mL: 186.1 mL are 7.444 mg/mL", case(weight="186.05kg", site=BAG_500), case(weight="186.04kg", site=BAG_500)),
    ("whole-vials-too-far", "5% of 454 mg hold no total, of 480 mg do", case(weight="22.7kg", site=WITHIN_5), case(weight="24kg", site=WITHIN_5)),
    ("whole-vials-too-far", "asked for, or not", case(weight="22.7kg", site=WITHIN_5), case(weight="22.7kg")),
    ("h2-not-marketed", "ranitidine, or famotidine", case(), case(site={"h2_blocker": {"drug": "famotidine"}})),
    ("h2-not-marketed", "ranitidine, or none", case(), case(site=NO_H2)),
    ("h2-omitted", "none, or ranitidine", case(site=NO_H2), case()),
    ("label-rates-twice", "the label's rates, or none", case(site=plans.LABEL_RATES), case()),
    ("washout-inside", "13 days, or 14", case(entry={"last_chemotherapy": "2026-12-22"}), case(entry={"last_chemotherapy": "2026-12-21"})),
    ("washout-on-limit", "14 days, or 15", case(entry={"last_chemotherapy": "2026-12-21"}), case(entry={"last_chemotherapy": "2026-12-20"})),
    (
        "interval-short",
        "six days where the site allows it, or seven",
        case(site=SIX_DAYS, changes=[plans.move("C1D8", "2027-01-10", following="keep")]),
        case(site=SIX_DAYS),
    ),
    ("interval-long", "eight days, or seven", case(changes=[plans.move("C1D8", "2027-01-12")]), case()),
    ("interval-long", "one visit omitted, or none", case(changes=[plans.omit("C2D8")]), case()),
    ("interval-long", "the last visit omitted leaves no gap", case(changes=[plans.omit("C2D8")]), case(changes=[plans.omit("C2D22")])),
    ("weekend", "Sunday, or Monday", case(start="2027-01-03"), case(start="2027-01-04")),
    ("weekend", "Saturday, or Friday", case(start="2027-01-09"), case(start="2027-01-08")),
    ("weekend", "Friday in Riyadh, or Sunday", case(start="2027-01-08", site={"country": "SA"}), case(start="2027-01-10", site={"country": "SA"})),
    ("holiday", "New Year's Day in the US, or a week later", case(start="2026-12-18", weighed=None, site={"country": "US"}), case(start="2026-12-19", weighed=None, site={"country": "US"}, cycles=1)),
    ("holiday", "Bastille Day in France, or no country set", case(start="2027-07-14", site={"country": "FR"}), case(start="2027-07-14")),
    ("long-course", "85 days, or 84, of 12.1 weeks", case(changes=[plans.move("C2D22", "2027-03-30")]), case(changes=[plans.move("C2D22", "2027-03-29")])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "with_it", "without_it"), [(n[0], *n[2:]) for n in NEIGHBOURS], ids=[f"{n[0]}: {n[1]}" for n in NEIGHBOURS]
)
def test_a_finding_appears_on_its_side_of_the_limit_and_not_on_the_other(code, with_it, without_it):
    told = plans.found(plans.make_plan(**with_it), code)
    assert told
    assert {finding.severity for finding in told} == {SEVERITY[code]}
    assert plans.found(plans.make_plan(**without_it), code) == []


@pytest.mark.parametrize("code", ["trial-terminated", "twice-label-dose", "label-stability", "entry-facts"])
def test_what_is_always_said_is_said_once(code):
    (told,) = plans.found(plans.make_plan(), code)
    assert (told.severity, told.visit) == (SEVERITY[code], None)


def test_every_finding_of_the_checks_is_tried_here():
    modules = [import_module(f"{checks.__name__}.{module.name}") for module in pkgutil.iter_modules(checks.__path__)]
    said = "".join(inspect.getsource(module) for module in modules)
    written = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', said)) - {"volume-step", "whole-vials"}
    assert written | {"weekend", "holiday"} == set(SEVERITY)  # those two are named in workdays


@pytest.mark.parametrize(
    ("weight", "site", "refused"),
    [
        ("249.94kg", None, False),  # 249.9 mL
        ("249.95kg", None, True),  # 249.95 lies between 249.9 and 250.0: up
        ("249.49kg", {"rounding": {"volume_step_ml": "1"}}, False),
        ("249.5kg", {"rounding": {"volume_step_ml": "1"}}, True),
        ("249.95kg", BAG_500, False),
        ("499.94kg", BAG_500, False),
        ("499.95kg", BAG_500, True),
        ("1450kg", None, True),
        ("999999kg", None, True),
    ],
)
def test_a_dose_that_would_fill_the_bag_is_refused(weight, site, refused):
    if not refused:
        plans.make_plan(site, weight=weight)
        return
    refusal = plans.refusal(site, weight=weight)
    assert refusal.exit_code == 3
    assert [(finding.code, finding.severity, finding.visit) for finding in refusal.findings] == [("bag-full", "refuse", "C1D1")]


def test_a_weight_in_pounds_by_mistake_is_refused_for_a_profile_in_mg_per_hour_as_well():
    steps = [{"rate": "10"}]
    profile = {"name": "own", "basis": "mg_per_hour", "bag_ml": "250", "first": steps, "second": steps, "later": steps}
    assert plans.refusal({"infusion": {"profile": "own", "profiles": [profile]}}, weight="30000kg").exit_code == 3


def test_a_weight_outside_the_trial_is_printed_with_its_other_reading():
    (told,) = plans.found(plans.make_plan(weight="160kg"), "weight-unusual")
    assert told.message == "160\u00a0kg is outside 46 to 93\u00a0kg, the weights in the trial; if this was pounds, 72.6\u00a0kg."


def test_a_dose_over_half_the_bag_says_so_instead_of_its_concentration():
    (half,) = plans.found(plans.make_plan(weight="125kg"), "drug-share")
    assert "10\u00a0mg/mL" in half.message
    (more,) = plans.found(plans.make_plan(weight="125.1kg"), "drug-share")
    assert more.message == "The drug, 125.1\u00a0mL, fills more than half of the 250\u00a0mL bag, from C1D1 on."


def test_facts_that_nobody_gave_are_named_in_one_finding():
    (told,) = plans.found(plans.make_plan(born="1990-01-01", entry={"transplant": "none"}), "entry-facts")
    assert told.message.startswith(
        "Not given: last immunotherapy, last investigational agent, last chemotherapy and "
        "last immunosuppression for graft versus host disease. 7 entry criteria of the record cannot be checked"
    )
    facts = dict.fromkeys(
        ("last_immunotherapy", "last_investigational", "last_chemotherapy", "transplant", "gvhd_immunosuppression"), "none"
    )
    (all_given,) = plans.found(plans.make_plan(born="1990-01-01", entry=facts), "entry-facts")
    assert all_given.message.startswith("7 entry criteria")


def test_a_first_visit_before_the_day_of_issue_is_noted_and_on_that_day_it_is_not():
    def told(day: int) -> list[str]:
        return [
            finding.code
            for finding in plans.make_release(issued=datetime(2027, 1, day, 0, 30, tzinfo=UTC)).findings
            if "past" in finding.code
        ]

    assert told(4) == []
    assert told(5) == ["past-start"]


def test_a_weekend_visit_names_the_working_days_beside_it_where_a_country_is_set():
    # 3 January 2027 is a Sunday and New Year's Day was the Friday before it.
    told = plans.found(plans.make_plan({"country": "US"}, start="2027-01-03", cycles=1), "weekend")[0]
    assert told.message == (
        "C1D1 is on a weekend day, Sunday 3 January 2027. Nearest working days: Thursday 31 December 2026 (10 days before C1D8), "
        "and Monday 4 January 2027 (6 days before C1D8). Nothing was moved."
    )
    assert plans.visit(plans.make_plan({"country": "US"}, start="2027-01-03"), "C1D1").status == "planned"


def test_findings_stand_with_the_most_severe_first():
    severities = [finding.severity for finding in plans.make_plan(weight="160kg", weighed=None).findings]
    assert severities == sorted(severities, key=["refuse", "caution", "undetermined", "note"].index)


def test_vial_rounding_that_a_later_site_asks_for_is_not_held_against_earlier_visits():
    # 22.7 kg, 454 mg: no whole-vial total within 5%. The new site is in force from C1D15 on.
    plan = plans.make_plan(weight="22.7kg", changes=[plans.resite(WITHIN_5, when="2027-01-18")])
    assert [told.visit for told in plans.found(plan, "whole-vials-too-far")] == ["C1D15"]
