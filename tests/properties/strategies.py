"""What the properties are tried on: every regimen, weight, day, site option, outcome and change that the inputs allow."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dosing.findings import InputError, Refused
from dosing.formats.shipped import newest_regimen, regimen_ids
from dosing.inputs.regimen import DrugRule, Regimen, SlotRule
from tests import plans

# The same examples on every machine and in every run, so that a failure of the gate is a failure of the change.
_SETTINGS: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
MANY = settings(max_examples=100, **_SETTINGS)
SOME = settings(max_examples=40, **_SETTINGS)
FEW = settings(max_examples=8, **_SETTINGS)  # where one example writes files of several patients

LEAST_KG, MOST_KG = Decimal("22.70"), Decimal("124.94")  # what the weight bound and half of a 250 mL bag leave at 20 mg/kg
COMPARED = "2016-12-01"  # before the earliest start, so that no comparison is ahead of its plan


def weights(least: Decimal = LEAST_KG, most: Decimal = MOST_KG) -> st.SearchStrategy[str]:
    """Body weights with two decimals, as they are typed."""
    return st.integers(int(least * 100), int(most * 100)).map(lambda hundredths: f"{Decimal(hundredths) / 100}kg")


def pounds() -> st.SearchStrategy[str]:
    """Body weights in whole or half pounds, as they are typed: 51 lb are 23.13 kg, 275 lb are 124.74 kg."""
    return st.integers(102, 550).map(lambda halves: f"{Decimal(halves) / 2}lb")


def starts() -> st.SearchStrategy[date]:
    """Every day on which a course may start."""
    return st.dates(date(2017, 1, 1), date(2099, 12, 31))


def clocks() -> st.SearchStrategy[str]:
    """Times of day that exist once on every day in the zones below."""
    return st.one_of(st.integers(0, 59), st.integers(4 * 60, 24 * 60 - 1)).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")


def zones() -> st.SearchStrategy[str]:
    """Zones with and without clock changes, and with odd offsets."""
    return st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC"])


def regimens() -> st.SearchStrategy[str]:
    """Every regimen that is shipped."""
    return st.sampled_from(regimen_ids())


def decimals(least: Decimal | str, most: Decimal | str, places: int) -> st.SearchStrategy[str]:
    """Decimals between two limits, as text."""
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False).map(lambda number: format(number, "f"))


def issued_after(course: dict[str, Any]) -> datetime:
    """A moment of issue at which every weight of a course is measured and every change made."""
    days = [course.get("weighed") or course["start"], *(change["when"] for change in course.get("changes", []))]
    return datetime.combine(date.fromisoformat(max(days)), datetime.min.time(), UTC) + timedelta(hours=12)


# Sites


@st.composite
def premedications(draw: st.DrawFn, regimen: Regimen) -> dict[str, Any]:
    """What a site gives for each slot, over all that the regimen allows."""
    return {rule.slot: draw(_slot(rule)) for rule in regimen.slots}


@st.composite
def _slot(draw: st.DrawFn, rule: SlotRule) -> dict[str, Any]:
    drugs = [each.drug for each in rule.drugs] + ([] if rule.needed else ["none"])
    drug = draw(st.sampled_from(drugs))
    found = rule.rule(drug)
    if found is None:
        return {"drug": drug, "reason": "none is stocked"}
    if drug == rule.unless_decided and draw(st.booleans()):
        return {
            "minutes_before": draw(st.integers(found.least_minutes_before, found.most_minutes_before))
        }  # and the dose as it is, by age too
    return {"drug": drug, **draw(_given(found))}


@st.composite
def _given(draw: st.DrawFn, rule: DrugRule) -> dict[str, Any]:
    route = draw(st.sampled_from(rule.routes))
    given: dict[str, Any] = {
        "dose_mg": draw(_dose(rule)),
        "route": route,
        "minutes_before": draw(st.integers(rule.least_minutes_before, rule.most_minutes_before)),
    }
    if rule.forms and route == "intravenous":
        given["form"] = draw(st.sampled_from(rule.forms))
    if rule.least_give_over_minutes is not None and rule.most_give_over_minutes is not None:
        given["give_over_minutes"] = draw(st.integers(rule.least_give_over_minutes, rule.most_give_over_minutes))
    if rule.least_mg_per_minute is not None and rule.most_mg_per_minute is not None:
        given["most_mg_per_minute"] = draw(decimals(rule.least_mg_per_minute, rule.most_mg_per_minute, 2))
    if draw(st.booleans()):
        given |= {"from_age_years": draw(st.integers(18, 90)), "dose_from_age_mg": draw(_dose(rule))}
    return given


def _dose(rule: DrugRule) -> st.SearchStrategy[str]:
    if rule.least_mg is not None and rule.most_mg is not None:
        return decimals(rule.least_mg, rule.most_mg, 1)
    return st.sampled_from([format(dose, "f") for dose in rule.doses_mg])


@st.composite
def rate_steps(draw: st.DrawFn, start: str, most: str) -> list[dict[str, Any]]:
    """Steps of a rate table, the first at most `start`; the last one empties the bag."""
    first = draw(decimals("20", start, 1))
    more = draw(st.lists(decimals("20", most, 1), max_size=4))
    rates = [first, *more]
    return [{"rate": rate, "minutes": draw(st.integers(1, 240))} for rate in rates[:-1]] + [{"rate": rates[-1]}]


# The first rate and every later one: within the limits of each part mostly, close to them, or far beyond.
CAREFUL = {"first": ("25", "75"), "second": ("50", "133"), "later": ("200", "200")}
BOLD = {"first": ("25", "150"), "second": ("50", "200"), "later": ("200", "200")}
BEYOND = {"first": ("900", "900"), "second": ("900", "900"), "later": ("900", "900")}


@st.composite
def _bag_steps(draw: st.DrawFn, speeds: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return {part: draw(rate_steps(*speeds[part])) for part in ("first", "second", "later")}


@st.composite
def infusions(draw: st.DrawFn, regimen: Regimen, bag: str, count: int) -> dict[str, Any]:
    """No profile, the label's where the regimen may follow it, or an order in mL/h or mg/h, with or without a cap, a reason, a second bag."""
    again = {"first_again_after_days": draw(st.integers(0, 28))}
    kinds = ["none", "order", "order", "protocol"] + (["label"] if "label" in regimen.rates.follow and bag == "250" else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "none":
        return again
    compared = {**again, "compared_by": "AB", "compared_on": COMPARED}
    if kind == "label":
        return {**compared, "profile": "label-250ml"}
    basis = draw(st.sampled_from(["ml_per_hour", "ml_per_hour", "mg_per_hour"]))
    beyond = kind == "order" and (basis == "mg_per_hour" or draw(st.booleans()))
    speeds = BEYOND if beyond else draw(st.sampled_from([CAREFUL, BOLD]))
    own = {"name": "own", "follows": kind, "reference": "order 14", "basis": basis, "bag_ml": bag, **draw(_bag_steps(speeds))}
    if beyond:
        own["beyond_limits"] = "asked for by the prescriber"
    if cap := draw(st.none() | decimals("100", "2000", 1)):
        own["cap_mg_per_hour"] = cap
    if count == 2 and draw(st.booleans()):
        own["second_bag"] = draw(_bag_steps(speeds))
    return {**compared, "profile": "own", "profiles": [own]}


@st.composite
def bags(draw: st.DrawFn) -> dict[str, Any]:
    """One bag, a large one, or two; half of it for the drug, or more with the data that it rests on."""
    volume, count = draw(st.sampled_from([("250", 1), ("250", 2), ("500", 1)]))
    share = draw(st.sampled_from(["50", "50", "75", "90"]))
    made: dict[str, Any] = {"volume_ml": volume, "count": count, "diluent": draw(st.sampled_from(["sodium chloride 0.9%", "dextrose 5%"]))}
    return made if share == "50" else {**made, "most_share_percent": share, "share_reference": "stability report 7"}


@st.composite
def sites(draw: st.DrawFn, regimen: str = "islay") -> dict[str, Any]:
    """A site file over the whole range of what a site may set under a regimen."""
    rules = newest_regimen(regimen)
    bag = draw(bags())
    vials = draw(st.lists(st.sampled_from(rules.vials), min_size=1, unique_by=lambda vial: vial.strength_mg))
    within = draw(st.sampled_from([None, "5", "10"]))
    reviews = [{"regimen": regimen, "revision": rules.revision, "by": "CD", "on": COMPARED}] if draw(st.booleans()) else []
    return {
        "premedications": draw(premedications(rules)),
        "vials": [{"strength_mg": format(vial.strength_mg, "f"), "volume_ml": format(vial.volume_ml, "f")} for vial in vials],
        "bag": bag,
        "rounding": {
            "volume_step_ml": draw(st.sampled_from(["0.1", "0.2", "0.5", "1"])),
            **({"whole_vials_within_percent": within} if within else {}),
        },
        "weights": {
            "counts_from_percent": draw(st.sampled_from(["0", "5", "10"])),
            "caution_from_percent": draw(st.sampled_from(["5", "10"])),
            "oldest_on_day_1_days": draw(st.integers(1, 14)),
            "oldest_days": draw(st.integers(1, 28)),
        },
        "visit": {
            "check_in_minutes": draw(st.integers(0, 240)),
            "length_minutes": draw(st.integers(60, 1440)),
            "smallest_interval_days": draw(st.integers(5, 7)),
        },
        "infusion": draw(infusions(rules, bag["volume_ml"], bag["count"])),
        "reviews": reviews,
    }


# Courses and their changes


@st.composite
def courses(draw: st.DrawFn, regimen: str = "islay") -> dict[str, Any]:
    """A course without changes: weight, start, birth date, cycles, and often a time in a zone."""
    start = draw(starts())
    cycles = draw(st.sampled_from([1, 2, 2] if regimen == "islay" else [1, 2, 3, 4]))
    born = date(start.year - draw(st.integers(19, 99)), draw(st.integers(1, 12)), draw(st.integers(1, 28)))
    values: dict[str, Any] = {"regimen": regimen, "start": start.isoformat(), "cycles": cycles, "born": born.isoformat()}
    values["weight"] = draw(weights() | pounds())
    values["weighed"] = (start - timedelta(days=draw(st.integers(0, 30)))).isoformat()
    if draw(st.booleans()):
        values |= {"time": draw(clocks()), "time_zone": draw(zones())}
    return values


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A site and a course of one regimen, any of those that are shipped."""
    regimen = draw(regimens())
    return draw(sites(regimen)), draw(courses(regimen))


def visit_days(course: dict[str, Any], more: int = 0) -> dict[str, date]:
    """The scheduled day of each visit of a course, and of some cycles more than it begins with."""
    rules, start = newest_regimen(course.get("regimen", "islay")), date.fromisoformat(course["start"])
    most = min(course.get("cycles", 2) + more, rules.most_cycles)
    return {f"C{cycle}D{day}": start + timedelta(days=offset) for cycle, day, offset in rules.offsets() if cycle <= most}


@st.composite
def changes(draw: st.DrawFn, course: dict[str, Any], most: int = 5) -> list[dict[str, Any]]:
    """Changes in the order of their days, most of them possible and some not."""
    made: list[dict[str, Any]] = []
    when = date.fromisoformat(course["start"])
    for _ in range(draw(st.integers(1, most))):
        when += timedelta(days=draw(st.integers(0, 12)))
        made.append(draw(_one_change(course, when)))
    return made


KINDS = [
    "move",
    "move",
    "omit",
    "stop",
    "reweigh",
    "reweigh",
    "retime",
    "extend",
    "correct",
    "resite",
    "undo",
    "outcome",
    "outcome",
    "outcome",
]


@st.composite
def _one_change(draw: st.DrawFn, course: dict[str, Any], when: date) -> dict[str, Any]:
    days = visit_days(course, more=1)
    name = draw(st.sampled_from(sorted(days)))
    kind = draw(st.sampled_from(KINDS))
    if kind == "outcome":
        over = [each for each, day in days.items() if day <= when]
        return draw(outcomes(draw(st.sampled_from(over or [name])), when))
    if kind == "move":
        to = max(when, days[name] + timedelta(days=draw(st.integers(-1, 21))))
        return plans.move(name, to, when, following=draw(st.sampled_from(["shift", "keep"])), not_given=draw(st.booleans()))
    if kind == "omit":
        return plans.omit(name, when, not_given=draw(st.booleans()))
    if kind == "stop":
        return plans.stop(name, when)
    if kind == "reweigh":
        return plans.reweigh(draw(weights(Decimal(60), Decimal(80))), when - timedelta(days=draw(st.integers(0, 3))), when)
    if kind == "retime":
        return plans.retime(name, draw(clocks()), when)
    if kind == "extend":
        return plans.extend(when)
    if kind == "correct":
        start = date.fromisoformat(course["start"])
        wrong = draw(st.sampled_from(["weight", "start"]))
        moved = (start + timedelta(days=draw(st.integers(0, 9)))).isoformat()
        return plans.correct(when, **({"weight": draw(weights())} if wrong == "weight" else {"start": moved}))
    if kind == "resite":
        regimen = course.get("regimen", "islay")
        return plans.change("resite", when, site=plans.make_site(draw(sites(regimen)), regimen))
    return plans.undo(when)


@st.composite
def outcomes(draw: st.DrawFn, name: str, when: date) -> dict[str, Any]:
    """What was given at a visit: mostly all of it, or a part, or with a reaction, or nothing."""
    given = draw(st.sampled_from(["full", "full", "full", "part", "reaction", "nothing"]))
    if given == "part":
        return plans.outcome(name, when, given_ml=draw(decimals("0.1", "250", 1)))
    if given == "reaction":
        grade = draw(st.sampled_from(["1", "2", "3", "4", "5"]))
        return plans.outcome(name, when, reaction=grade, **draw(st.sampled_from([{"in_full": True}, {"given_ml": "40"}, {}])))
    return plans.outcome(name, when, **({"not_given": True} if given == "nothing" else {"in_full": True}))


@st.composite
def given_courses(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A site and a course of which the outcomes of the first visits are recorded, each on its scheduled day, most of them in full."""
    site, course = draw(cases())
    days = list(visit_days(course).items())
    recorded = days[: draw(st.integers(0, 6))]
    return site, {**course, "changes": [draw(outcomes(name, day)) for name, day in recorded]}


MOST = 6  # changes of one course


def possible(draw: st.DataObject, site: dict[str, Any], course: dict[str, Any]) -> dict[str, Any]:
    """The course with those of some drawn changes that are possible one after the other."""
    course = {"time": "10:00", "time_zone": "Europe/Paris", **course, "changes": []}
    for change in draw.draw(changes(course, most=MOST)):
        longer = {**course, "changes": [*course["changes"], change]}
        try:
            plans.make_plan(site, **longer)
        except (InputError, Refused):
            continue
        course = longer
    return course
