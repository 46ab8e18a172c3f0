"""Raw values to inputs: the default under the site's own, the unit of a weight, and formats."""

import pytest

from dosing.findings import InputError
from dosing.inputs.reading import regimen_from, site_from
from tests import plans


def test_a_site_file_changes_what_it_names_and_leaves_the_rest():
    site = plans.make_site({"diphenhydramine": {"dose_mg": "50"}})
    assert (site.diphenhydramine.dose_mg, site.diphenhydramine.minutes_before) == (50, 30)
    assert site.acetaminophen == plans.make_site().acetaminophen


def test_a_value_that_the_site_enters_is_marked_as_the_sites_and_no_other():
    site = plans.make_site({"diphenhydramine": {"dose_mg": "50"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]})
    assert site.sources["diphenhydramine.dose_mg"].kind == site.sources["vials"].kind == "site"
    assert {
        kind for key, kind in ((key, entry.kind) for key, entry in site.sources.items()) if key not in ("diphenhydramine.dose_mg", "vials")
    } == {
        "label",
        "choice",
        "record",
    }


def test_a_profile_of_the_site_stands_beside_the_shipped_one_with_its_own_source():
    steps = [{"rate": "50"}]
    own = {"name": "own", "basis": "ml_per_hour", "bag_ml": "250", "first": steps, "second": steps, "later": steps}
    site = plans.make_site({"infusion": {"profile": "own", "profiles": [own]}})
    assert [profile.name for profile in site.infusion.profiles] == ["label-250ml", "own"]
    assert site.sources["infusion.profiles.own"].kind == "site"
    assert site.sources["infusion.profiles.label-250ml"].kind == "label"


def test_reading_a_site_leaves_the_shipped_values_as_they_were():
    default = plans.default_values()
    site_from({"bag": {"volume_ml": "500"}, "infusion": {"profile": None}}, default)
    assert default == plans.default_values()


def test_a_site_that_lost_a_source_is_refused():
    raw = plans.make_site().model_dump()
    del raw["sources"]["ranitidine.dose_mg"]
    answer = plans.refusal(changes=[plans.change("resite", "2027-01-05", site=raw)])
    assert str(answer) == "changes[1].resite.site sources says nothing about ranitidine.dose_mg; write where that value came from."


def test_a_weight_is_typed_with_its_unit_in_changes_and_corrections_too():
    assert "has no unit" in str(plans.refusal(changes=[plans.reweigh("70", "2027-01-05")]))
    assert "has no unit" in str(plans.refusal(changes=[plans.correct(weight="70")]))


def test_a_correction_of_nothing_is_refused():
    assert "corrects nothing" in str(plans.refusal(changes=[plans.correct()]))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("dosing-regimen/2", "newer than this program reads (dosing-regimen/1); use the program that wrote it."),
        ("dosing-course/1", 'write format = "dosing-regimen/1".'),
        (1, 'write format = "dosing-regimen/1".'),
    ],
)
def test_a_file_of_another_or_a_newer_format_is_refused(found, sentence):
    with pytest.raises(InputError) as raised:
        regimen_from({"format": found})
    assert str(raised.value).endswith(sentence)


def test_a_course_made_for_another_regimen_is_refused():
    assert "'islay' revision 2, but this is 'islay' revision 1" in str(plans.refusal(regimen_revision=2))
    assert "use the version of this program that made the course" in str(plans.refusal(regimen="other"))


@pytest.mark.parametrize(
    "name", ["1", "6F1F0F0E-52F7-4B8E-9D5B-0F5F7D1C2A34", "{6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34}", "6f1f0f0e52f74b8e9d5b0f5f7d1c2a34"]
)
def test_a_course_id_is_a_uuid_in_lower_case(name):
    assert "write a UUID in lower case" in str(plans.refusal(course_id=name))
