"""Limits that make or stop a plan: those that a regimen states, those that a site sets, and those that stand in the code.

Each has a pair: what is just inside, and what is one step past it. Stopped is what is refused, said as a finding, or made otherwise.
"""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import dosing
from dosing.acts.asking import Question, refuse_unreadable
from dosing.day import days_of
from dosing.findings import InputError, Refused
from dosing.formats.shipped import newest_regimen, regimen_ids
from dosing.inputs.regimen import DrugRule, RateLimits, Regimen
from dosing.inputs.site import Bag, Infusion, Profile, Rounding, Site, SlotChoice, VisitRules, Weights
from dosing.plan import Plan, build_plan
from dosing.sharing import share_vials
from tests import plans
from tests.units import SHARES, TIMED, coming

TENTH = Decimal("0.1")
BOTH = {"cycles": 1, "born": "1990-01-04"}  # what one regimen or another needs to be told


def codes(site: dict[str, Any] | None = None, *, regimen: Regimen | None = None, **course: Any) -> set[str]:
    """The codes of everything that is said of a plan, or with which it is refused."""
    try:
        if regimen is None:
            return plans.codes(plans.make_plan(site, **course))
        return plans.codes(build_plan(regimen, plans.make_site(site, regimen.id), plans.make_course(regimen=regimen.id, **course)))
    except InputError as refused:
        return {refused.code}
    except Refused as refused:
        return {each.code for each in refused.findings}


def of(plan: Plan, name: str) -> Any:
    return plans.visit(plan, name)


# 1. What a site may decide about a drug, by the regimen: every least and most of every drug of every shipped regimen.

STEP = {"mg": TENTH, "minutes_before": 1, "give_over_minutes": 1, "mg_per_minute": TENTH}
SITE_KEY = {
    "mg": "dose_mg",
    "minutes_before": "minutes_before",
    "give_over_minutes": "give_over_minutes",
    "mg_per_minute": "most_mg_per_minute",
}


def drug_limits() -> list[Any]:
    """Each limit of each drug: the regimen, its slot, the drug, the limit's name and its value."""
    return [
        pytest.param(name, rule.slot, drug, field, id=f"{name}-{rule.slot}-{drug.drug}-{field}")
        for name in regimen_ids()
        for rule in newest_regimen(name).slots
        for drug in rule.drugs
        for field in DrugRule.model_fields
        if field.startswith(("least_", "most_")) and getattr(drug, field) is not None
    ]


def chosen(drug: DrugRule, **values: Any) -> dict[str, Any]:
    """A drug as a site chooses it where the regimen lets it."""
    route = drug.unless_decided.route
    form = {"form": drug.forms[0]} if drug.forms and route == "intravenous" else {}
    return {"drug": drug.drug, "route": route, **form, **values}


def fits(regimen: str, slot: str, own: dict[str, Any]) -> bool:
    try:
        plans.make_site(plans.slots(**{slot: own}), regimen)
    except InputError:
        return False
    return True


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize(("regimen", "slot", "drug", "field"), drug_limits())
def test_a_drug_is_taken_at_each_limit_of_its_regimen_and_refused_one_step_past_it(regimen, slot, drug, field):
    side, _, what = field.partition("_")
    limit, step = getattr(drug, field), STEP[what]
    past = limit - step if side == "least" else limit + step
    assert fits(regimen, slot, chosen(drug, **{SITE_KEY[what]: written(limit)}))
    assert not fits(regimen, slot, chosen(drug, **{SITE_KEY[what]: written(past)}))


def written(number: Decimal | int) -> Any:
    return number if isinstance(number, int) else format(number, "f")


@pytest.mark.parametrize("regimen", regimen_ids())
def test_a_dose_that_is_one_of_a_few_is_none_between_them(regimen):
    for rule in newest_regimen(regimen).slots:
        for drug in rule.drugs:
            for dose in drug.doses_mg:
                assert fits(regimen, rule.slot, chosen(drug, dose_mg=written(dose)))
                assert not fits(regimen, rule.slot, chosen(drug, dose_mg=written(dose + TENTH)))
                assert not fits(regimen, rule.slot, chosen(drug, dose_mg=written(dose - TENTH)))


# 2. How fast a bag may run, by the regimen.

SLOW = [{"rate": "25", "minutes": 240}, {"rate": "75"}]  # 340 min for 250 mL, below every limit
AT_THE_LEAST = {part: plans.ORDER_STEPS[part] for part in ("first", "second", "later")}  # 200, 112.5 and 75 min for 250 mL


def rated(regimen: str, part: str, steps: list[dict[str, Any]], **limits: str) -> set[str]:
    """What is said of a plan whose steps of one part are these, at a regimen with other limits of that part if some are given."""
    rules = newest_regimen(regimen)
    if limits:
        held = rules.rates.limits(part).model_copy(update={name: Decimal(value) for name, value in limits.items()})
        rules = rules.model_copy(update={"rates": rules.rates.model_copy(update={part: held})})
    slow = dict.fromkeys(("first", "second", "later"), SLOW)
    return codes(plans.rates(**{**slow, part: steps}), regimen=rules, **BOTH)


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize("regimen", regimen_ids())
@pytest.mark.parametrize("part", ["first", "second", "later"])
def test_a_bag_runs_at_each_limit_of_its_regimen_and_no_step_past_it(regimen, part):
    limits = newest_regimen(regimen).rates.limits(part)
    start, most = limits.most_start_ml_per_hour, limits.most_ml_per_hour
    pairs = [
        ([{"rate": str(start), "minutes": 240}, {"rate": "75"}], [{"rate": str(start + TENTH), "minutes": 240}, {"rate": "75"}]),
        ([{"rate": "25", "minutes": 240}, {"rate": str(most)}], [{"rate": "25", "minutes": 240}, {"rate": str(most + TENTH)}]),
    ]
    for at, past in pairs[1:] if start * 4 > 250 else pairs:
        assert "rates-too-fast" not in rated(regimen, part, at)
        assert rated(regimen, part, past) == {"rates-too-fast"}


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize("regimen", regimen_ids())
def test_a_bag_takes_the_least_minutes_of_its_regimen_and_not_one_step_less(regimen):
    sooner = {
        "first": [{"rate": "25", "minutes": 59}, *AT_THE_LEAST["first"][1:]],
        "second": [{"rate": "50", "minutes": 29}, *AT_THE_LEAST["second"][1:]],
        "later": [{"rate": "200.1"}],  # with a most of its own that lets it run
    }
    for part, at in AT_THE_LEAST.items():
        assert "rates-too-fast" not in rated(regimen, part, at)
        assert rated(regimen, part, sooner[part], most_ml_per_hour="5000", most_start_ml_per_hour="5000") == {"rates-too-fast"}


# 3. Every other number of a regimen that is a limit, by its name.

ISLAY = newest_regimen("islay")


def first_weighed(weight: str) -> set[str]:
    return codes(weight=weight)


def last_visit(days: int) -> set[str]:
    """The last visit so many days after the first: C2D22 lies 49 days after it."""
    return codes(changes=[plans.move("C2D22", date(2027, 1, 4) + timedelta(days=days))])


# The field, how a value is tried, one at the limit, one past it, and what is then said.
REGIMEN: list[tuple[str, Callable[[Any], set[str]], Any, Any, str]] = [
    ("least_age_years", lambda born: codes(born=born), "2011-01-04", "2011-01-05", "age-under-16"),
    ("most_cycles", lambda cycles: codes(cycles=cycles), 2, 3, "no-such-cycles"),
    ("trial_weight_least_kg", first_weighed, "46kg", "45.99kg", "weight-unusual"),
    ("trial_weight_most_kg", first_weighed, "93kg", "93.01kg", "weight-unusual"),
    ("longest_follow_up_weeks", last_visit, 84, 85, "long-course"),  # 12.1 weeks are 84.7 days
    ("usual_mg_per_ml", first_weighed, "93kg", "93.1kg", "drug-share"),  # 1,860 mg in 250 mL are 7.44 mg/mL
    # 250 mL at 31.25 mL an hour take 8 h; at 31.2 they take 8 h 0.8 min.
    ("most_bag_hours", lambda rate: codes(plans.rates(first=[{"rate": "25", "minutes": 1}, {"rate": rate}])), "31.3", "31.2", "rates-long"),
]
WASHOUTS = [("last_chemotherapy", "2026-12-21"), ("last_immunotherapy", "2026-12-14"), ("last_investigational", "2026-12-14"),
            ("transplant", "2026-09-04"), ("gvhd_immunosuppression", "2026-12-28")]  # fmt: skip
OF_OTHERS = ("least_minutes", "most_start_ml_per_hour", "most_ml_per_hour")  # part 2


def limit_like(model: Any) -> list[str]:
    return [name for name in model.model_fields if any(word in name for word in ("least", "most", "longest", "usual_mg"))]


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize(("field", "tried", "at", "past", "code"), REGIMEN, ids=[each[0] for each in REGIMEN])
def test_a_plan_at_a_limit_of_the_regimen_is_made_and_one_step_past_it_is_stopped_or_said(field, tried, at, past, code):
    assert code not in tried(at)
    assert code in tried(past)


@pytest.mark.parametrize(("fact", "last"), WASHOUTS)
def test_a_washout_is_over_on_its_limit_and_a_day_before_it_is_not(fact, last):
    day = date.fromisoformat(last)  # 14, 21, 21 days, 4 months and 7 days before 4 January 2027
    assert "washout-inside" not in codes(entry={fact: last})
    assert "washout-inside" in codes(entry={fact: str(day + timedelta(days=1))})


def test_every_limit_of_a_regimen_has_its_pair():
    assert sorted(limit_like(Regimen)) == sorted(field for field, *_ in REGIMEN)
    assert {name.partition("_")[2] for name in limit_like(DrugRule)} == set(STEP)
    assert tuple(limit_like(RateLimits)) == OF_OTHERS
    assert {each.fact for each in ISLAY.washouts} == {fact for fact, _ in WASHOUTS}


# 4. What a site sets that is itself a limit.


def weights(**values: Any) -> dict[str, Any]:
    return {"weights": values}


def reweighed(weight: str, **values: Any) -> Plan:
    return plans.make_plan(weights(**values), weight="70kg", changes=[plans.reweigh(weight, "2027-01-11")])


def second(gap: int) -> Any:
    """The part of the steps of C1D8, so many days after C1D1 was given in full."""
    site = plans.rates()
    site["infusion"]["first_again_after_days"] = 7
    moved = [plans.move("C1D8", date(2027, 1, 4) + timedelta(days=gap))] if gap != 7 else []
    plan = plans.make_plan(site, changes=[*moved, plans.outcome("C1D1", "2027-01-04")])
    return of(plan, "C1D8").infusion.part


def capped(cap: str) -> str:
    """The first rate of 75 kg, 1,500 mg in 250 mL, so 6 mg/mL: 25 mL an hour are 150 mg an hour."""
    plan = plans.make_plan(plans.rates(cap_mg_per_hour=cap), weight="75kg")
    return str(of(plan, "C1D1").infusion.steps[0].rate_ml_per_hour)


def pace(most: str) -> int:
    return next(each for each in of(plans.make_plan(plans.slots(antihistamine={"most_mg_per_minute": most})), "C1D1").premedications if each.slot == "antihistamine").give_over_minutes  # fmt: skip


def aged(born: str) -> str:
    site = plans.slots(steroid={"dose_mg": "40", "from_age_years": 75, "dose_from_age_mg": "20"})
    return str(next(each for each in of(plans.make_plan(site, born=born), "C1D1").premedications if each.slot == "steroid").dose_mg)


def shared(weight: str) -> set[str]:
    return codes({"bag": {"most_share_percent": "60", "share_reference": "stability report 7"}}, weight=weight)


def to_vials(weight: str) -> str:
    site = {"rounding": {"whole_vials_within_percent": "5"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]}
    return of(plans.make_plan(site, weight=weight), "C1D1").study_drug.rounding


def moved_by(days: int) -> set[str]:
    """C1D15 at so many days after C1D8, at a site that allows 6."""
    keep = [plans.move("C1D15", date(2027, 1, 11) + timedelta(days=days), following="keep")]
    return codes({"visit": {"smallest_interval_days": 6}}, changes=keep)


def oldest(weighed: str, **values: Any) -> bool:
    return "weight-old" in codes(weights(**values), weighed=weighed)


def vials_shared(start: str) -> int:
    """How many vials fewer are opened where an hour is the limit, and the second patient comes at some time after the first at 10:00."""
    site = {**SHARES, "opened_vial_minutes": 60}
    courses = [coming(n, site, weight=kg, **{**TIMED, "time": at}) for n, kg, at in ((1, "46kg", "10:00"), (2, "29kg", start))]
    return share_vials(days_of(courses, date(2027, 1, 11)).days[0], 60).saved_vials


# The model and its field; what is tried, with a value at the limit and what comes out, and with one past it and what comes out.
IN_USE: list[tuple[type, str, Callable[[Any], Any], Any, Any, Any, Any]] = [
    (Site, "opened_vial_minutes", vials_shared, "11:00", 1, "11:01", 0),  # 4 mL that are left of the first serve the second
    (Bag, "most_share_percent", lambda weight: "bag-full" in shared(weight), "150kg", False, "150.1kg", True),  # 150 of 250 mL
    (Rounding, "whole_vials_within_percent", to_vials, "95.24kg", "whole-vials", "95.23kg", "volume-step"),  # 2,000 is 4.998% and 5.009% away
    (Weights, "counts_from_percent", lambda kg: str(of(reweighed(kg, counts_from_percent="10"), "C1D15").weight_kg), "77kg", "77", "76.99kg", "70"),
    (Weights, "caution_from_percent", lambda kg: "weight-changed" in plans.codes(reweighed(kg, caution_from_percent="10")), "76.99kg", False, "77kg", True),
    (Weights, "oldest_on_day_1_days", lambda day: oldest(day, oldest_on_day_1_days=7), "2026-12-28", False, "2026-12-27", True),
    (Weights, "oldest_days", lambda day: oldest(day, oldest_on_day_1_days=14, oldest_days=28), "2026-12-28", False, "2026-12-27", True),  # C1D22 is 21 days later
    (VisitRules, "smallest_interval_days", lambda days: "interval-too-short" in moved_by(days), 6, False, 5, True),
    (Infusion, "first_again_after_days", second, 14, "second", 15, "first"),  # 7 days of the regimen, and 7 of the site
    (Profile, "cap_mg_per_hour", capped, "150", "25", "149.9", "24.9"),
    (SlotChoice, "most_mg_per_minute", pace, "25", 1, "24.9", 2),  # 25 mg
    (SlotChoice, "from_age_years", aged, "1952-01-05", "40", "1952-01-04", "20"),  # 75 on 4 January 2027
]  # fmt: skip
# Values that are used and limit nothing else; what may stand in them is in test_limits.py.
USED = {
    Site: (
        *("time_zone", "country", "region", "premedications", "vials", "bag", "rounding", "weights", "visit", "infusion"),
        *("reviews", "reaction_rule", "when_to_call", "fever_from", "vial_supply", "sources"),
    ),
    Bag: ("volume_ml", "diluent", "count", "share_reference"),
    Rounding: ("volume_step_ml",),
    Weights: (),
    VisitRules: ("check_in_minutes", "length_minutes"),
    Infusion: ("profile", "compared_by", "compared_on", "profiles"),
    Profile: ("first", "second", "later", "name", "follows", "reference", "basis", "bag_ml", "second_bag", "beyond_limits"),
    SlotChoice: (
        *("drug", "dose_mg", "route", "minutes_before", "form", "give_over_minutes", "dose_from_age_mg"),
        *("product_mg", "product_ml", "dilute_to_ml", "reason"),
    ),
}  # fmt: skip


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize(
    ("model", "field", "tried", "at", "then", "past", "otherwise"), IN_USE, ids=[f"{each[0].__name__}.{each[1]}" for each in IN_USE]
)
def test_a_limit_that_a_site_sets_holds_at_its_value_and_one_step_past_it(model, field, tried, at, then, past, otherwise):
    assert tried(at) == then
    assert tried(past) == otherwise


@pytest.mark.parametrize("model", USED, ids=lambda each: each.__name__)
def test_every_value_of_a_site_is_a_limit_with_its_pair_or_limits_nothing(model):
    limits = [field for held, field, *_ in IN_USE if held is model]
    assert sorted([*limits, *USED[model]]) == sorted(model.model_fields)


# 5. Limits that stand in the code of the inputs and the rules, by the names of their constants.


def answered(length: int) -> str:
    """What is said of an answer to a check of so many characters."""
    try:
        refuse_unreadable(Question("mg", ("C1D1",), "", ""), f"1450{'mg':>{length - 4}}")
    except InputError as problem:
        return problem.code
    return ""


def reasons(count: int) -> set[str]:
    return codes({"when_to_call": [f"reason {number}" for number in range(count)]})


def in_mg_an_hour(rate: str) -> set[str]:
    """The second bag's rate of later infusions, in a profile that nobody uses: what no pump could run at is refused all the same."""
    return codes({"infusion": {"profiles": [plans.ORDER_STEPS | {"name": "own", "basis": "mg_per_hour", "later": [{"rate": rate}]}]}})


def compared(on: str) -> bool:
    site = plans.rates()
    site["infusion"]["compared_on"] = on
    return any(each.code == "compared-old" for each in plans.make_release(site).findings)  # issued on 3 January 2027


def for_a_week(rate: str) -> set[str]:
    """250 mL at 1.5 mL an hour take 166.7 h; 168 h are a week, which 1.4 mL an hour pass."""
    return codes(plans.rates(later=[{"rate": rate}]))


CONSTANTS: list[tuple[str, Callable[[Any], Any], Any, Any, Any, Any]] = [
    ("inputs/site.MOST_REASONS", lambda count: "too-many-reasons" in reasons(count), 6, False, 7, True),
    ("inputs/site.LEAST_MG_PER_HOUR", lambda rate: "rate-too-slow" in in_mg_an_hour(rate), "10", False, "9.9", True),
    ("inputs/kinds.MOST_DECIMALS", lambda mg: "too-many-decimals" in codes(plans.slots(antipyretic={"dose_mg": mg})), "650.000001", False, "650.0000001", True),
    ("inputs/course.LONGEST_ANSWER", answered, 40, "", 41, "too-long"),
    ("inputs/facts.LEAST_WEIGHT", lambda kg: "weight-too-low" in codes(weight=kg), "22.7kg", False, "22.69kg", True),
    ("rules/checks/entry.MOST_AGE_YEARS", lambda born: "born-implausible" in codes(born=born), "1917-01-04", False, "1917-01-03", True),
    ("rules/checks/issue.MOST_DAYS_SINCE_COMPARED", compared, "2026-01-03", False, "2026-01-02", True),
    ("rules/infusion.LONGEST_MINUTES", lambda rate: "runs-for-days" in for_a_week(rate), "1.5", False, "1.4", True),
]  # fmt: skip


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize(("name", "tried", "at", "then", "past", "otherwise"), CONSTANTS, ids=[each[0] for each in CONSTANTS])
def test_a_limit_in_the_code_holds_at_its_value_and_one_step_past_it(name, tried, at, then, past, otherwise):
    assert tried(at) == then
    assert tried(past) == otherwise


def constants() -> set[str]:
    """The names in capitals of the inputs and rules that say that they are a limit."""
    top = Path(dosing.__file__).parent
    found = set()
    for path in (*top.glob("inputs/*.py"), *top.glob("rules/**/*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            names = [
                each.id for each in targets if isinstance(each, ast.Name) and each.id.startswith(("MOST", "LEAST", "LONGEST", "SHORTEST"))
            ]
            found |= {f"{path.relative_to(top).with_suffix('').as_posix()}.{name}" for name in names}
    return found


def test_every_limit_in_the_code_has_its_pair():
    assert constants() == {name for name, *_ in CONSTANTS}
