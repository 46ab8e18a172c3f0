"""Who a pharmacy is and its paper: read from a site file beside the site, and nothing of it is part of the site."""

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.inputs.letterhead import Letterhead
from dosing.inputs.raw import letterhead_from, site_from
from dosing.inputs.site import Site
from tests import plans

HEAD = {"name": "Day unit", "address": "1 High Street", "day_phone": "555-0100", "night_phone": "555-0101", "paper": "letter"}


def test_a_site_file_holds_its_letterhead_in_a_table_of_its_own():
    site, letterhead = site_from({"bag": {"volume_ml": "500"}, "letterhead": HEAD}, plans.default_values(), default_regimen())
    assert letterhead == Letterhead(**HEAD)
    assert site == plans.make_site({"bag": {"volume_ml": "500"}})
    assert not set(HEAD) & set(Site.model_fields)


def test_what_a_site_file_leaves_out_is_the_defaults_and_the_paper_is_then_a4():
    assert site_from({"letterhead": {"name": "Day unit"}}, plans.default_values(), default_regimen())[1] == Letterhead(
        name="Day unit", paper="a4"
    )
    assert site_from({}, plans.default_values(), default_regimen())[1] == Letterhead()


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({"fone": "1"}, "letterhead.fone", "'fone' is not a known key; the nearest is name."),
        ({"paper": "legal"}, "letterhead.paper", "paper is 'legal'; write a4 or letter."),
        ({"name": ""}, "letterhead.name", "name is empty; write some text, or leave it out."),
        ({"address": "a\nb"}, "letterhead.address", "address holds a control character, such as a line break; write it on one line without them."),
        ("Day unit", "letterhead", "it is 'Day unit'; write a table of keys and values."),
        (["Day unit"], "letterhead", "it is '['Day unit']'; write a table of keys and values."),
    ],
)  # fmt: skip
def test_a_letterhead_that_cannot_be_printed_is_refused(raw, field, sentence):
    for read in (
        lambda: letterhead_from(raw, "site.toml"),
        lambda: site_from({"letterhead": raw}, plans.default_values(), default_regimen(), "site.toml"),
    ):
        with pytest.raises(InputError) as raised:
            read()
        assert (raised.value.field, str(raised.value)) == (field, f"site.toml: letterhead: {sentence}")


@pytest.mark.parametrize("key", HEAD)
def test_a_key_of_the_letterhead_in_its_old_place_is_told_where_it_belongs(key):
    with pytest.raises(InputError) as raised:
        plans.make_site({key: HEAD[key]})
    assert raised.value.field == f"site.{key}"
    assert raised.value.sentence == f"'{key}' is not a known key here; write it under letterhead."
