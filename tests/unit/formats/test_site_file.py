"""A pharmacy's site file over the shipped defaults, and what is chosen for one course over both."""

import pytest

from dosing.findings import InputError
from dosing.formats.site_file import read_site, site_over
from dosing.inputs.letterhead import Letterhead
from tests import plans


def test_the_example_names_every_value_that_a_site_may_set_and_is_read(repository):
    raw = read_site((repository / "examples" / "site.toml").read_bytes(), "examples/site.toml")
    site, letterhead = site_over(raw, {}, "examples/site.toml")
    assert (site.h2_blocker.drug, site.country, site.time_zone) == ("famotidine", "FR", "Europe/Paris")
    assert letterhead == Letterhead(paper="a4")


def test_what_is_chosen_stands_over_the_file_which_stands_over_the_default():
    own = {"h2_blocker": {"drug": "none", "reason": "none is stocked"}, "acetaminophen": {"dose_mg": "1000"}}
    site, _ = site_over(own, {"h2_blocker": {"drug": "famotidine", "reason": None}}, "site.toml")
    assert (site.h2_blocker.drug, site.h2_blocker.reason) == ("famotidine", None)
    assert int(site.acetaminophen.dose_mg) == 1000
    assert site.dexamethasone == plans.make_site().dexamethasone
    assert own["h2_blocker"]["drug"] == "none"  # the file's own tables stay as they were


def test_a_table_of_another_kind_is_replaced_by_what_is_chosen():
    assert site_over({"h2_blocker": 5}, {"h2_blocker": {"drug": "famotidine"}}, "site.toml")[0].h2_blocker.drug == "famotidine"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ("dosing-site/2", ", newer than this program reads (dosing-site/1); use the program that wrote it."),
        ("dosing-site/0", '; write format = "dosing-site/1".'),
    ],
)
def test_a_site_file_of_another_format_is_refused(found, words):
    with pytest.raises(InputError) as raised:
        site_over({"format": found}, {}, "site.toml")
    assert (raised.value.field, str(raised.value)) == ("site", f"site.toml has the format '{found}'{words}")


def test_a_course_file_in_its_place_is_refused():
    with pytest.raises(InputError) as raised:
        read_site(b'format = "dosing-course/2"\n', "course.toml")
    assert (raised.value.code, raised.value.field) == ("another-kind-of-file", "site")
