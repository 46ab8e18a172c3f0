"""Every finding: a case in which it appears and its neighbour in which it does not, each limit worked by hand."""

import inspect
import pkgutil
import re
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from dosing.findings import Refused
from dosing.formats.shipped import newest_regimen, regimen_ids
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
    "weight-old": "caution",
    "weight-before-birth": "refuse",
    "weight-after-issue": "refuse",
    "recorded-ahead": "refuse",
    "rates-long": "caution",
    "weigh-before-cycle": "caution",
    "born-implausible": "caution",
    "bag-prepared": "caution",
    "drug-share": "caution",
    "bag-full": "refuse",
    "whole-vials-too-far": "note",
    "h2-not-marketed": "caution",
    "premedication-omitted": "note",
    "dose-not-for-age": "caution",
    "steroid-counts-once": "caution",
    "unreviewed-data": "caution",
    "rates-fast": "caution",
    "rates-beyond-limits": "caution",
    "rates-first-again": "caution",
    "compared-old": "caution",
    "compared-future": "refuse",
    "age-under-16": "refuse",
    "age-under-18": "refuse",
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
NO_H2 = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})
FAMOTIDINE = plans.slots(h2_blocker={"drug": "famotidine"})
TWO_BAGS = {"bag": {"count": 2}}
KD, PD = "label-10-us-kd", "label-10-us-pd"


def reviewed(regimen: str, revision: int = 1) -> dict[str, Any]:
    """A site at which somebody compared every value of a regimen."""
    return {"reviews": [{"regimen": regimen, "revision": revision, "by": "CD", "on": "2026-12-01"}]}


def first_only(**course: Any) -> dict[str, Any]:
    """A course of which only C1D1 is left."""
    return {"cycles": 1, **course, "changes": [plans.stop("C1D8")]}


def first_two(moved_to: str) -> dict[str, Any]:
    """C1D1, recorded in full, and C1D8 on a day of its own; nothing after them."""
    c1d8 = [] if moved_to == "2027-01-11" else [plans.move("C1D8", moved_to)]
    return case(site=plans.ORDER_RATES, cycles=1, changes=[*c1d8, plans.stop("C1D15"), plans.outcome("C1D1", "2027-01-04")])


def steps_at(first: str, second: str = "50", later: str = "50") -> dict[str, Any]:
    """An order with a reason, whose infusions each run at one rate."""
    return plans.rates(first=[{"rate": first}], second=[{"rate": second}], later=[{"rate": later}], beyond_limits="asked for")


# Everything that was given in the first cycle, so that its last two visits have the steps of later infusions.
RECORDED = [plans.outcome(name, day) for name, day in zip(plans.NAMES[:4], plans.DAYS[:4], strict=True)]

FROM_10 = {"weights": {"counts_from_percent": "10"}}
OLD_14 = {"weights": {"oldest_on_day_1_days": 14}}
RANITIDINE = plans.slots(h2_blocker={"drug": "ranitidine"})
FORTY = {"regimen": PD, "site": plans.slots(steroid={"dose_mg": "40"})}
TWENTY = {"regimen": PD, "site": plans.slots(steroid={"dose_mg": "20"})}
LABEL_STEPS = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}

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
    # At C1D1 seven days, at the other visits 28; C1D22 is 21 days after C1D1.
    ("weight-old", "eight days old on the first day, or seven", first_only(weighed="2026-12-27"), first_only(weighed="2026-12-28")),
    ("weight-old", "where the site allows 14: 15 days, or 14", first_only(weighed="2026-12-20", site=OLD_14), first_only(weighed="2026-12-21", site=OLD_14)),
    (
        "weight-old",
        "29 days old at C1D22, moved to 31 January, or 28 on the 30th",
        case(cycles=1, changes=[plans.move("C1D22", "2027-01-31")]),
        case(cycles=1, changes=[plans.move("C1D22", "2027-01-30")]),
    ),
    (
        "weight-old",
        "22 days old at C1D22 where the site allows 21, or 21: weighed on the 3rd, or the 4th",
        case(cycles=1, weighed="2027-01-03", site={"weights": {"oldest_days": 21}}),
        case(cycles=1, weighed="2027-01-04", site={"weights": {"oldest_days": 21}}),
    ),
    ("weight-old", "no day is known of it", first_only(weighed="2026-12-27"), first_only(weighed=None)),
    (
        "weight-old",
        "the newest weight counts, though the dose stays that of the first",
        case(cycles=1, weighed="2026-12-28", changes=[plans.move("C1D22", "2027-01-26")]),
        case(cycles=1, weighed="2026-12-28", site=FROM_10, changes=[plans.move("C1D22", "2027-01-26"), plans.reweigh("72.4kg", "2027-01-20")]),
    ),
    ("born-implausible", "110 years and a day, or 110 years", case(born="1917-01-03"), case(born="1917-01-04")),
    ("weigh-before-cycle", "two cycles, or one", case(), case(cycles=1)),
    (
        "weigh-before-cycle",
        "weighed eight days before C2D1 on 1 February, or seven",
        case(changes=[plans.reweigh("72kg", "2027-01-24")]),
        case(changes=[plans.reweigh("72kg", "2027-01-25")]),
    ),
    (
        "weigh-before-cycle",
        "eight days before the day that C2D1 has now, 8 February, or seven",
        case(changes=[plans.move("C1D22", "2027-02-01"), plans.reweigh("72kg", "2027-01-31")]),
        case(changes=[plans.move("C1D22", "2027-02-01"), plans.reweigh("72kg", "2027-02-01")]),
    ),
    (
        "weigh-before-cycle",
        "where the site allows 14 days: 15 days before C2D1, or 14",
        case(site=OLD_14, changes=[plans.reweigh("72kg", "2027-01-17")]),
        case(site=OLD_14, changes=[plans.reweigh("72kg", "2027-01-18")]),
    ),
    (
        "weigh-before-cycle",
        "C2D1 alone is a day later, on 2 February, and C2D8 stays: 25 January, or the 26th",
        case(site=SIX_DAYS, changes=[plans.move("C2D1", "2027-02-02", following="keep"), plans.reweigh("72kg", "2027-01-25")]),
        case(site=SIX_DAYS, changes=[plans.move("C2D1", "2027-02-02", following="keep"), plans.reweigh("72kg", "2027-01-26")]),
    ),
    (
        "weigh-before-cycle",
        "C2D1 is omitted, and its day still counts",
        case(changes=[plans.omit("C2D1"), plans.reweigh("72kg", "2027-01-24")]),
        case(changes=[plans.omit("C2D1"), plans.reweigh("72kg", "2027-01-25")]),
    ),
    ("weigh-before-cycle", "measured in time, though entered after the day of C2D1", case(), case(changes=[plans.reweigh("72kg", "2027-01-25", when="2027-02-03")])),
    (
        "weigh-before-cycle",
        "a cycle of the label's regimen: C3D1 is on 1 March, 21 February or the 22nd",
        case(regimen=KD, cycles=3, changes=[plans.reweigh("72kg", "2027-01-25"), plans.reweigh("72kg", "2027-02-21")]),
        case(regimen=KD, cycles=3, changes=[plans.reweigh("72kg", "2027-01-25"), plans.reweigh("72kg", "2027-02-22")]),
    ),
    ("weigh-before-cycle", "cycle 2, or none of it left", case(), case(changes=[plans.stop("C2D1")])),
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
    ("drug-share", "two bags: 93.1 mL in the first of 186.1, or 93 in each", case(weight="186.05kg", site=TWO_BAGS), case(weight="186.04kg", site=TWO_BAGS)),
    ("drug-share", "said of the trial, and not of the label's regimen", case(weight="93.05kg"), case(weight="249.9kg", regimen=KD, cycles=1)),
    ("drug-share", "in 500 mL: 186.1 mL are 7.444 mg/mL", case(weight="186.05kg", site=BAG_500), case(weight="186.04kg", site=BAG_500)),
    ("whole-vials-too-far", "5% of 454 mg hold no total, of 480 mg do", case(weight="22.7kg", site=WITHIN_5), case(weight="24kg", site=WITHIN_5)),
    ("whole-vials-too-far", "asked for, or not", case(weight="22.7kg", site=WITHIN_5), case(weight="22.7kg")),
    ("h2-not-marketed", "ranitidine, or famotidine", case(), case(site=FAMOTIDINE)),
    ("h2-not-marketed", "ranitidine, or none", case(), case(site=NO_H2)),
    ("h2-not-marketed", "ranitidine by the site's choice, or what the label's regimen has unasked", case(site=RANITIDINE, regimen=KD, cycles=1), case(regimen=KD, cycles=1)),
    ("premedication-omitted", "none, or ranitidine", case(site=NO_H2), case()),
    ("steroid-counts-once", "the label's regimen, or the trial's", case(regimen=KD, cycles=1), case()),
    ("unreviewed-data", "the label's regimen, or the trial's", case(regimen=KD, cycles=1), case()),
    ("unreviewed-data", "nobody, or a pharmacist has compared it", case(regimen=KD, cycles=1), case(regimen=KD, cycles=1, site=reviewed(KD))),
    ("unreviewed-data", "another revision, or this one", case(regimen=KD, cycles=1, site=reviewed(KD, 2)), case(regimen=KD, cycles=1, site=reviewed(KD))),
    ("unreviewed-data", "the other combination, or this one", case(regimen=KD, cycles=1, site=reviewed(PD)), case(regimen=KD, cycles=1, site=reviewed(KD))),
    # The label has 40 mg, and 20 mg from 75 years: somebody born on 4 January 1952 is 75 on C1D1, 4 January 2027.
    ("dose-not-for-age", "40 mg on the 75th birthday, or a day before it", first_only(**FORTY, born="1952-01-04"), first_only(**FORTY, born="1952-01-05")),
    ("dose-not-for-age", "20 mg a day before the 75th birthday, or on it", first_only(**TWENTY, born="1952-01-05"), first_only(**TWENTY, born="1952-01-04")),
    # The label at 10 mg/kg: 150 mL an hour in 250 mL for the first infusion, 200 after it. At 20 mg/kg half of that rate is as many mg.
    ("rates-fast", "75.1 mL an hour at 20 mg/kg, or 75", case(site=steps_at("75.1")), case(site=steps_at("75"))),
    (
        "rates-fast",
        "100.1 mL an hour at the second infusion, or 100",
        case(site=steps_at("75", "100.1"), changes=RECORDED),
        case(site=steps_at("75", "100"), changes=RECORDED),
    ),
    (
        "rates-fast",
        "100.1 mL an hour at later infusions, or 100",
        case(site=steps_at("75", "100", "100.1"), changes=RECORDED),
        case(site=steps_at("75", "100", "100"), changes=RECORDED),
    ),
    ("rates-fast", "two bags hold half of the dose each: 150.1 mL an hour, or 150", case(site=steps_at("150.1") | TWO_BAGS), case(site=steps_at("150") | TWO_BAGS)),
    (
        "rates-fast",
        "the label's own dose at its own steps, whatever the rounding: 724 mg of 723.5",
        case(regimen=KD, cycles=1, weight="72.35kg", site=steps_at("150.1")),
        case(regimen=KD, cycles=1, weight="72.35kg", site=LABEL_STEPS),
    ),
    ("rates-beyond-limits", "an order with a reason, or without", case(site=plans.rates(beyond_limits="asked for")), case(site=plans.ORDER_RATES)),
    ("rates-first-again", "rates, or none planned", case(site=plans.ORDER_RATES), case()),
    ("rates-first-again", "the first visit is the first infusion", case(site=plans.ORDER_RATES, cycles=1), first_only(site=plans.ORDER_RATES)),
    ("rates-first-again", "15 days after an infusion in full, or 14", first_two("2027-01-19"), first_two("2027-01-18")),
    ("rates-first-again", "15 days after it, or the regular 7", first_two("2027-01-19"), first_two("2027-01-11")),
    ("washout-inside", "13 days, or 14", case(entry={"last_chemotherapy": "2026-12-22"}), case(entry={"last_chemotherapy": "2026-12-21"})),
    ("washout-on-limit", "14 days, or 15", case(entry={"last_chemotherapy": "2026-12-21"}), case(entry={"last_chemotherapy": "2026-12-20"})),
    (
        "interval-short",
        "six days where the site allows it, or seven",
        case(site=SIX_DAYS, changes=[plans.move("C1D8", "2027-01-10", following="keep")]),
        case(site=SIX_DAYS),
    ),
    (
        "interval-short",
        "13 days between the label's fortnightly infusions, or 14",
        case(regimen=KD, cycles=2, changes=[plans.move("C2D15", "2027-02-14")]),
        case(regimen=KD, cycles=2),
    ),
    (
        "interval-long",
        "15 days between them, or 14",
        case(regimen=KD, cycles=2, changes=[plans.move("C2D15", "2027-02-16")]),
        case(regimen=KD, cycles=2),
    ),
    (
        "interval-long",
        "C1D8 was not given, so that C1D15 is 14 days after C1D1; or was given",
        case(changes=[plans.outcome("C1D8", "2027-01-11", not_given=True)]),
        case(changes=[plans.outcome("C1D8", "2027-01-11")]),
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


def test_every_finding_of_the_checks_and_of_the_regimens_is_tried_here():
    modules = [import_module(f"{checks.__name__}.{module.name}") for module in pkgutil.iter_modules(checks.__path__)]
    written = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', "".join(inspect.getsource(module) for module in modules)))
    written -= {"volume-step", "whole-vials"}
    regimens = [newest_regimen(name) for name in regimen_ids()]
    cautions = [drug.caution for regimen in regimens for rule in regimen.slots for drug in rule.drugs if drug.caution]
    said = {each.code for regimen in regimens for each in regimen.always} | {each.code for each in cautions}
    ages = {f"age-under-{regimen.least_age_years}" for regimen in regimens}
    assert written | said | ages | {"weekend", "holiday"} == set(SEVERITY)  # those two are named in workdays


STABLE = {"most_share_percent": "90", "share_reference": "stability report 7"}

# weight, site: whether the drug is more of a bag than the site lets it be. At 20 mg in 1 mL and 20 mg/kg, 1 mL a kilogram.
HALF = [
    ("125kg", None, False),  # 125 mL, half of 250
    ("125.04kg", None, False),  # 125.0 mL
    ("125.05kg", None, True),  # lies between 125.0 and 125.1: up
    ("125.49kg", {"rounding": {"volume_step_ml": "1"}}, False),  # 125 mL
    ("125.5kg", {"rounding": {"volume_step_ml": "1"}}, True),  # 126 mL
    ("125.1kg", BAG_500, False),
    ("250.04kg", BAG_500, False),
    ("250.05kg", BAG_500, True),
    ("250.04kg", TWO_BAGS, False),  # 125 mL in each
    ("250.05kg", TWO_BAGS, True),  # 125.1 mL in the first
    ("225.04kg", {"bag": STABLE}, False),  # 225 mL, nine tenths of 250
    ("225.05kg", {"bag": STABLE}, True),
    ("150kg", {"bag": STABLE | {"most_share_percent": "60"}}, False),  # 150 mL, six tenths
    ("150.05kg", {"bag": STABLE | {"most_share_percent": "60"}}, True),
    ("249.95kg", None, True),
    ("1450kg", None, True),
    ("999999kg", None, True),
]


@pytest.mark.parametrize(("weight", "site", "refused"), HALF)
def test_a_dose_that_is_more_than_the_bags_share_is_refused(weight, site, refused):
    if not refused:
        plans.make_plan(site, weight=weight)
        return
    refusal = plans.refusal(site, weight=weight)
    assert refusal.exit_code == 3
    assert [(finding.code, finding.severity, finding.visit) for finding in refusal.findings] == [("bag-full", "refuse", "C1D1")]


def test_the_labels_regimen_fills_half_a_bag_at_twice_the_weight():
    # 10 mg/kg at 20 mg in 1 mL: half a millilitre a kilogram, so 250 kg are 125 mL.
    plans.make_plan(regimen=KD, cycles=1, weight="250kg")
    refusal = plans.refusal(regimen=KD, cycles=1, weight="250.1kg")  # 125.05 mL: up
    assert [finding.code for finding in refusal.findings] == ["bag-full"]


def test_a_weight_in_pounds_by_mistake_is_refused_for_a_profile_in_mg_per_hour_as_well():
    steps = [{"rate": "10"}]
    site = plans.rates(basis="mg_per_hour", first=steps, second=steps, later=steps)
    assert plans.refusal(site, weight="30000kg").exit_code == 3


def test_a_weight_outside_the_trial_is_printed_with_its_other_reading():
    (told,) = plans.found(plans.make_plan(BAG_500, weight="160kg"), "weight-unusual")
    assert told.message == "160\u00a0kg is outside 46 to 93\u00a0kg, the weights in the trial; if this was pounds, 72.6\u00a0kg."


def test_half_a_bag_is_a_caution_and_more_of_it_is_refused():
    (half,) = plans.found(plans.make_plan(weight="125kg"), "drug-share")
    assert "10\u00a0mg/mL" in half.message
    assert str(plans.refusal(weight="125.1kg")) == (
        "For 125.1\u00a0kg the drug, 125.1\u00a0mL, is more than half of the 250\u00a0mL bag; "
        "check the weight and its unit, or let the site decide on two bags, a larger one, or a larger share with its stability data."
    )


# Refused by the plan: measured before the birth date, or younger than the regimen takes.
WEIGHED_BEFORE_BIRTH = {"born": "2011-01-04", "weight": "46kg"}


def test_a_weight_measured_before_the_birth_date_is_refused_and_on_it_is_not():
    refused = plans.refusal(**WEIGHED_BEFORE_BIRTH, weighed="2011-01-03")
    assert [(finding.code, finding.severity) for finding in refused.findings] == [("weight-before-birth", "refuse")]
    assert plans.codes(plans.make_plan(**WEIGHED_BEFORE_BIRTH, weighed="2011-01-04")) & {"weight-before-birth", "weight-old"} == {
        "weight-old"
    }


@pytest.mark.parametrize(("regimen", "years"), [("islay", 16), (KD, 18)])
def test_the_least_age_is_that_of_the_regimen(regimen, years):
    on_the_birthday, a_day_younger = f"{2027 - years}-01-04", f"{2027 - years}-01-05"
    plans.make_plan(regimen=regimen, cycles=1, born=on_the_birthday)
    refused = plans.refusal(regimen=regimen, cycles=1, born=a_day_younger)
    assert [(finding.code, finding.severity) for finding in refused.findings] == [(f"age-under-{years}", "refuse")]


# What depends on the day of issue. The latest day on earth is that of 14 hours later.


def issued_at(day: int, month: int = 1, year: int = 2027, **made: Any) -> list[str]:
    """The codes of a course issued at noon of a day, of those that depend on it."""
    return codes_at(datetime(year, month, day, 12, tzinfo=UTC), **made)


def codes_at(issued: datetime, **made: Any) -> list[str]:
    """The same at any moment; of a course that is refused, what refuses it."""
    asked = ("weight-after-issue", "recorded-ahead", "compared-old", "compared-future", "past-start")
    try:
        found = plans.make_release(issued=issued, **made).findings
    except Refused as refused:
        found = refused.findings
    return [finding.code for finding in found if finding.code in asked]


def test_a_weight_of_a_day_that_has_begun_nowhere_yet_is_refused():
    # Measured on 2 January 2027, which begins at 10:00 UTC of the 1st where it begins first.
    assert codes_at(datetime(2027, 1, 1, 9, 59, tzinfo=UTC)) == ["weight-after-issue"]
    assert codes_at(datetime(2027, 1, 1, 10, 0, tzinfo=UTC)) == []
    later = [plans.reweigh("72kg", "2027-01-09")]
    assert codes_at(datetime(2027, 1, 8, 9, 59, tzinfo=UTC), changes=later) == ["weight-after-issue"]
    assert codes_at(datetime(2027, 1, 8, 10, 0, tzinfo=UTC), changes=later) == ["past-start"]


@pytest.mark.parametrize(
    "said",
    [
        plans.outcome("C1D8", "2027-01-11"),
        plans.outcome("C1D8", "2027-01-11", not_given=True),
        plans.omit("C1D8", "2027-01-12", not_given=True),
    ],
    ids=["given", "not given", "omitted, since it was not given"],
)
def test_what_was_given_on_a_day_that_has_begun_nowhere_yet_is_refused(said):
    day = int(said["when"][-2:])  # begins at 10:00 UTC of the day before where it begins first
    assert codes_at(datetime(2027, 1, day - 1, 9, 59, tzinfo=UTC), changes=[said]) == ["recorded-ahead"]
    assert codes_at(datetime(2027, 1, day - 1, 10, 0, tzinfo=UTC), changes=[said]) == ["past-start"]


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        ("31.25", False),  # 250 mL at 31.25 mL an hour is 8 h
        ("31.2", True),  # 8 h 0.77 min
    ],
)
def test_an_infusion_of_more_hours_than_a_bag_may_be_out_of_the_refrigerator_is_cautioned(rate, told):
    site = plans.rates(first=[{"rate": rate}], beyond_limits="as ordered")  # beyond them, since it begins at more than 25 mL an hour
    assert bool(plans.found(plans.make_plan(site), "rates-long")) is told


def test_a_comparison_is_old_after_365_days():
    # Compared on 1 December 2026; 365 days later is 1 December 2027.
    course = {"site": plans.ORDER_RATES, "start": "2027-12-20", "weighed": "2027-11-20"}
    assert issued_at(1, 12, **course) == []
    assert issued_at(2, 12, **course) == ["compared-old"]


def test_a_comparison_of_a_day_that_has_begun_nowhere_yet_is_refused():
    course = {"site": plans.ORDER_RATES, "weighed": "2026-11-20"}
    assert codes_at(datetime(2026, 11, 30, 9, 59, tzinfo=UTC), **course) == ["compared-future"]
    assert codes_at(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), **course) == []


def test_a_review_of_a_regimen_is_old_after_365_days_and_cannot_be_ahead():
    course = {"site": reviewed(KD), "regimen": KD, "cycles": 1, "weighed": "2026-11-20"}
    assert codes_at(datetime(2026, 11, 30, 9, 59, tzinfo=UTC), **course) == ["compared-future"]
    assert codes_at(datetime(2026, 11, 30, 10, 0, tzinfo=UTC), **course) == []
    course |= {"start": "2027-12-20", "weighed": "2027-11-20"}
    assert issued_at(1, 12, **course) == []
    assert issued_at(2, 12, **course) == ["compared-old"]


def test_a_review_of_another_regimen_is_no_comparison_that_could_be_old():
    assert issued_at(2, 12, site=reviewed(PD), start="2027-12-20", weighed="2027-11-20") == []


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
    severities = [finding.severity for finding in plans.make_plan(weight="100kg", weighed=None).findings]
    assert severities == sorted(severities, key=["refuse", "caution", "undetermined", "note"].index)


def test_vial_rounding_that_a_later_site_asks_for_is_not_held_against_earlier_visits():
    # 22.7 kg, 454 mg: no whole-vial total within 5%. The new site is in force from C1D15 on.
    plan = plans.make_plan(weight="22.7kg", changes=[plans.resite(WITHIN_5, when="2027-01-18")])
    assert [told.visit for told in plans.found(plan, "whole-vials-too-far")] == ["C1D15"]
