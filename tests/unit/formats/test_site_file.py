"""A pharmacy's site file over the shipped defaults, and what is chosen for one course over both."""

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen, newest_regimen
from dosing.formats.site_file import read_site, site_over
from dosing.inputs.letterhead import Letterhead
from tests import plans

ISLAY = default_regimen()


def test_the_example_names_every_value_that_a_site_may_set_and_is_read(repository):
    raw = read_site((repository / "examples" / "site.toml").read_bytes(), "examples/site.toml")
    site, letterhead = site_over(raw, {}, ISLAY, "examples/site.toml")
    assert (site.premedications["h2_blocker"].drug, site.country, site.time_zone) == ("famotidine", "FR", "Europe/Paris")
    assert letterhead == Letterhead(paper="a4")


def test_what_is_chosen_stands_over_the_file_which_stands_over_the_default():
    own = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"}, antipyretic={"dose_mg": "1000"})
    site, _ = site_over(own, {"h2_blocker": {"drug": "famotidine", "reason": None}}, ISLAY, "site.toml")
    chosen = site.premedications["h2_blocker"]
    assert (chosen.drug, chosen.reason, chosen.dose_mg) == ("famotidine", None, 20)
    assert int(site.premedications["antipyretic"].dose_mg) == 1000
    assert site.premedications["steroid"] == plans.make_site().premedications["steroid"]
    assert own["premedications"]["h2_blocker"]["drug"] == "none"  # the file's own tables stay as they were


def test_what_the_file_says_of_another_drug_does_not_stand_for_the_one_that_is_chosen():
    own = plans.slots(h2_blocker={"drug": "ranitidine", "give_over_minutes": 10, "minutes_before": 20})
    chosen = site_over(own, {"h2_blocker": {"drug": "famotidine"}}, ISLAY, "site.toml")[0].premedications["h2_blocker"]
    assert (chosen.drug, chosen.give_over_minutes, chosen.minutes_before) == ("famotidine", 2, 30)
    same = site_over(own, {"h2_blocker": {"drug": "ranitidine"}}, ISLAY, "site.toml")[0].premedications["h2_blocker"]
    assert (same.drug, same.give_over_minutes, same.minutes_before) == ("ranitidine", 10, 20)


def test_a_choice_that_names_no_drug_is_about_the_one_of_the_file_or_the_usual_one():
    own = plans.slots(steroid={"dose_mg": "40", "route": "intravenous", "form": "base"})
    by_mouth = site_over(own, {"steroid": {"route": "oral", "form": None}}, ISLAY, "site.toml")[0].premedications["steroid"]
    assert (by_mouth.dose_mg, by_mouth.route, by_mouth.form) == (40, "oral", None)
    injected = site_over({}, {"steroid": {"route": "intravenous", "form": "phosphate"}}, ISLAY, "site.toml")[0].premedications["steroid"]
    assert (injected.drug, injected.dose_mg, injected.form) == ("dexamethasone", 20, "phosphate")


def test_a_slot_of_another_kind_is_replaced_by_what_is_chosen():
    site = site_over(plans.slots(h2_blocker=5), {"h2_blocker": {"drug": "famotidine"}}, ISLAY, "site.toml")[0]
    assert site.premedications["h2_blocker"].drug == "famotidine"


def test_premedications_of_another_kind_are_refused_though_something_is_chosen():
    with pytest.raises(InputError) as raised:
        site_over({"premedications": 5}, {"h2_blocker": {"drug": "famotidine"}}, ISLAY, "site.toml")
    assert (raised.value.code, raised.value.field) == ("another-kind", "site.premedications")


def test_one_site_file_is_read_for_each_regimen_by_its_own_slots():
    own = plans.slots(antihistamine={"route": "oral"})
    assert site_over(own, {}, newest_regimen("label-10-us-kd"), "site.toml")[0].premedications["antihistamine"].route == "oral"
    with pytest.raises(InputError, match=r"site\.toml: premedications\.antihistamine\.route is oral; write intravenous"):
        site_over(own, {}, ISLAY, "site.toml")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("dosing-site/3", ", newer than this program reads (dosing-site/2); use the program that wrote it."),
        ("dosing-site/1", '; write format = "dosing-site/2".'),
        ("dosing-site/0", '; write format = "dosing-site/2".'),
    ],
)
def test_a_site_file_of_another_format_is_refused(found, words):
    with pytest.raises(InputError) as raised:
        site_over({"format": found}, {}, ISLAY, "site.toml")
    assert (raised.value.field, str(raised.value)) == ("site", f"site.toml has the format '{found}'{words}")


def test_a_course_file_in_its_place_is_refused():
    with pytest.raises(InputError) as raised:
        read_site(b'format = "dosing-course/2"\n', "course.toml")
    assert (raised.value.code, raised.value.field) == ("another-kind-of-file", "site")
