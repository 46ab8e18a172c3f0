"""Raw values to inputs: one sentence for the first problem, the unit of a weight, and formats."""

import pytest

from dosing.findings import InputError
from dosing.formats.course_file import read_course, render_course
from dosing.formats.shipped import default_letterhead, default_regimen
from dosing.history import sealed
from dosing.inputs.raw import change_from, course_from, course_with, entry_from, honest, regimen_from, site_from, site_in_course
from dosing.inputs.regimen import SourceEntry
from dosing.inputs.site import Site
from dosing.plan import build_plan
from tests import plans

ISLAY = default_regimen()


def problem_of(raw: dict) -> InputError:
    with pytest.raises(InputError) as raised:
        course_from(raw, "course.toml")
    return raised.value


def test_a_site_that_lost_a_source_is_refused():
    raw = plans.make_site().model_dump()
    del raw["sources"]["premedications.h2_blocker.dose_mg"]
    answer = plans.refusal(changes=[plans.change("resite", "2027-01-05", site=raw)])
    assert (
        str(answer)
        == "changes[1].resite.site.sources says nothing about premedications.h2_blocker.dose_mg; write where that value came from."
    )


def test_a_weight_is_typed_with_its_unit_in_changes_and_corrections_too():
    assert "has no unit" in str(plans.refusal(changes=[plans.reweigh("70", "2027-01-05")]))
    assert "has no unit" in str(plans.refusal(changes=[plans.correct(weight="70")]))


def test_a_weight_typed_in_pounds_is_kept_beside_its_kilograms():
    course = plans.make_course(weight="160 lbs", changes=[plans.reweigh("150lb", "2027-01-05"), plans.correct(weight="155.5lb")])
    assert (str(course.weight_kg), course.weight_typed) == ("72.57", "160 lbs")  # 160 x 0.45359237 = 72.5748
    new, corrected = course.changes
    assert (str(new.weight_kg), new.weight_typed) == ("68.04", "150lb")  # 68.0389
    assert (str(corrected.values.weight_kg), corrected.values.weight_typed) == ("70.53", "155.5lb")  # 70.5336
    assert plans.make_course(weight="72.5kg").weight_typed is None


def test_a_problem_in_a_file_names_the_file_and_one_that_was_typed_here_does_not():
    typed = {"course_id": plans.COURSE_ID, "start": "2027-01-04"}
    for weight in ({}, {"weight": "72.5"}, {"weight": 72.5}, {"weight": "72.5kg", "start": "today"}):
        in_file = problem_of(typed | weight)
        assert in_file.where == "course.toml"
        assert str(in_file) == f"course.toml: {in_file.sentence}"
        with pytest.raises(InputError) as here:
            course_from(typed | weight)
        assert (here.value.where, str(here.value)) == ("", in_file.sentence)
    changed = problem_of(typed | {"weight": "72.5kg", "change": [plans.reweigh("70", "2027-01-05")]})
    assert (changed.code, changed.where) == ("weight-without-unit", "course.toml")


def test_a_change_is_read_by_its_kind_and_a_problem_names_its_own_field():
    assert change_from(plans.omit("C1D8")).visit == "C1D8"
    for raw, field in (
        ({**plans.omit("C1D8"), "reason": " "}, "reason"),
        ({**plans.omit("C1D8"), "by": None}, "by"),
        ({**plans.omit("C1D8"), "kind": "delay"}, "kind"),
        ({**plans.omit("C1D8"), "kind": ["omit"]}, "kind"),
        (plans.correct(weight="70"), "weight"),
        (plans.correct(transplant="never"), "values.transplant"),
        (plans.correct(), "values"),
    ):
        with pytest.raises(InputError) as raised:
            change_from(raw)
        assert (raised.value.field, raised.value.where) == (field, "")


def test_a_course_gets_one_more_change_and_the_one_before_stays_as_it_was():
    before = plans.make_course(changes=[plans.omit("C1D8")])
    after = course_with(before, plans.reweigh("70kg", "2027-01-12"))
    assert [change.kind for change in after.changes] == ["omit", "reweigh"]
    assert len(before.changes) == 1


def test_the_rest_of_a_sentence_is_what_stands_behind_the_name_of_the_input():
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-02-30", "weight": "72.5kg"})
    assert (told.field, told.rest) == ("start", "is '2027-02-30', which is not in the calendar; write a real day, like 2027-01-04.")
    assert told.sentence == f"start {told.rest}"


def test_a_label_of_another_kind_is_not_repeated():
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-01-04", "weight": "72.5kg", "label": ["Jane Doe"]})
    assert "Jane" not in str(told)
    assert told.sentence == "label is of another kind; write some text in quotes."


def test_facts_and_a_birth_date_are_read_without_a_course():
    facts, born = entry_from({"last_chemotherapy": "2026-12-01", "transplant": "none"}, "1990-05-06")
    assert (str(facts.last_chemotherapy), facts.transplant, str(born)) == ("2026-12-01", "none", "1990-05-06")
    with pytest.raises(InputError) as raised:
        entry_from({"transplant": "never"})
    assert (raised.value.field, raised.value.where) == ("entry.transplant", "")


def test_the_site_of_a_course_file_is_whole_with_its_sources_or_a_few_values_over_the_default():
    whole = plans.make_site({"bag": {"volume_ml": "500"}})
    assert site_in_course(whole.model_dump(), plans.default_values(), ISLAY, "course.toml", stored=True) == whole
    assert site_in_course({"bag": {"volume_ml": "500"}}, plans.default_values(), ISLAY, "course.toml", stored=True) == whole
    assert site_in_course(None, plans.default_values(), ISLAY, "course.toml", stored=True) == plans.make_site()
    with pytest.raises(InputError) as raised:  # a whole one that has lost a value is not filled up from today's defaults
        site_in_course({**whole.model_dump(), "bag": None}, plans.default_values(), ISLAY, "course.toml", stored=True)
    assert (raised.value.field, raised.value.where) == ("site.bag", "course.toml: site")


def test_a_letterhead_inside_the_site_of_a_course_file_is_told_where_it_belongs():
    with pytest.raises(InputError) as raised:
        site_in_course({"letterhead": {"name": "Day unit"}}, plans.default_values(), ISLAY, "course.toml", stored=True)
    assert str(raised.value) == (
        "course.toml: 'site.letterhead' is not a known key here; write it as a table of its own, headed [[letterhead]]."
    )


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("dosing-regimen/3", "newer than this program reads (dosing-regimen/2); use the program that wrote it."),
        ("dosing-regimen/1", "which was never released and is not read; begin it anew (dosing-regimen/2)."),
        ("dosing-course/2", 'write format = "dosing-regimen/2".'),
        ("dosing-regimen/two", 'write format = "dosing-regimen/2".'),
        ("dosing-regimen/\uff13", 'write format = "dosing-regimen/2".'),
        (1, 'write format = "dosing-regimen/2".'),
    ],
)
def test_a_file_of_another_an_older_or_a_newer_format_is_refused(found, sentence):
    with pytest.raises(InputError) as raised:
        regimen_from({"format": found})
    assert str(raised.value).endswith(sentence)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ("dosing-site/1", "site.toml has the format 'dosing-site/1'; write format = \"dosing-site/2\"."),
        (
            "dosing-site/3",
            "site.toml has the format 'dosing-site/3', newer than this program reads (dosing-site/2); use the program that wrote it.",
        ),
    ],
)
def test_a_site_file_is_told_the_format_that_it_has_now(found, sentence):
    with pytest.raises(InputError) as raised:
        site_from({"format": found}, plans.default_values(), ISLAY, "site.toml")
    assert (raised.value.field, str(raised.value)) == ("site", sentence)


@pytest.mark.parametrize(
    ("name", "slot"),
    [("dexamethasone", "steroid"), ("acetaminophen", "antipyretic"), ("famotidine", "h2_blocker"), ("h2_blocker", "h2_blocker")],
)
def test_a_premedication_is_written_under_its_slot_and_not_under_a_drug(name, slot):
    with pytest.raises(InputError) as raised:
        site_from({name: {"dose_mg": "20"}}, plans.default_values(), ISLAY, "site.toml")
    assert (raised.value.code, raised.value.field) == ("unknown-key", f"site.{name}")
    assert str(raised.value) == f"site.toml: '{name}' is not a known key; write what is given in a table headed [premedications.{slot}]."


@pytest.mark.parametrize("key", ["change", "check"])
def test_one_table_where_a_list_of_them_belongs_is_told_its_heading(key):
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-01-04", "weight": "72.5kg", key: {"kind": "omit", "by": "AB"}})
    assert (told.code, told.where) == ("another-kind", "course.toml")
    assert told.sentence == f"{key} is one table; write each {key} as a table of its own, headed [[{key}]]."


# A value is called what it is


def called(site: Site, key: str, kind: str, **values: object) -> Site:
    """A site whose file says of one value that it comes from somewhere else."""
    entry = SourceEntry(kind=kind, citation="a leaflet of ours")
    return site.model_copy(update={**values, "sources": {**site.sources, key: entry}})


def test_a_value_that_differs_from_the_shipped_one_is_the_sites_whatever_its_file_says_of_it():
    site = plans.make_site({"bag": {"volume_ml": "500"}} | plans.slots(antihistamine={"dose_mg": "50"}))
    for key in ("bag.volume_ml", "premedications.antihistamine.dose_mg"):
        for kind in ("label", "record", "choice"):
            found = honest(called(site, key, kind), plans.default_values(), ISLAY).sources[key]
            assert (found.kind, found.citation) == ("site", "entered by the pharmacy")


def test_a_value_as_it_is_shipped_keeps_its_own_source_and_no_other_words_of_it():
    site, key = plans.make_site(), "premedications.antihistamine.dose_mg"
    assert honest(site, plans.default_values(), ISLAY) == site
    assert honest(called(site, key, "label"), plans.default_values(), ISLAY).sources[key] == site.sources[key]
    assert honest(called(site, key, "record"), plans.default_values(), ISLAY).sources[key].kind == "site"  # the record has no dose
    own = called(site, key, "site")
    assert honest(own, plans.default_values(), ISLAY) == own


def test_another_drug_of_a_slot_has_the_values_that_the_regimen_has_for_it():
    site = plans.make_site(plans.slots(h2_blocker={"drug": "famotidine"}))
    assert honest(site, plans.default_values(), ISLAY) == site
    named = called(site, "premedications.h2_blocker.drug", "record")  # the record names another
    assert honest(named, plans.default_values(), ISLAY).sources["premedications.h2_blocker.drug"].kind == "site"


def test_a_profile_of_the_sites_own_is_never_the_labels():
    key = "infusion.profiles.order-14"
    site = called(plans.make_site(plans.ORDER_RATES), key, "label")
    assert honest(site, plans.default_values(), ISLAY).sources[key].kind == "site"
    assert honest(site, plans.default_values(), ISLAY).sources["infusion.profiles.label-250ml"].kind == "label"


LARGE_BAG = {"bag": {"volume_ml": "500"}}


def as_a_file(*, stored: bool, changed: bool) -> str:
    """A course whose site, or the site of its change, has a large bag and calls that the label's; with its fingerprints, or by hand."""
    said = called(plans.make_site(LARGE_BAG), "bag.volume_ml", "label")
    later = [plans.change("resite", "2027-01-10", site=said)]
    history = plans.make_history(changes=later) if changed else plans.make_history(said)
    text = render_course(history.site, default_letterhead(), sealed(history))
    return (
        text if stored else "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("fingerprint =", "engine =")))
    )


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(("stored", "kind"), [(False, "site"), (True, "label")])
def test_a_course_file_that_was_written_by_hand_is_held_to_it_and_a_stored_one_stays_as_its_fingerprint_has_it(stored, kind, changed):
    found = read_course(as_a_file(stored=stored, changed=changed).encode(), "course.toml")
    site = found.course.changes[0].site if changed else found.site
    assert (site.bag.volume_ml, site.sources["bag.volume_ml"].kind) == (500, kind)
    assert found.course.fingerprint is not None or not stored


def test_values_typed_with_a_format_are_called_it():
    with pytest.raises(InputError) as raised:
        course_from({"format": "dosing-course/1"})
    assert str(raised.value).startswith("it has the format 'dosing-course/1', which was never released")


def test_a_course_made_for_another_regimen_is_refused():
    assert "'islay' revision 2, but this is 'islay' revision 1" in str(plans.refusal(regimen_revision=2))
    with pytest.raises(InputError, match="use the version of this program that made the course"):
        build_plan(ISLAY, plans.make_site(), plans.make_course(regimen="other"))


def test_what_is_nested_too_deeply_is_one_sentence():
    value: list = []
    for _ in range(100_000):
        value = [value]
    told = problem_of({"course_id": plans.COURSE_ID, "start": "2027-01-04", "weight": "72.5kg", "cycles": value})
    assert str(told).endswith(".")
    assert len(str(told)) < 300
