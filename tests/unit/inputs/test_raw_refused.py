"""Raw values that are of no kind that can stand where they stand: each is told with its code, its field, and the file it is in."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dosing.findings import InputError
from dosing.formats.shipped import default_regimen
from dosing.inputs.changes import VERBS
from dosing.inputs.course import Check
from dosing.inputs.raw import (
    build,
    change_from,
    check_format,
    course_from,
    entry_from,
    honest,
    letterhead_from,
    regimen_from,
    site_from,
    site_in_course,
)
from dosing.inputs.site import Site
from tests import plans

ISLAY = default_regimen()
FILE = "course.toml"
TYPED = {"course_id": plans.COURSE_ID, "start": "2027-01-04", "weighed": "2027-01-02"}
MOVE = {"kind": "move", "visit": "C1D15", "to": "2027-01-25", "reason": "low counts", "by": "CD", "when": "2027-01-17"}


def of_course(**raw: Any) -> InputError:
    with pytest.raises(InputError) as raised:
        course_from({**TYPED, **raw}, FILE)
    return raised.value


@pytest.mark.parametrize("weight", [["72.5kg"], {"kg": 72.5}, True, date(2027, 1, 2), None])
def test_a_weight_that_is_no_text_is_told_to_be_written_in_quotes(weight):
    told = of_course(weight=weight)
    assert (told.code, told.field, told.where) == ("weight-unreadable", "weight", FILE)
    assert told.sentence.endswith('; write it in quotes with its unit, like "72.5kg".')


@pytest.mark.parametrize("weight", [72, 72.5, Decimal("72.5")])
def test_a_weight_without_its_unit_is_told_to_have_none(weight):
    told = of_course(weight=weight)
    assert (told.code, told.field, told.where) == ("weight-without-unit", "weight", FILE)
    assert told.sentence == f"the weight '{weight}' has no unit; write it in quotes with its unit, like \"72.5kg\"."


@pytest.mark.parametrize(("key", "field"), [("change", "changes"), ("check", "checks")])
def test_one_table_where_a_list_of_them_stands_is_told_with_its_heading(key, field):
    told = of_course(weight="72.5kg", **{key: MOVE})
    assert (told.code, told.field, told.where) == ("another-kind", field, FILE)
    assert told.sentence == f"{key} is one table; write each {key} as a table of its own, headed [[{key}]]."


def test_a_change_that_is_no_table_is_told_by_its_number():
    told = of_course(weight="72.5kg", change=[MOVE, "stop"])
    assert (told.code, told.field, told.where) == ("another-kind", "changes[2]", FILE)
    assert told.sentence == "changes[2] is 'stop'; write a table of keys and values."


@pytest.mark.parametrize("kind", [None, 3, "postpone"])
def test_a_change_of_no_known_kind_is_told_the_kinds(kind):
    told = of_course(weight="72.5kg", change=[{**MOVE, "kind": kind}])
    assert (told.code, told.field, told.where) == ("not-a-choice", "changes[1].kind", FILE)
    assert told.sentence == f"changes[1].kind is '{kind}'; write {', '.join(VERBS)}."
    with pytest.raises(InputError) as raised:
        change_from({"kind": kind})
    assert (raised.value.field, raised.value.where) == ("kind", "")


def test_a_change_that_lacks_something_is_told_by_its_number_and_kind_and_file():
    told = of_course(weight="72.5kg", change=[{name: value for name, value in MOVE.items() if name != "to"}])
    assert (told.code, told.field, told.where) == ("missing", "changes[1].move.to", FILE)
    assert told.sentence == "changes[1].move.to is missing; write it."


def test_of_facts_by_themselves_the_file_is_named():
    with pytest.raises(InputError) as raised:
        entry_from({"transplant": "2027"}, what=FILE)
    assert (raised.value.field, raised.value.where) == ("entry.transplant", FILE)
    assert entry_from({"transplant": "none"}, "1950-03-01")[1] == date(1950, 3, 1)


def test_what_is_nested_without_an_end_is_told_so():
    loop: dict[str, Any] = {}
    loop["entry"] = loop

    class Deep(Site):
        @classmethod
        def model_validate(cls, *_: Any, **__: Any) -> Any:
            raise RecursionError

    with pytest.raises(InputError) as raised:
        build(Deep, loop, "site.toml", under="site")
    assert (raised.value.code, raised.value.field, raised.value.where) == ("nested-too-deeply", "site", "site.toml")
    assert raised.value.sentence == "it is nested too deeply; write plain keys and values."


# Sites.


@pytest.mark.parametrize("raw", [[], "islay", 3, None])
def test_a_site_that_is_no_table_is_told_so(raw):
    with pytest.raises(InputError) as raised:
        site_from(raw, plans.default_values(), ISLAY, "site.toml")
    told = raised.value
    assert (told.code, told.field, told.where) == ("another-kind", "site", "site.toml")
    assert told.sentence.endswith("; write a table of keys and values.")


def test_a_letterhead_that_is_no_table_is_told_so():
    with pytest.raises(InputError) as raised:
        site_from({"letterhead": "Ward 7"}, plans.default_values(), ISLAY)
    assert (raised.value.code, raised.value.field, raised.value.where) == ("another-kind", "letterhead", "the site file: letterhead")


@pytest.mark.parametrize(("what", "where"), [("", "letterhead"), ("site.toml", "site.toml: letterhead")])
def test_a_letterhead_with_a_key_that_is_not_known_names_where_it_stands(what, where):
    with pytest.raises(InputError) as raised:
        letterhead_from({"nam": "Ward 7"}, what)
    assert (raised.value.code, raised.value.where) == ("unknown-key", where)
    assert raised.value.sentence.endswith("the nearest is name.")


def test_what_a_letterhead_does_not_say_is_what_the_shipped_one_says():
    default = {**plans.default_values(), "letterhead": {"name": "Day unit", "day_phone": "01 23 45"}}
    head = site_from({"letterhead": {"day_phone": "67 89"}}, default, ISLAY)[1]
    assert (head.name, head.day_phone) == ("Day unit", "67 89")


def test_a_letterhead_inside_the_site_of_a_course_is_told_where_to_stand():
    with pytest.raises(InputError) as raised:
        site_in_course({"letterhead": {"name": "Ward 7"}}, plans.default_values(), ISLAY, FILE, stored=False)
    assert (raised.value.code, raised.value.field, raised.value.where) == ("unknown-key", "site.letterhead", FILE)


def test_a_stored_site_that_does_not_fit_its_regimen_is_refused_by_its_file():
    raw = plans.make_site().model_dump()
    raw["vials"] = [{"strength_mg": Decimal(500), "volume_ml": Decimal(20)}]
    with pytest.raises(InputError) as raised:
        site_in_course(raw, plans.default_values(), ISLAY, FILE, stored=True)
    assert (raised.value.code, raised.value.where) == ("no-such-vial", f"{FILE}: site")


def test_a_shipped_site_of_another_format_is_the_course_files_problem_where_it_stands_there():
    with pytest.raises(InputError) as raised:
        site_in_course({"format": "dosing-course/2"}, plans.default_values(), ISLAY, FILE, stored=False)
    told = raised.value
    assert (told.code, told.field) == ("format-unknown", "course_file")
    assert 'write format = "dosing-site/2".' in str(told)


def test_a_profile_of_a_site_that_says_nothing_of_its_source_is_the_sites_own():
    own = plans.make_site(plans.rates())
    [key] = [each for each in own.sources if each.startswith("infusion.profiles.") and each not in plans.make_site().sources]
    said = own.model_copy(update={"sources": {**own.sources, key: own.sources["vials"].model_copy(update={"kind": "label"})}})
    assert honest(said, plans.default_values(), ISLAY).sources[key].kind == "site"


# Formats.


@pytest.mark.parametrize(
    ("found", "code", "ends"),
    [
        ("dosing-course/3", "format-newer", "newer than this program reads (dosing-course/2); use the program that wrote it."),
        ("dosing-course/20", "format-newer", "newer than this program reads (dosing-course/2); use the program that wrote it."),
        ("dosing-course/1", "format-never-released", "which was never released and is not read; begin it anew (dosing-course/2)."),
        ("dosing-course/0000003", "format-unknown", 'write format = "dosing-course/2".'),
        ("dosing-course/02", "format-unknown", 'write format = "dosing-course/2".'),
        ("dosing-course/2/3", "format-unknown", 'write format = "dosing-course/2".'),
        ("dosing-site/3", "format-unknown", 'write format = "dosing-course/2".'),
        ("dosing-course/\u0663", "format-unknown", 'write format = "dosing-course/2".'),
        (3, "format-unknown", 'write format = "dosing-course/2".'),
    ],
)
def test_a_format_is_newer_was_never_released_or_is_not_known(found, code, ends):
    with pytest.raises(InputError) as raised:
        check_format(found, "dosing-course/2", "", "course_file")
    assert (raised.value.code, raised.value.field) == (code, "course_file")
    assert str(raised.value).startswith("it has the format ")
    assert str(raised.value).endswith(ends)


def test_a_file_of_another_format_names_itself_and_its_place():
    assert str(of_course(weight="72.5kg", format="x")).startswith(f"{FILE} has the format 'x'")
    with pytest.raises(InputError) as raised:
        regimen_from({"format": "x"})
    assert (raised.value.field, str(raised.value).split("'")[0]) == ("regimen", "regimen has the format ")
    with pytest.raises(InputError) as raised:
        site_from({}, {**plans.default_values(), "format": "x"}, ISLAY)
    assert (raised.value.field, str(raised.value).split("'")[0]) == ("site", "the default site has the format ")


# Keys, kinds and examples.


def test_a_text_of_another_form_is_told_one_that_stands_there():
    with pytest.raises(InputError) as raised:
        plans.make_site({"country": "usa"})
    assert raised.value.code == "not-like-that"
    assert "country is 'usa'; write it like US" in str(raised.value)


def test_a_key_of_a_table_in_a_list_is_told_the_keys_of_that_table():
    with pytest.raises(InputError) as raised:
        plans.make_site({"vials": [{"strength_mg": "500", "volume_ml": "25", "volum": "25"}]})
    assert (raised.value.code, raised.value.field) == ("unknown-key", "site.vials[1].volum")
    assert raised.value.sentence.endswith("'vials[1].volum' is not a known key; the nearest is volume_ml.")


@pytest.mark.parametrize(
    ("raw", "field", "ends"),
    [
        ({"doses": [{"visits": ["C1D1"], "wieght": "72.5kg"}]}, "doses[1].wieght", "'doses[1].wieght' is not a known key; the nearest is weight."),
        ({"doses": [{"antidote": "none"}]}, "doses[1].antidote", "write one of mg, visits, volume, weighed, weight."),
        ({"contents": {"C1D1": "0" * 64}, "zzz": "none"}, "zzz", "write one of born, by, contents, doses, fingerprint, mg_per_kg, on, revision, visits."),
    ],
)  # fmt: skip
def test_a_key_of_a_list_that_may_be_left_out_is_told_the_keys_of_its_entries(raw, field, ends):
    whole = {"revision": 1, "by": "CD", "on": "2027-01-03", "fingerprint": "0" * 64, "visits": ["C1D1"], "mg_per_kg": "20"}
    dose = {"visits": ["C1D1"], "weight": "72.5kg", "mg": "1450mg", "volume": "72.5mL"}
    if "doses" in raw:
        raw = {"doses": [{**dose, **raw["doses"][0]}]}
    with pytest.raises(InputError) as raised:
        build(Check, {**whole, **raw}, "")
    assert (raised.value.code, raised.value.field) == ("unknown-key", field)
    assert raised.value.sentence.endswith(ends)


def test_a_text_of_another_form_deep_in_a_file_is_told_one_that_stands_there():
    told = of_course(weight="72.5kg", change=[{**MOVE, "visit": "C1D15.0"}])
    assert (told.code, told.field) == ("not-like-that", "changes[1].move.visit")
    assert told.sentence == "changes[1].move.visit is 'C1D15.0'; write it like C1D8."


def test_a_key_that_is_near_several_is_told_the_nearest_alone():
    told = of_course(weight="72.5kg", weighted="2027-01-02")
    assert told.sentence == "'weighted' is not a known key; the nearest is weighed."
    assert "weight_kg" not in of_course(weight="72.5kg", zzz=1).sentence


def test_a_key_with_characters_that_print_as_nothing_is_shown_with_marks_for_them():
    told = of_course(**{"weight": "72.5kg", "a\u200bb": 1})
    assert told.field == "a\N{REPLACEMENT CHARACTER}b"
