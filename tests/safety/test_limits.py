"""Every limit that a model, a site file or a regimen states is enforced: a value at it is taken, one step past it is stopped.

Which limits there are is found by walking the models, the modules' constants and the shipped regimens. A new one without its pair fails here.
"""

from pathlib import Path
from typing import Any

import pytest
from annotated_types import MinLen
from pydantic import TypeAdapter, ValidationError

from dosing.document import plain_value
from dosing.findings import InputError
from dosing.formats.shipped import newest_regimen
from dosing.inputs.changes import VERBS
from dosing.inputs.course import Course
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import build
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from tests import plans
from tests.safety.declared import Declared, declared, put, values

pytestmark = pytest.mark.filterwarnings("error")

# What stands in a file, once with every value that has a limit.

STEPS = [{"rate": "25", "minutes": 60}, {"rate": "50"}]
BAG_STEPS = {"first": STEPS, "second": STEPS, "later": STEPS}
PROFILE = {"name": "own", "follows": "order", "reference": "order 14", "basis": "ml_per_hour", "bag_ml": "250", **BAG_STEPS}
SITE: dict[str, Any] = {
    "premedications": {
        "antihistamine": {"product_mg": "50", "product_ml": "1", "dilute_to_ml": "50"},
        "h2_blocker": {"drug": "none", "reason": "none is stocked"},
    },
    "bag": {"volume_ml": "250", "count": 1, "most_share_percent": "60", "share_reference": "stability report 7"},
    "rounding": {"volume_step_ml": "0.1", "whole_vials_within_percent": "5"},
    "weights": {"counts_from_percent": "5", "caution_from_percent": "5", "oldest_on_day_1_days": 7, "oldest_days": 28},
    "visit": {"check_in_minutes": 15, "length_minutes": 300, "smallest_interval_days": 7},
    "infusion": {
        "compared_by": "AB",
        "compared_on": "2026-12-01",
        "first_again_after_days": 7,
        "profiles": [PROFILE | {"cap_mg_per_hour": "900", "second_bag": BAG_STEPS, "beyond_limits": "as tolerated before"}],
    },
    "reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}],
    "reaction_rule": "stop and call",
    "when_to_call": ["you bleed"],
    "fever_from": "38 °C",
}
VALUES_OF_A_LETTERHEAD = ("name", "address", "day_phone", "night_phone", "emergency_phone", "visit_place")
LETTERHEAD = dict.fromkeys(VALUES_OF_A_LETTERHEAD, "x")
ZEROES = "0" * 64
CHECK: dict[str, Any] = {
    "revision": 1, "by": "CD", "on": "2027-01-03", "fingerprint": ZEROES, "visits": ["C1D1"], "born": "1990-01-04", "mg_per_kg": "20",
    "doses": [{"visits": ["C1D1"], "weight": "72.5kg", "weighed": "2027-01-02", "mg": "1450", "volume": "72.5"}], "contents": {"C1D1": ZEROES},
}  # fmt: skip
COURSE: dict[str, Any] = {
    "weighed": None,
    "label": "x",
    "born": "1990-01-04",
    "protocol_reference": "x",
    "prepared_by": "AB",
    "engine": "x",
    "checks": [CHECK],
}
STORED = {"fingerprint": ZEROES, "engine": "x"}
CHANGES: dict[str, dict[str, Any]] = {
    "outcome": plans.outcome("C1D1", "2027-01-04"), "move": plans.move("C1D15", "2027-01-25"), "omit": plans.omit("C1D15"), "stop": plans.stop("C2D8"),
    "reweigh": plans.reweigh("70kg", "2027-01-18"), "retime": plans.retime("C1D8", "14:00"), "extend": plans.extend(),
    "correct": plans.correct(weight="70kg", weighed="2027-01-02", start="2027-01-04", born="1990-01-04"),
    "resite": plans.change("resite", "2027-01-04", site=plans.make_site()), "rebase": plans.change("rebase", "2027-01-04"), "undo": plans.undo(),
}  # fmt: skip

REGIMEN = plain_value(newest_regimen("islay"))
REGIMEN["words"] |= {"patient": ["x"], "two_bags": "x", "trial_label": "x"}

# A bag whose drug may fill half of it names no data, and one that may fill more does.
BESIDE = (("bag.most_share_percent", "50", "bag.share_reference", None),)
# A day of birth or of the first weight lies before the start, so that the years after the last start are out of its reach in a course.
ALONE = ("Course.born", "Course.weighed")


def site_of(raw: dict[str, Any]) -> Any:
    return plans.make_site(raw)


def whole_site(raw: dict[str, Any]) -> Any:
    return build(Site, raw, "", under="site")


def course_of(raw: dict[str, Any]) -> Any:
    return plans.make_course(**raw)


def typed(raw: dict[str, Any]) -> dict[str, Any]:
    """A body weight as a course file holds it: with its unit."""
    held = {**raw}
    if "weight_kg" in held:
        held["weight"] = f"{held.pop('weight_kg')}kg"
    return held


def read(each: Declared, value: Any) -> Any:
    """Read a whole file or form in which one value stands. Raises InputError where it is stopped."""
    if each.name in ALONE:
        return TypeAdapter(Course.model_fields[each.path].annotation).validate_python(value)
    if each.model == "Site" and each.path.startswith("sources"):
        return whole_site(put(plain_value(plans.make_site(SITE)), each.path, value))
    if each.model == "Site":
        raw = put(SITE, each.path, value)
        beside = next((held for path, at, *held in BESIDE if (path, at) == (each.path, value)), None)
        return site_of(put(raw, *beside) if beside else raw)
    if each.model == "Letterhead":
        return build(Letterhead, put(LETTERHEAD, each.path, value), "")
    if each.model == "Course":
        return course_of(typed(put({**COURSE, "weight_kg": "72.5"}, each.path, value)))
    if each.model == "Regimen":
        return build(Regimen, put(REGIMEN, each.path, value), "")
    kind = each.model.lower()
    raw = {**CHANGES[kind], **STORED}
    if "weight" in each.path:
        raw = {**raw, "values": {**raw["values"], "weight": f"{value}kg"}} if kind == "correct" else {**raw, "weight": f"{value}kg"}
    else:
        raw = put(raw, each.path, value)
    return course_of({"changes": [raw], **STORED})


EVERY = [
    *declared(Site), *declared(Letterhead), *declared(Course), *declared(Regimen),
    *(each for verb in VERBS.values() for each in declared(verb, apart=(Site,))),
]  # fmt: skip
NUMBERS = [each for each in EVERY if not isinstance(each.limit, MinLen)]
LISTS = [each for each in EVERY if isinstance(each.limit, MinLen)]


def taken(each: Declared, value: Any) -> bool:
    try:
        read(each, value)
    except (InputError, ValidationError):
        return False
    return True


@pytest.mark.hazard("H-12")
@pytest.mark.parametrize("limit", NUMBERS, ids=lambda each: each.name)
def test_a_value_at_its_limit_is_taken_and_one_step_past_it_is_stopped(limit):
    at, past = values(limit.limit, limit.kind)
    assert [value for value in at if not taken(limit, value)] == []
    assert [value for value in past if taken(limit, value)] == []


@pytest.mark.parametrize("limit", LISTS, ids=lambda each: each.name)
def test_a_list_that_may_not_be_empty_is_refused_where_it_is(limit):
    assert not taken(limit, [])


# One line a limit. A new one is added here by hand, and one that is gone or was widened is seen in review.
KNOWN = Path(__file__).with_name("limits.txt").read_text(encoding="utf-8").splitlines()


def test_the_limits_are_those_that_are_written_down():
    assert sorted(each.said for each in EVERY) == KNOWN
