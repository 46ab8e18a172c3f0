"""A site held against its regimen: which drugs its slots take, in which doses and when, which vials, and what its rates may follow."""

from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.inputs.fitting import fit
from dosing.inputs.regimen import Regimen
from tests import plans

MEDICINES = ("steroid", "antipyretic", "h2_blocker", "antihistamine")


def problem_of(values: dict[str, Any], regimen: str = "islay") -> InputError:
    with pytest.raises(InputError) as raised:
        plans.make_site(values, regimen)
    return raised.value


def taken(values: dict[str, Any], regimen: str = "islay") -> bool:
    try:
        plans.make_site(values, regimen)
    except InputError:
        return False
    return True


FAMOTIDINE, RANITIDINE = {"drug": "famotidine"}, {"drug": "ranitidine"}
INJECTED = {"route": "intravenous", "form": "base"}

# slot, what stands beside the value, its key, what is taken, what is refused (each just inside or just outside its limit)
LIMITS: list[tuple[str, dict[str, Any], str, list[Any], list[Any]]] = [
    ("steroid", {}, "dose_mg", ["20", "40", 20], ["19.9", "20.1", "30", "39.9", "40.1", "0"]),
    ("steroid", {}, "route", ["oral"], ["intravenous", "subcutaneous", "Oral"]),  # intravenous only with its form, below
    ("antipyretic", {}, "dose_mg", ["650", "1000", "999.9"], ["649.9", "1000.1", "325"]),
    ("antipyretic", {}, "route", ["oral"], ["intravenous"]),
    ("h2_blocker", {}, "drug", ["ranitidine", "famotidine"], ["none", "cimetidine", "Ranitidine", ""]),  # none only with a reason, below
    ("h2_blocker", RANITIDINE, "dose_mg", ["50"], ["49.9", "50.1", "150"]),
    ("h2_blocker", RANITIDINE, "give_over_minutes", [5, 30], [4, 31, "5"]),
    ("h2_blocker", FAMOTIDINE, "dose_mg", ["20"], ["19.9", "20.1", "40"]),
    ("h2_blocker", FAMOTIDINE, "give_over_minutes", [2, 30], [1, 31]),
    ("h2_blocker", FAMOTIDINE, "route", ["intravenous"], ["oral"]),
    ("antihistamine", {}, "dose_mg", ["25", "50", "37.5"], ["24.9", "50.1", "500"]),
    ("antihistamine", {}, "most_mg_per_minute", ["5", "25"], ["4.9", "25.1"]),
    ("antihistamine", {}, "route", ["intravenous"], ["oral"]),
    ("steroid", {"dose_from_age_mg": "20"}, "from_age_years", [1, 75, 120], [0, 121, 75.5]),
    ("steroid", {"from_age_years": 75}, "dose_from_age_mg", ["20", "40"], ["10", "30", "40.1"]),
    *((slot, {}, "minutes_before", [15, 60], [14, 61, 0, -15, 30.5, "30"]) for slot in MEDICINES),
    ("h2_blocker", FAMOTIDINE, "minutes_before", [15, 60], [14, 61]),
    # What the pharmacy supplies: a volume only beside a strength, and only an injection is diluted.
    ("antihistamine", {}, "product_mg", ["0.1", "50", "10000"], ["0", "0.09", "10000.1"]),
    ("antihistamine", {"product_mg": "50"}, "product_ml", ["0.1", "1", "1000"], ["0", "0.09", "1000.1"]),
    ("antihistamine", {}, "product_ml", [], ["1"]),
    ("antihistamine", {}, "dilute_to_ml", ["1", "50", "1000"], ["0.9", "1000.1"]),
    ("steroid", INJECTED, "dilute_to_ml", ["50"], []),
    ("steroid", {}, "dilute_to_ml", [], ["50"]),
    ("antipyretic", {"product_mg": "160"}, "product_ml", ["5"], []),  # a liquid to swallow
    ("h2_blocker", {"drug": "none", "reason": "none is stocked"}, "product_mg", [], ["20"]),
]  # fmt: skip


@pytest.mark.parametrize(("slot", "own"), [(slot, {**beside, key: value}) for slot, beside, key, inside, _ in LIMITS for value in inside])
def test_what_lies_just_inside_a_limit_of_the_regimen_is_taken(slot, own):
    assert taken(plans.slots(**{slot: own}))


@pytest.mark.parametrize(("slot", "own"), [(slot, {**beside, key: value}) for slot, beside, key, _, outside in LIMITS for value in outside])
def test_what_lies_just_outside_a_limit_of_the_regimen_is_refused_at_its_slot(slot, own):
    assert problem_of(plans.slots(**{slot: own})).field.startswith(f"site.premedications.{slot}")


@pytest.mark.parametrize(
    ("own", "possible"),
    [
        (plans.slots(steroid=INJECTED), True),
        (plans.slots(steroid={"route": "intravenous", "form": "phosphate"}), True),
        (plans.slots(steroid={"route": "intravenous", "form": "acetate"}), False),
        (plans.slots(steroid={"route": "oral", "form": "base"}), False),
        (plans.slots(h2_blocker={"form": "base"}), False),
        (plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"}), True),
        (plans.slots(h2_blocker={"drug": "none", "reason": " "}), False),
        (plans.slots(steroid={"from_age_years": 75}), False),
        (plans.slots(steroid={"dose_from_age_mg": "20"}), False),
        (plans.slots(steroid={"dose_mg": "40", "from_age_years": 75, "dose_from_age_mg": "20"}), True),
    ],
)
def test_values_of_a_slot_have_to_fit_together(own, possible):
    assert taken(own) is possible


REFUSED = [
    # what the site says, the code, the field at which it is put right, and the whole sentence
    (
        plans.slots(antiemetic={"drug": "ondansetron"}), "no-such-slot", "site.premedications",
        "premedications holds 'antiemetic', which is no premedication of islay; write steroid, antipyretic, h2_blocker or antihistamine.",
    ),
    (
        plans.slots(antiemetic={"dose_mg": "8"}), "no-such-slot", "site.premedications",
        "premedications holds 'antiemetic', which is no premedication of islay; write steroid, antipyretic, h2_blocker or antihistamine.",
    ),
    (
        plans.slots(steroid={"drug": "prednisolone"}), "no-slot-takes-it", "site.premedications.steroid.drug",
        "premedications.steroid.drug is 'prednisolone', which this premedication does not take; write dexamethasone.",
    ),
    (
        plans.slots(h2_blocker={"drug": "cimetidine"}), "no-slot-takes-it", "site.premedications.h2_blocker.drug",
        "premedications.h2_blocker.drug is 'cimetidine', which this premedication does not take; write ranitidine or famotidine, or none with a reason.",
    ),
    (
        plans.slots(steroid={"drug": "none", "reason": "none is wanted"}), "slot-needed", "site.premedications.steroid.drug",
        "premedications.steroid.drug is none, but the regimen needs one; write dexamethasone.",
    ),
    (
        plans.slots(h2_blocker={"drug": "none"}), "reason-missing", "site.premedications.h2_blocker.reason",
        "premedications.h2_blocker is left out without a reason; write the reason, like 'none is stocked'.",
    ),
    (
        plans.slots(h2_blocker={"drug": "famotidine", "reason": "none is stocked"}), "reason-spare", "site.premedications.h2_blocker.reason",
        "premedications.h2_blocker has a reason for giving none, but one is given; leave the reason out.",
    ),
    (
        plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked", "dose_mg": "50"}), "none-with-values", "site.premedications.h2_blocker.dose_mg",
        "premedications.h2_blocker.dose_mg stands there, though nothing is given; leave it out.",
    ),
    (
        plans.slots(steroid={"dose_mg": None}), "missing", "site.premedications.steroid.dose_mg",
        "premedications.steroid.dose_mg is missing; write it.",
    ),
    (plans.slots(steroid={"route": None}), "missing", "site.premedications.steroid.route", "premedications.steroid.route is missing; write it."),
    (
        plans.slots(steroid={"minutes_before": None}), "missing", "site.premedications.steroid.minutes_before",
        "premedications.steroid.minutes_before is missing; write it.",
    ),
    (
        plans.slots(h2_blocker={"give_over_minutes": None}), "missing", "site.premedications.h2_blocker.give_over_minutes",
        "premedications.h2_blocker.give_over_minutes is missing; write it.",
    ),
    (
        plans.slots(steroid={"dilute_to_ml": "50"}), "unknown-key", "site.premedications.steroid.dilute_to_ml",
        "premedications.steroid.dilute_to_ml is not asked for dexamethasone by mouth; leave it out.",
    ),
    (
        plans.slots(antihistamine={"product_ml": "1"}), "missing", "site.premedications.antihistamine.product_mg",
        "premedications.antihistamine.product_mg is missing beside product_ml; write how many mg the product holds, or neither.",
    ),
    (
        plans.slots(steroid={"give_over_minutes": 5}), "unknown-key", "site.premedications.steroid.give_over_minutes",
        "premedications.steroid.give_over_minutes is not asked for dexamethasone; leave it out.",
    ),
    (
        plans.slots(h2_blocker={"most_mg_per_minute": "10"}), "unknown-key", "site.premedications.h2_blocker.most_mg_per_minute",
        "premedications.h2_blocker.most_mg_per_minute is not asked for ranitidine; leave it out.",
    ),
    (
        plans.slots(steroid={"dose_mg": "30"}), "not-a-choice", "site.premedications.steroid.dose_mg",
        "premedications.steroid.dose_mg is 30 mg; write 20 or 40 mg.",
    ),
    (
        plans.slots(h2_blocker={"dose_mg": "40"}), "out-of-bounds", "site.premedications.h2_blocker.dose_mg",
        "premedications.h2_blocker.dose_mg is 40 mg; only 50 mg can stand here.",
    ),
    (
        plans.slots(antipyretic={"dose_mg": "1000.1"}), "out-of-bounds", "site.premedications.antipyretic.dose_mg",
        "premedications.antipyretic.dose_mg is 1,000.1 mg; write 650 to 1,000 mg.",
    ),
    (
        plans.slots(antipyretic={"minutes_before": 61}), "out-of-bounds", "site.premedications.antipyretic.minutes_before",
        "premedications.antipyretic.minutes_before is 61 min; write 15 to 60 min.",
    ),
    (
        plans.slots(antihistamine={"most_mg_per_minute": "26"}), "out-of-bounds", "site.premedications.antihistamine.most_mg_per_minute",
        "premedications.antihistamine.most_mg_per_minute is 26 mg in a minute; write 5 to 25 mg in a minute.",
    ),
    (
        plans.slots(steroid={"from_age_years": 75}), "half-a-limit", "site.premedications.steroid.dose_from_age_mg",
        "premedications.steroid.dose_from_age_mg is missing beside the other; write an age and the dose from it on, or neither.",
    ),
    (
        plans.slots(steroid={"from_age_years": 121, "dose_from_age_mg": "20"}), "out-of-bounds", "site.premedications.steroid.from_age_years",
        "premedications.steroid.from_age_years is 121; write 1 to 120.",
    ),
    (
        plans.slots(antipyretic={"route": "intravenous"}), "not-a-choice", "site.premedications.antipyretic.route",
        "premedications.antipyretic.route is intravenous; write oral.",
    ),
    (
        plans.slots(steroid={"route": "intravenous"}), "form-missing", "site.premedications.steroid.form",
        'premedications.steroid is intravenous without its form; write form = "base" or "phosphate", since vials are labelled either way.',
    ),
    (
        plans.slots(steroid={"form": "base"}), "form-spare", "site.premedications.steroid.form",
        "premedications.steroid has a form but is given by mouth; leave form out.",
    ),
    (
        plans.slots(h2_blocker={"form": "base"}), "form-spare", "site.premedications.h2_blocker.form",
        "premedications.h2_blocker has a form but has none to state; leave form out.",
    ),
    (
        plans.slots(steroid={"route": "intravenous", "form": "acetate"}), "not-a-choice", "site.premedications.steroid.form",
        "premedications.steroid.form is 'acetate'; write \"base\" or \"phosphate\".",
    ),
    (
        {"vials": [{"strength_mg": "100", "volume_ml": "5"}, {"strength_mg": "250", "volume_ml": "12.5"}]}, "no-such-vial", "site.vials[2]",
        "vials[2] is 250 mg in 12.5 mL; write 100 mg in 5 mL or 500 mg in 25 mL, the only vials for intravenous infusion.",
    ),
    (
        {"vials": [{"strength_mg": "1400", "volume_ml": "10"}]}, "subcutaneous-vial", "site.vials[1]",
        (
            "vials[1] is 1,400 mg in 10 mL, the subcutaneous product, which must never be used here; "
            "write 100 mg in 5 mL or 500 mg in 25 mL, the vials for intravenous infusion."
        ),
    ),
    (
        {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}, "rates-follow", "site.infusion.profile",
        (
            "infusion.profile is label-250ml, which follows a label, but rate steps of islay follow an order or a protocol; "
            'choose a profile of the site\'s own with follows = "order" or "protocol".'
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("values", "code", "field", "sentence"), REFUSED, ids=[f"{each[1]}: {each[2]}" for each in REFUSED])
def test_what_the_regimen_does_not_allow_is_refused_with_what_to_write(values, code, field, sentence):
    told = problem_of(values)
    assert (told.code, told.field, told.where) == (code, field, "the site file")
    assert told.sentence.replace("\N{NO-BREAK SPACE}", " ") == sentence
    assert told.sentence.endswith(told.rest)


def test_a_slot_that_the_regimen_has_cannot_be_missing():
    site = plans.make_site()
    others = {name: own for name, own in site.premedications.items() if name != "antihistamine"}
    with pytest.raises(InputError) as raised:
        fit(default_regimen(), site.model_copy(update={"premedications": others}))
    assert (raised.value.code, raised.value.field) == ("slot-missing", "site.premedications.antihistamine")
    assert raised.value.sentence == "premedications.antihistamine is missing, and islay has it; write what is given."


def test_what_was_typed_is_answered_without_its_control_characters():
    for values in (
        plans.slots(steroid={"drug": "\x1b[2J"}),
        plans.slots(**{"\x1b[2J": {"drug": "x"}}),
        {"infusion": {"profile": "\x1b[2J"}},
    ):
        assert "\x1b" not in str(problem_of(values))


@pytest.mark.hazard("H-30")
@pytest.mark.parametrize(
    ("strength", "volume", "stocked"),
    [
        ("100", "5", True),
        ("500", "25", True),
        ("100", "4.9", False),
        ("500", "50", False),
        ("1400", "10", False),
        ("250", "12.5", False),
        ("100", "25", False),
    ],
)
def test_only_the_two_vials_of_the_regimen_can_be_stocked(strength, volume, stocked):
    assert taken({"vials": [{"strength_mg": strength, "volume_ml": volume}]}) is stocked


def following(followed: str) -> dict[str, Any]:
    return plans.rates(follows=followed, reference="14")


@pytest.mark.parametrize(("regimen", "followed"), [("islay", ["order", "protocol"]), ("label-10-us-kd", ["order", "protocol", "label"])])
def test_for_the_trials_regimen_no_profile_follows_a_label_and_for_the_labels_one_may(regimen, followed):
    assert [each for each in ("order", "protocol", "label") if taken(following(each), regimen)] == followed


def test_the_labels_own_steps_can_be_used_where_the_label_is_the_regimen():
    compared = {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}
    assert taken({"infusion": compared}, "label-10-us-pd")
    assert not taken({"infusion": compared})


def test_a_profile_that_follows_a_label_may_stand_in_a_site_that_does_not_use_it():
    assert taken({"infusion": {"profiles": [plans.ORDER_STEPS | {"follows": "label"}]}})


def test_what_needs_to_be_given_is_said_by_the_regimen():
    without = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})
    assert taken(without)
    assert problem_of(without, "label-10-us-pd").code == "slot-needed"


def test_drugs_may_have_other_limits_in_another_regimen():
    # With carfilzomib 20 mg alone; with pomalidomide 20 or 40 mg. The label has the antihistamine by mouth too.
    assert [taken(plans.slots(steroid={"dose_mg": "40"}), name) for name in ("label-10-us-kd", "label-10-us-pd")] == [False, True]
    assert [taken(plans.slots(antihistamine={"route": "oral"}), name) for name in ("islay", "label-10-us-pd")] == [False, True]


def with_lead_times(least: int, most: int) -> Regimen:
    """The label's regimen with other limits for its steroid."""
    regimen = newest_regimen("label-10-us-kd")
    steroid, *others = regimen.slots
    rule = steroid.drugs[0].model_copy(update={"least_minutes_before": least, "most_minutes_before": most})
    return regimen.model_copy(update={"slots": (steroid.model_copy(update={"drugs": (rule,)}), *others)})


def test_the_limits_are_the_regimens_and_none_of_the_programs():
    site = plans.make_site(regimen="label-10-us-kd")  # the steroid 45 min before
    fit(with_lead_times(45, 45), site)
    for least, most in ((46, 60), (15, 44)):
        with pytest.raises(InputError, match=f"is 45\u00a0min; write {least} to {most}\u00a0min"):
            fit(with_lead_times(least, most), site)


def test_a_site_that_is_put_in_force_later_is_held_against_the_regimen_too():
    site = plans.make_site({"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}, "label-10-us-kd")
    told = plans.refusal(changes=[plans.change("resite", "2027-01-18", site=site)])
    assert (told.code, told.where) == ("rates-follow", "change 1 (resite)")
