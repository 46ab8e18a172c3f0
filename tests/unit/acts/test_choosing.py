"""What can be chosen for a new course: made from the slots of the regimens, in their words."""

from dosing import acts
from dosing.acts.choosing import decided_here


def choice(name):
    (found,) = [each for each in acts.choices() if each.name == name]
    return found


def test_only_what_a_regimen_leaves_open_can_be_chosen():
    assert [each.name for each in acts.choices()] == [
        "steroid_route",
        "steroid_form",
        "h2_blocker",
        "h2_blocker_reason",
        "antihistamine_route",
    ]
    assert [each.field for each in acts.choices()][1:3] == ["site.premedications.steroid.form", "site.premedications.h2_blocker.drug"]


def test_a_drug_is_offered_with_what_its_regimen_says_of_it():
    assert choice("h2_blocker").ask.choices == (
        ("ranitidine", "Ranitidine (islay: as in the trial record)"),
        ("famotidine", "Famotidine (islay: substituted for ranitidine)"),
        ("none", "None (islay only)"),
    )


def test_the_help_says_which_regimen_takes_what():
    assert choice("h2_blocker").ask.help == (
        "H2 blocker: ranitidine, famotidine or none by islay; ranitidine or famotidine by label-10-us-kd and label-10-us-pd."
    )
    assert choice("antihistamine_route").ask.help.endswith("intravenous or oral, only by label-10-us-kd and label-10-us-pd.")
    assert choice("steroid_form").ask.choices == (("base", "Base"), ("phosphate", "Phosphate"))


def test_how_many_cycles_there_can_be_is_said_of_each_regimen():
    assert acts.cycles_told() == "islay: 1 or 2, and 2 unless said; label-10-us-kd and label-10-us-pd: 1 to 13, which has to be said."


def test_a_value_is_decided_by_a_choice_of_the_same_slot_that_it_goes_with():
    chosen = {"steroid": {"route": "intravenous"}}
    assert decided_here("site.premedications.steroid.form", chosen)
    assert not decided_here("site.premedications.steroid.dose_mg", chosen)
    assert not decided_here("site.premedications.steroid.drug", chosen)
    assert not decided_here("site.premedications.h2_blocker.reason", chosen)
    assert not decided_here("site.bag.volume_ml", chosen)
