"""What has to be said of every plan."""

import pytest

from tests import plans


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "trial-terminated",
            "Trial NCT02999633 was terminated early: its sponsor stopped it for an unsatisfactory benefit/risk ratio.",
        ),
        (
            "twice-label-dose",
            "The dose, 20 mg/kg, is twice the 10 mg/kg of the US and EU SARCLISA labels; the Japanese label has 20 mg/kg, for myeloma and in two bags.",
        ),
        (
            "label-stability",
            "Stability and concentration in the bag at 20 mg/kg are not established by the label, and the bag's overfill is not counted in the concentration.",
        ),
    ],
)
def test_it_is_said_in_these_words(code, message):
    (told,) = plans.found(plans.make_plan(), code)
    assert told.message.replace("\N{NO-BREAK SPACE}", " ") == message


@pytest.mark.parametrize("name", ["label-10-us-pd", "label-10-us-kd"])
def test_the_labels_regimens_say_that_the_steroid_counts_once_and_nothing_of_a_trial(name):
    told = plans.make_plan(regimen=name, cycles=1, born="1960-01-01").findings
    (once,) = [each for each in told if each.code == "steroid-counts-once"]
    assert once.message == (
        "Dexamethasone on these days counts once: do not add it to the backbone's dose. No drug of the combination is planned here."
    )
    assert {each.code for each in told}.isdisjoint(
        {"twice-label-dose", "trial-terminated", "label-stability", "weight-unusual", "drug-share"}
    )


def reviewed(**review: object) -> list[str]:
    """What is said of the label's regimen at a site with one review."""
    site = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02", **review}]}
    plan = plans.make_plan(site, regimen="label-10-us-kd", cycles=1)
    return [each.message for each in plans.found(plan, "unreviewed-data")]


def test_a_regimen_is_for_no_use_until_the_site_names_who_reviewed_this_very_revision():
    assert reviewed() == []
    (told,) = plans.found(plans.make_plan(regimen="label-10-us-kd", cycles=1), "unreviewed-data")
    assert (told.severity, told.visit) == ("caution", None)
    assert told.message == (
        "UNREVIEWED DATA, NOT FOR USE: the site names no pharmacist who compared every value of label-10-us-kd, revision 1, "
        "with the US label as it is now."
    )
    assert reviewed(revision=2) == reviewed(regimen="label-10-us-pd") == [told.message]


def test_a_site_that_takes_the_review_back_makes_it_unreviewed_again():
    site = {"reviews": [{"regimen": "label-10-us-kd", "revision": 1, "by": "EF", "on": "2026-12-02"}]}
    later = plans.change("resite", "2027-01-18", site=plans.make_site(regimen="label-10-us-kd"))
    plan = plans.make_plan(site, regimen="label-10-us-kd", cycles=1, changes=[later])
    assert len(plans.found(plan, "unreviewed-data")) == 1


def test_the_trials_regimen_needs_no_review():
    assert plans.found(plans.make_plan(), "unreviewed-data") == []
