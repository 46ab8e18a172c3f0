"""Values at their edge and sentences to the letter, where a course, a site or a regimen is read."""

from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.inputs.raw import change_from, honest, regimen_from
from tests import plans
from tests.unit.inputs.test_regimen import tables

ISLAY = default_regimen()


def of_site(values: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as raised:
        plans.make_site(values)
    return raised.value


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"country": "AU", "region": "new south wales"}, "region is 'new south wales'; write it like CA."),
        (plans.rates(name="My Profile"), "].name is 'My Profile'; write it like my-profile."),
        ({"when_to_call": [f"Reason {n}" for n in range(7)]}, "when_to_call has 7 lines; write at most 6, so that one page holds them."),
        (
            plans.slots(h2_blocker={"drug": "ranitidine", "give_over_minutes": 31}),
            "premedications.h2_blocker.give_over_minutes is 31\u00a0min; write 5 to 30\u00a0min.",
        ),
        (
            plans.slots(steroid={"dose_from_age_mg": "20"}),
            "premedications.steroid.from_age_years is missing beside the other; write an age and the dose from it on, or neither.",
        ),
    ],
)
def test_a_value_of_a_site_that_cannot_stand_is_told_what_can(values, sentence):
    assert of_site(values).sentence.endswith(sentence)


def test_too_many_reasons_to_call_are_told_at_their_field():
    told = of_site({"when_to_call": ["Fever"] * 7})
    assert (told.code, told.field) == ("too-many-reasons", "site.when_to_call")


def test_an_outcome_that_says_nothing_begins_with_its_name():
    with pytest.raises(InputError) as raised:
        change_from({"kind": "outcome", "visit": "C1D1", "by": "AB", "when": "2027-01-04"})
    assert raised.value.sentence.startswith("outcome says nothing; write ")


def test_a_change_by_itself_names_the_file_that_it_is_from():
    with pytest.raises(InputError) as raised:
        change_from({"kind": 3}, "changes.toml")
    assert raised.value.where == "changes.toml"


def test_a_correction_of_a_weight_in_pounds_says_both():
    assert "now 72.57\u00a0kg, entered as 160\u00a0lb" in change_from(plans.correct(weight="160lb")).said


def test_a_shipped_profile_with_other_values_is_the_sites_own_whatever_its_file_says():
    shipped = plans.make_site()
    [first, *others] = shipped.infusion.profiles
    other = first.model_copy(update={"reference": "steps of our own"})
    altered = shipped.model_copy(update={"infusion": shipped.infusion.model_copy(update={"profiles": (other, *others)})})
    sources = honest(altered, plans.default_values(), ISLAY).sources
    assert sources[f"infusion.profiles.{first.name}"].kind == "site"
    assert [sources[f"infusion.profiles.{each.name}"].kind for each in others] == [
        shipped.sources[f"infusion.profiles.{each.name}"].kind for each in others
    ]


# Regimens at their limits.


def test_a_dose_with_one_value_between_its_limits_is_taken():
    raw = tables()
    [slot] = [each for each in raw["slots"] if each["slot"] == "antipyretic"]
    slot["drugs"][0]["least_mg"] = slot["drugs"][0]["most_mg"] = slot["drugs"][0]["unless_decided"]["dose_mg"]
    assert regimen_from(raw).slot("antipyretic").drugs[0].least_mg == 650


def test_one_usual_cycle_is_taken_and_none_is_not():
    raw = tables()
    assert regimen_from({**raw, "usual_cycles": 1}).usual_cycles == 1
    with pytest.raises(InputError, match=r"usual_cycles is 0; write 1 to "):
        regimen_from({**raw, "usual_cycles": 0})


def test_the_last_day_of_a_cycle_can_hold_a_visit_and_the_next_one_cannot():
    raw = tables()
    raw["cycle_days"] = [{"from_cycle": 1, "days": [1, 28]}]
    assert regimen_from(raw).days_of(1) == (1, 28)
    raw["cycle_days"] = [{"from_cycle": 1, "days": [1, 29]}]
    with pytest.raises(InputError, match="holds day 29, but a cycle has 28 days"):
        regimen_from(raw)


def test_what_holds_after_the_last_infusion_names_its_source():
    after = regimen_from(tables()).words.contraception
    assert (after.source.kind, after.source.citation) == (after.kind, after.citation)
    assert after.citation
