"""How fast infusions run: against the label's most at its own dose, and why the first infusion's steps are used again."""

from typing import Any

import pytest

from tests import plans

LABEL = {"regimen": "label-10-us-kd", "cycles": 1}
BY_THE_LABEL = {"infusion": {"profile": "label-250ml", "compared_by": "AB", "compared_on": "2026-12-01"}}
IN_FULL = [plans.outcome(name, "2027-01-18") for name in ("C1D1", "C1D8", "C1D15")]


def fast(site: dict[str, Any], **course: Any) -> list[str]:
    """The visits at which a step is above the label's most for that infusion."""
    return [told.visit for told in plans.found(plans.make_plan(site, **course), "rates-fast")]


@pytest.mark.parametrize("weight", ["72.35kg", "72.31kg", "46.01kg", "93.99kg", "72.5kg"])
@pytest.mark.parametrize("rounding", [{}, {"volume_step_ml": "1"}, {"whole_vials_within_percent": "10"}])
def test_the_labels_steps_at_its_own_dose_are_never_too_fast_however_the_dose_is_rounded(weight, rounding):
    # 72.35 kg by whole vials are 700 mg, or 3.2% below; 46.01 kg are 500 mg, 8.7% above, and so are the mg an hour.
    site = BY_THE_LABEL | {"rounding": rounding}
    assert fast(site, weight=weight, changes=IN_FULL, **LABEL) == []


def stepped(first: str, second: str, later: str) -> dict[str, Any]:
    """Slow steps whose last ones are these; beyond the limits by a signed order, so that only what is said of them is looked at."""
    last = {
        part: [{"rate": "25", "minutes": 120}, {"rate": rate}] for part, rate in (("first", first), ("second", second), ("later", later))
    }
    return plans.rates(**last, beyond_limits="as signed")


@pytest.mark.parametrize(
    ("rates", "visits"),
    [
        # The label's most is 150 mL/h at the first infusion and 200 after it, of 10 mg/kg in 250 mL.
        (("150", "200", "200"), []),
        (("150.1", "200", "200"), ["C1D1"]),
        (("150", "200.1", "200"), ["C1D8"]),
        (("150", "200", "200.1"), ["C1D15", "C1D22"]),
    ],
)
def test_one_step_past_the_labels_most_is_said_of_the_infusion_that_has_it(rates, visits):
    assert fast(stepped(*rates), changes=IN_FULL, **LABEL) == visits


@pytest.mark.parametrize(
    ("rates", "site", "visits"),
    [
        # At 20 mg/kg in one bag of 250 mL half of that: 75 and 100 mL/h.
        (("75", "100", "100"), {}, []),
        (("75.1", "100", "100"), {}, ["C1D1"]),
        (("75", "100.1", "100"), {}, ["C1D8"]),
        (("75", "100", "100.1"), {}, ["C1D15", "C1D22"]),
        # In two of 250 mL as much as at 10 mg/kg in one, whichever half is the larger.
        (("150", "200", "200"), {"bag": {"count": 2}}, []),
        (("150.1", "200", "200"), {"bag": {"count": 2}}, ["C1D1"]),
    ],
)
def test_the_dose_of_the_trial_reaches_the_labels_most_at_half_of_its_rate(rates, site, visits):
    assert fast(stepped(*rates) | site, cycles=1, changes=IN_FULL) == visits


def test_steps_of_the_second_bag_count_too():
    slow = [{"rate": "25", "minutes": 120}, {"rate": "75"}]
    second = {"first": [{"rate": "151"}], "second": slow, "later": slow}
    site = plans.rates(first=slow, second=slow, later=slow, second_bag=second, beyond_limits="as signed") | {"bag": {"count": 2}}
    assert fast(site, cycles=1, changes=IN_FULL) == ["C1D1"]


def test_a_fast_step_says_the_mg_an_hour_of_both():
    told = plans.found(plans.make_plan(plans.ORDER_RATES), "rates-fast")[0]
    # 1,450 mg in 250 mL at 150 mL/h are 870 mg an hour; 725 mg at 150 mL/h are 435.
    assert (told.visit, told.severity) == ("C1D1", "caution")
    assert told.message.replace("\N{NO-BREAK SPACE}", " ") == (
        "At C1D1 the steps of order-14 reach 870 mg an hour; the label's most at 10 mg/kg is 435 mg an hour for this infusion."
    )


def test_without_rates_nothing_is_said_of_them():
    codes = plans.codes(plans.make_plan(changes=IN_FULL))
    assert codes.isdisjoint({"rates-fast", "rates-first-again", "rates-beyond-limits"})


def test_steps_beyond_the_limits_say_which_order_they_follow_and_why():
    (told,) = plans.found(plans.make_plan(plans.rates(beyond_limits="tolerated in 2025")), "rates-beyond-limits")
    assert (told.severity, told.visit, told.message) == (
        "caution",
        None,
        "The steps of order-14 are not held to the limits of the label; they follow the signed order order 14. Reason: tolerated in 2025.",
    )
    assert plans.found(plans.make_plan(plans.ORDER_RATES), "rates-beyond-limits") == []


# The first infusion's steps again, and why


def again(*changes: dict[str, Any], site: dict[str, Any] | None = None) -> dict[str, str]:
    """Why each visit has the first infusion's steps again."""
    found = plans.found(plans.make_plan(plans.ORDER_RATES | (site or {}), cycles=1, changes=list(changes)), "rates-first-again")
    assert {told.severity for told in found} <= {"caution"}
    said: dict[str, str] = {}
    for told in found:
        begin, end = (
            f"The steps at {told.visit} are those of the first infusion, because ",
            "; faster ones are the prescriber's: ____________________",
        )
        assert told.message.startswith(begin)
        assert told.message.endswith(end)
        said[str(told.visit)] = told.message.removeprefix(begin).removesuffix(end)
    return said


UNKNOWN = "what was given at the infusion before is not recorded"


def test_nothing_is_recorded():
    assert again() == dict.fromkeys(("C1D8", "C1D15", "C1D22"), UNKNOWN)  # the first infusion has its own steps


def test_what_went_well_is_followed_and_the_visits_after_it_wait():
    assert again(*IN_FULL[:1]) == {"C1D15": UNKNOWN, "C1D22": UNKNOWN}
    assert again(*IN_FULL) == {}


def test_a_reaction_a_part_and_a_gap_are_told_apart():
    reaction = plans.outcome("C1D1", "2027-01-05", in_full=True, reaction="2")
    assert again(reaction)["C1D8"] == "there was a reaction of grade 2 at C1D1"
    part = plans.outcome("C1D1", "2027-01-05", given_ml="90")
    assert again(part)["C1D8"] == "C1D1 was given in part"
    both = plans.outcome("C1D1", "2027-01-05", given_ml="90", reaction="3")
    assert again(both)["C1D8"] == "there was a reaction of grade 3 at C1D1"
    late = [*IN_FULL[:1], plans.move("C1D8", "2027-01-19", "2027-01-10")]
    assert again(*late)["C1D8"] == "C1D1 lies 15 days back, more than 14 days"
    assert "C1D8" not in again(*IN_FULL[:1], plans.move("C1D8", "2027-01-18", "2027-01-10"))


def test_a_visit_that_was_not_given_is_skipped():
    changes = [*IN_FULL[:1], plans.outcome("C1D8", "2027-01-12", not_given=True)]
    assert again(*changes) == {"C1D22": UNKNOWN}  # C1D15 follows C1D1, 14 days before


def test_a_visit_without_rates_hides_none_of_a_later_one():
    # Rates from C1D15 on: 25 mL an hour empty 250 mL in 10 h, and 150 mL an hour are too fast for 1,450 mg.
    slow = plans.rates(first=[{"rate": "25"}])
    for site, code in ((slow, "rates-long"), (plans.ORDER_RATES, "rates-fast")):
        told = plans.found(plans.make_plan(cycles=1, changes=[plans.resite(site, "2027-01-18")]), code)
        assert [each.visit for each in told] == ["C1D15", "C1D22"]


def test_an_infusion_shorter_than_a_bag_lasts_hides_no_longer_one():
    # C1D8 has the second infusion's steps; C1D15 has the first's again, since nothing is recorded of C1D8.
    slow = plans.rates(first=[{"rate": "25"}])
    told = plans.found(plans.make_plan(slow, cycles=1, changes=IN_FULL[:1]), "rates-long")
    assert [each.visit for each in told] == ["C1D1", "C1D15", "C1D22"]
    assert told[0].message.replace("\N{NO-BREAK SPACE}", " ") == (
        "At C1D1 the infusion takes 10 h at the steps of order-14, longer than the 8 h for which a bag may be out of the refrigerator, "
        "the infusion included."
    )
