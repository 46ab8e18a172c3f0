"""Which part of a plan document its fingerprint covers, against a few lines of its own in `recheck_documents`."""

import hashlib
from typing import Any

import pytest

from dosing.recheck import recheck
from dosing.recheck.fingerprint import digest, prune
from tests.unit.recheck_documents import PREVIOUS, day_only, label_rates, paths, sealed, visit, with_change, with_input


def second_revision() -> dict[str, Any]:
    return sealed(with_change(day_only(), "rebase"))


def test_the_fingerprint_of_the_document_worked_out_by_hand_comes_out_both_ways() -> None:
    assert sealed(label_rates()) == label_rates()
    assert recheck(label_rates()) == []


def test_nulls_and_prose_are_left_out_at_every_depth_and_keys_are_sorted() -> None:
    value = {
        "b": None,
        "kg": "72.5",
        "a": [{"citation": "label", "minutes": 45}, None, {"title": "é"}],
        "criteria_not_checked": ["x"],
        "words": {"kg": "1"},
        "message": "x",
        "called": "x",
    }
    assert digest(prune(value)) == hashlib.sha256(b'{"a":[{"minutes":45},null,{}],"kg":"72.5"}').hexdigest()


def test_characters_are_not_escaped_in_what_the_fingerprint_covers() -> None:
    assert digest(prune({"label": "é"})) == hashlib.sha256('{"label":"é"}'.encode()).hexdigest()


def test_the_fingerprint_stands_above_issue_engine_checks_letterhead_and_findings() -> None:
    document = label_rates()
    document["release"] |= {"issued": "2027-01-11T00:00:00Z", "engine": "dosing 9.9.9"}
    document["release"]["checks"] = [{"by": "EF", "on": "2027-01-03", "visits": ["C1D1"]}]
    document["letterhead"] |= {"name": "Ward 6", "paper": "letter"}
    document["findings"][0]["message"] = "Better words."
    del document["findings"][2:]
    assert recheck(document) == []


def test_better_words_change_no_fingerprint() -> None:
    document = label_rates()
    regimen, sources = document["inputs"]["regimen"], document["inputs"]["site"]["sources"]
    regimen |= {"title": "Better words.", "criteria_not_checked": [], "words": regimen["words"] | {"heading": "Better words."}}
    regimen["always"][0]["message"] = regimen["slots"][2]["drugs"][0]["caution"]["message"] = "Better words."
    regimen["slots"][0]["called"] = regimen["never_vials"][0]["called"] = "better words"
    sources["infusion.profiles.order-250ml"]["citation"] = "Better words."
    for stated in document["visits"]:
        stated["infusion"]["source"]["citation"] = "Better words."
    assert recheck(document) == []


@pytest.mark.parametrize("path", ["course.label", "course.protocol_reference", "course.born", "site.country", "site.infusion.compared_on"])
def test_what_somebody_typed_is_covered(path: str) -> None:
    assert paths(with_input(label_rates(), path, "2001-05-06")) == {"release.fingerprint"}


def test_a_key_that_becomes_null_is_no_longer_covered_as_if_it_had_never_been_there() -> None:
    document = with_input(label_rates(), "course.label", None)
    assert paths(document) == {"release.fingerprint"}
    assert paths(sealed(document)) == set()


def test_a_later_revision_covers_its_change_its_visits_and_the_fingerprint_before() -> None:
    assert recheck(second_revision()) == []
    reason, number, before = second_revision(), second_revision(), second_revision()
    reason["inputs"]["course"]["changes"][0]["reason"] = "another"
    assert paths(reason) == {"release.fingerprint"}
    visit(number, "C1D1")["study_drug"]["discard_mg"] = "53"
    assert paths(number) == {"visits.C1D1.study_drug.discard_mg", "release.fingerprint"}
    before["release"]["previous"] = "0" * 64
    assert paths(before) == {"release.fingerprint"}


def test_a_third_revision_covers_the_third_change_alone_and_the_rest_through_the_chain() -> None:
    document = sealed(with_change(second_revision(), "undo"))
    fingerprint = document["release"]["fingerprint"]
    document["inputs"]["course"]["changes"][0]["reason"] = "another"
    assert sealed(document)["release"]["fingerprint"] == fingerprint
    assert recheck(document) == []


@pytest.mark.parametrize("previous", [None, "", PREVIOUS[1:], PREVIOUS + "5", PREVIOUS.upper(), "g" * 64, PREVIOUS + "\n", 5, [PREVIOUS]])
def test_a_later_revision_without_the_64_digits_before_it_is_named(previous: object) -> None:
    document = second_revision()
    document["release"]["previous"] = previous
    assert paths(document) == {"release.previous"}


def test_a_first_revision_has_no_fingerprint_before_it() -> None:
    document = label_rates()
    document["release"]["previous"] = PREVIOUS
    assert [found.sentence for found in recheck(document)] == [f"release.previous is {PREVIOUS} in the document; recalculated it is empty."]


@pytest.mark.parametrize("revision", [2, 0, "1", True])
def test_the_revision_counts_the_changes(revision: object) -> None:
    document = label_rates()
    document["release"]["revision"] = revision
    assert paths(document) == {"release.revision"}


def test_half_a_character_has_a_fingerprint_like_any_other_text() -> None:
    assert recheck(sealed(with_input(label_rates(), "course.label", "\ud800"))) == []
