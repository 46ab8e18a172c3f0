"""Every value behind the plan, in groups, each with where it came from."""

from typing import Any

import pytest

from dosing.releases import Release
from dosing.views.layout.values_in_force import Value, days_of_cycles, kinds_told, values_in_force
from tests.plans import rates, resite, slots
from tests.unit.views.read_sheets import NO_H2, SECOND_BAG, of_72_35_kg


def test_values_that_a_later_site_changed_stand_below_the_first_ones() -> None:
    release = of_72_35_kg(changes=[resite(slots(antipyretic={"dose_mg": "1000"}), "2027-01-10")])
    named = [(value.name, value.value) for value in values_in_force(release)]
    assert named.index(("acetaminophen, dose", "650\u00a0mg")) < named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    changed = named.index(("acetaminophen, dose", "1,000\u00a0mg"))
    assert named[changed - 1] == ("Changed by the site, for visits from Sunday 10 January 2027 on", "")
    assert named.count(("acetaminophen, lead time", "45\u00a0min before")) == 1


def test_a_site_that_a_later_one_replaced_from_an_earlier_day_on_is_not_said_to_be_in_force() -> None:
    # The second change is of an earlier day: from the 10th on its 700 mg are given, and 1,000 mg never are.
    tablets = [resite(slots(antipyretic={"dose_mg": dose}), on) for dose, on in (("1000", "2027-01-24"), ("700", "2027-01-10"))]
    release = of_72_35_kg(changes=tablets)
    named = [(value.name, value.value) for value in values_in_force(release)]
    assert ("acetaminophen, dose", "1,000\u00a0mg") not in named
    assert named.index(("acetaminophen, dose", "700\u00a0mg")) == len(named) - 1
    assert named[-2] == ("Changed by the site, for visits from Sunday 10 January 2027 on", "")


def test_every_value_says_what_kind_of_source_it_has() -> None:
    values = values_in_force(of_72_35_kg())
    assert [value.name for value in values if not value.kind] == ["Fixed by the trial record", "Decided by the site"]
    assert {value.kind for value in values if value.kind} == {"Record", "Label", "Choice"}


def value(release: Release, name: str) -> Value:
    (found,) = [each for each in values_in_force(release) if each.name == name]
    return found


REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-pd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}


def of_the_label(site: dict[str, Any] | None = None) -> Release:
    return of_72_35_kg(site, regimen="label-10-us-pd", cycles=3)


def test_a_label_regimen_is_fixed_by_its_label_and_its_own_values_are_plainly_cited() -> None:
    release = of_the_label()
    assert [each.name for each in values_in_force(release) if not each.kind] == ["Fixed by the US label", "Decided by the site"]
    days = value(release, "infusion days")
    assert days.value == "days 1, 8, 15 and 22 of cycle 1, then days 1 and 15, in cycles of 28\u00a0days"
    assert (days.kind, days.source.startswith("SARCLISA US prescribing information: weekly")) == ("Label", True)
    assert days_of_cycles(of_72_35_kg().plan.regimen) == "days 1, 8, 15 and 22 of each cycle of 28\u00a0days"
    fixed = [each for each in values_in_force(release) if each.name == "H2 blocker"]
    assert [each.value for each in fixed] == ["no drug named", "famotidine"]


def test_what_a_site_takes_from_a_label_is_missing_in_a_trials_record_and_not_in_a_label() -> None:
    own, label = (value(each, "acetaminophen, dose").source for each in (of_72_35_kg(), of_the_label()))
    assert own == "site default, from SARCLISA prescribing information, 650 to 1,000\u00a0mg; not stated in the trial record"
    assert label == "site default, from SARCLISA prescribing information, 650 to 1,000\u00a0mg"


def test_a_dose_from_an_age_on_stands_beside_the_other() -> None:
    release = of_the_label()
    assert value(release, "dexamethasone, dose").value == "40\u00a0mg"
    assert value(release, "dexamethasone, dose from 75 years on").value == "20\u00a0mg"


def test_a_premedication_that_is_left_out_has_its_reason() -> None:
    release = of_72_35_kg(NO_H2)
    assert (value(release, "H2 blocker").value, value(release, "H2 blocker, reason").value) == ("none", "none is stocked")
    assert value(release, "H2 blocker, reason").kind == "Site"


def test_bags_weights_and_the_days_of_first_steps_are_said() -> None:
    release = of_72_35_kg({"bag": {"count": 2, "most_share_percent": "60", "share_reference": "stability file 3"}})
    for name, said in (
        ("bag", "250\u00a0mL"), ("bags for a dose", "two"), ("drug in a bag, at most", "60% of it"), ("stability data for that share", "stability file 3"),
        ("weight on day 1 of a cycle", "at most 7 days old"), ("weight on other days", "at most 28 days old"),
        ("first steps again after", "7 days beyond the interval"),
    ):  # fmt: skip
        assert value(release, name).value == said
    assert (value(release, "bag").kind, value(release, "bags for a dose").kind, value(of_72_35_kg(), "bags for a dose").kind) == (
        "Label",
        "Site",
        "Choice",
    )


def test_what_patients_call_for_is_said_with_its_source_and_nothing_without_it() -> None:
    release = of_72_35_kg({"when_to_call": ["You bleed", "You fall"], "fever_from": "38 °C"})
    for name, said in (("patients call for", "You bleed; You fall"), ("patients call for a fever from", "38\N{NO-BREAK SPACE}°C")):
        found = value(release, name)
        assert (found.value, found.kind, found.source) == (said, "Site", "entered by the pharmacy")
        assert name not in [each.name for each in values_in_force(of_72_35_kg())]


def test_whose_the_vials_are_and_for_how_long_one_may_be_drawn_from_is_said_and_nothing_without_it() -> None:
    release = of_72_35_kg({"opened_vial_minutes": 360, "vial_supply": "stock"})
    for name, said in (("vials are", "the pharmacy's own stock"), ("an opened vial, at most", "6\N{NO-BREAK SPACE}h")):
        found = value(release, name)
        assert (found.value, found.kind, found.source) == (said, "Site", "entered by the pharmacy")
        assert name not in [each.name for each in values_in_force(of_72_35_kg())]


def test_what_a_site_does_in_a_reaction_is_said_with_its_source_and_nothing_without_it() -> None:
    rule = value(of_72_35_kg({"reaction_rule": "Give hydrocortisone 100 mg"}), "in an infusion reaction")
    assert (rule.value, rule.kind, rule.source) == ("Give hydrocortisone 100 mg", "Site", "entered by the pharmacy")
    assert "in an infusion reaction" not in [each.name for each in values_in_force(of_72_35_kg())]


@pytest.mark.parametrize(("second", "said"), [(SECOND_BAG, "see each nurse page"), (None, "from the order")])
def test_a_profile_names_what_it_follows_who_compared_it_and_why_it_is_faster(second: Any, said: str) -> None:
    own = rates(second_bag=second, beyond_limits="the ward closes at five")
    release = of_72_35_kg({**own, "bag": {"count": 2}})
    assert value(release, "order-14 follows the order").value == "order 14"
    assert value(release, "order-14 compared with the order").value == "by AB, 1 December 2026"
    assert value(release, "order-14 beyond the limits").value == "the ward closes at five"
    assert value(release, "order-14, second bag").value == said
    assert not [each for each in values_in_force(of_72_35_kg()) if "order-14" in each.name or "compared" in each.name]


def test_a_review_is_a_value_of_a_regimen_that_needs_one() -> None:
    assert value(of_the_label(REVIEWED), "values compared with the current label").value == "by CD, 1 December 2026"
    assert not [each for each in values_in_force(of_the_label()) if each.name.startswith("values compared")]
    assert not [each for each in values_in_force(of_72_35_kg(REVIEWED)) if each.name.startswith("values compared")]


def test_every_kind_that_is_printed_is_told_in_the_words_of_the_regimen() -> None:
    assert kinds_told(of_72_35_kg()) == (
        "Record: stated in the trial record, never changed. Label: from the product's prescribing information or another named source, "
        "since the record is silent. Choice: this program's own default. Site: entered by the pharmacy."
    )
    told = kinds_told(of_the_label())
    assert "Label: from the product's prescribing information or another named source. Choice" in told
    assert "silent" not in told
