"""Which keys a plan document has, its letterhead, and who checked which visits."""

from collections.abc import Iterator
from typing import Any

import pytest

from dosing.inputs.changes import VERBS
from dosing.recheck import course, limits, recheck
from dosing.recheck.forms import Later, only
from dosing.recheck.limits import SITE
from tests.unit.recheck_documents import label_rates, paths, sealed, visit, with_change, with_correction, with_input

CHANGES = "inputs.course.changes"
LATER = "from_a_later_version"


def with_changes_of_every_depth() -> dict[str, Any]:
    """The document with a correction of nothing that makes a number, the same site again, and a weight after the last visit."""
    document = with_correction(label_rates(), born="2001-05-06")
    with_change(document, "resite", site=label_rates()["inputs"]["site"])
    with_change(document, "reweigh", "2027-03-01", weight_kg="72.35", weighed="2027-03-01")
    for name in ("C2D1", "C2D8", "C2D15", "C2D22"):
        visit(document, name)["provisional"] = False
    document["release"]["checks"] = [{"by": "EF", "on": "2027-01-03", "visits": ["C1D1"]}]
    return sealed(document)


def objects(value: Any, path: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of a document, with its path as a disagreement names it."""
    if isinstance(value, dict):
        yield value, path
        for key, below in value.items():
            yield from objects(below, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for i, below in enumerate(value):
            yield from objects(below, f"visits.{below['visit']}" if path == "visits" else f"{path}[{i}]")


def place(document: dict[str, Any], path: str) -> dict[str, Any]:
    return next(found for found, of_it in objects(document) if of_it == path)


def test_a_document_with_changes_of_every_depth_is_confirmed() -> None:
    assert recheck(with_changes_of_every_depth()) == []


def test_a_key_that_is_null_is_accepted_wherever_it_stands() -> None:
    document = with_changes_of_every_depth()
    fingerprint = document["release"]["fingerprint"]
    everywhere = [*objects(document)]
    assert len(everywhere) > 200
    for found, _ in everywhere:
        found[LATER] = None
    assert recheck(document) == []
    assert sealed(document)["release"]["fingerprint"] == fingerprint


def test_an_unknown_key_that_says_something_is_named_wherever_it_stands() -> None:
    document = with_changes_of_every_depth()
    for found, path in [*objects(document)]:
        found[LATER] = "1"
        assert f"{path}.{LATER}".removeprefix(".") in paths(document)
        del found[LATER]


@pytest.mark.parametrize(
    "path",
    ["inputs", "inputs.site", "inputs.site.bag", "inputs.course", "inputs.course.entry", f"{CHANGES}[0]", f"{CHANGES}[0].values",
     f"{CHANGES}[1].site.rounding", f"{CHANGES}[2]", "inputs.regimen", "inputs.regimen.washouts[0]",
     "inputs.site.premedications.steroid", "inputs.site.infusion.profiles[0]", "inputs.regimen.rates.first", "inputs.regimen.words"],
)  # fmt: skip
def test_an_unknown_input_is_named_although_the_fingerprint_was_made_anew(path: str) -> None:
    document = with_changes_of_every_depth()
    place(document, path)["weight_factor"] = "0.5"
    assert paths(sealed(document)) == {f"{path}.weight_factor"}


def test_an_unknown_input_is_named_in_one_sentence() -> None:
    document = sealed(with_input(label_rates(), "site.dose_factor", "0.5"))
    said = "inputs.site.dose_factor is 0.5 in the document; the second calculation does not know it."
    assert [found.sentence for found in recheck(document)] == [said]


@pytest.mark.parametrize(
    "path",
    ["inputs.course.born", "inputs.course.weight_typed", "inputs.course.entry.transplant", "inputs.site.time_zone", "inputs.regimen.title",
     "inputs.site.infusion.profiles[0].beyond_limits", "inputs.site.bag.share_reference", "inputs.regimen.usual_cycles", "inputs.regimen.words.two_bags",
     f"{CHANGES}[0].values.weight_kg", f"{CHANGES}[1].site.region", f"{CHANGES}[2].weight_typed",
     "letterhead.address", "release.previous", "release.checks", "findings[0].visit", "visits.C1D1.outcome", "letterhead", "findings"],
)  # fmt: skip
def test_a_missing_key_is_named_although_null_would_make_the_same_fingerprint(path: str) -> None:
    document = with_changes_of_every_depth()
    above, _, key = path.rpartition(".")
    del place(document, above)[key]
    assert path in paths(document)


@pytest.mark.parametrize("key", ["kind", "reason", "by", "when"])
def test_every_change_has_a_kind_a_reason_a_person_and_a_day(key: str) -> None:
    document = with_changes_of_every_depth()
    del document["inputs"]["course"]["changes"][1][key]
    assert f"{CHANGES}[1].{key}" in paths(document)


@pytest.mark.parametrize("when", ["2027-02-29", None, "yesterday"])
def test_the_day_of_a_change_is_a_day_even_where_no_number_comes_from_it(when: object) -> None:
    document = sealed(with_change(label_rates(), "rebase", when))
    assert paths(document) == {f"{CHANGES}[0].when"}


@pytest.mark.parametrize("key", ["name", "address", "day_phone", "night_phone"])
def test_a_line_of_the_letterhead_is_a_text_or_null(key: str) -> None:
    document = label_rates()
    for said in (None, "", "Ward 6"):
        document["letterhead"][key] = said
        assert recheck(document) == []
    for wrong in (5, ["Ward 6"], False):
        document["letterhead"][key] = wrong
        assert paths(document) == {f"letterhead.{key}"}


@pytest.mark.parametrize("paper", ["A4", "a3", "", None, 4])
def test_the_paper_is_a4_or_letter(paper: object) -> None:
    document = label_rates()
    document["letterhead"]["paper"] = "letter"
    assert recheck(document) == []
    document["letterhead"]["paper"] = paper
    assert paths(document) == {"letterhead.paper"}


@pytest.mark.parametrize("letterhead", [None, [], "Ward 5"])
def test_the_letterhead_is_an_object(letterhead: object) -> None:
    assert paths(label_rates() | {"letterhead": letterhead}) == {"letterhead"}


def checked(**check: object) -> dict[str, Any]:
    """The document without C1D8, in which somebody checked two visits; CD prepared the course, and AB left the visit out."""
    document = with_change(label_rates(), "omit", visit="C1D8", not_given=False)
    document["release"]["checks"] = [{"by": "EF", "on": "2027-01-03", "visits": ["C1D1", "C1D15"]} | check]
    return document


def checks_named(document: dict[str, Any]) -> set[str]:
    return {path for path in paths(document) if path.startswith("release.checks")}


def test_a_check_of_visits_that_take_place_is_accepted_and_so_are_two() -> None:
    document = checked()
    document["release"]["checks"].append({"by": "GH", "on": "2027-01-04", "visits": ["C1D1", "C2D22"]})
    assert checks_named(document) == set()


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("by", None, "by"),
        ("by", 5, "by"),
        ("on", "2027-02-29", "on"),
        ("on", "2027-01-03T10:00+01:00", "on"),
        ("on", None, "on"),
        ("visits", [], "visits"),
        ("visits", None, "visits"),
        ("visits", "C1D1", "visits"),
        ("visits", ["C1D1", "C1D15", "C1D1"], "visits"),
        ("visits", ["C1D1", "C1D8"], "visits[1]"),  # is left out
        ("visits", ["C3D1"], "visits[0]"),
        ("visits", [1], "visits[0]"),
    ],
)
def test_a_check_that_is_no_check_of_visits_that_take_place_is_named(key: str, value: object, path: str) -> None:
    assert checks_named(checked(**{key: value})) == {f"release.checks[0].{path}"}


@pytest.mark.parametrize("by", ["CD", "AB"])
def test_a_check_by_who_prepared_the_course_or_made_its_last_change_is_named(by: str) -> None:
    assert checks_named(checked(by=by)) == {"release.checks[0].by"}


def test_who_made_an_earlier_change_can_check() -> None:
    document = with_change(checked(by="AB"), "rebase")
    document["inputs"]["course"]["changes"][-1]["by"] = "GH"
    assert checks_named(document) == set()


def test_who_recorded_what_was_given_can_check_and_who_changed_the_plan_before_cannot() -> None:
    document = with_change(checked(by="GH"), "outcome", visit="C1D1", in_full=True)
    document["inputs"]["course"]["changes"][-1]["by"] = "GH"
    assert checks_named(document) == set()
    document["release"]["checks"][0]["by"] = "AB"  # who left C1D8 out
    assert checks_named(document) == {"release.checks[0].by"}


def of_revision(number: int, **check: object) -> dict[str, Any]:
    """The same document after two more changes, by GH and by EF, with checks of revisions 2 and `number`; its newest is 4."""
    document = with_change(with_change(checked(by="IJ", revision=2), "rebase"), "rebase")
    for change, by in zip(document["inputs"]["course"]["changes"][-2:], ("GH", "EF"), strict=True):
        change["by"] = by
    later = {"by": "KL", "on": "2027-01-05", "visits": ["C1D22"], "revision": number}
    document["release"]["checks"].append(later | check)
    return document


@pytest.mark.parametrize(
    ("number", "may", "may_not"),
    [
        (2, ["KL", "GH", "EF", "IJ"], ["CD", "AB", "A.B.", "ab", "c d", "\u010cD"]),  # AB left C1D8 out, and nobody had checked before
        (3, ["KL", "EF", "IJ", "AB"], ["CD", "GH", "G.H."]),  # what AB did was checked by IJ
        (4, ["KL", "IJ", "AB"], ["CD", "GH", "EF"]),  # nobody checked revision 3
    ],
)
def test_who_checks_made_no_change_since_the_check_before_up_to_the_revision_that_they_checked(
    number: int, may: list[str], may_not: list[str]
) -> None:
    for by in may:
        assert checks_named(of_revision(number, by=by)) == set()
    for by in may_not:
        assert checks_named(of_revision(number, by=by)) == {"release.checks[1].by"}


def test_the_first_check_is_judged_by_every_change_before_it() -> None:
    document = of_revision(4)
    document["release"]["checks"] = [{"by": "AB", "on": "2027-01-05", "visits": ["C1D22"], "revision": 4}]
    assert checks_named(document) == {"release.checks[0].by"}
    document["release"]["checks"][0]["by"] = "IJ"
    assert checks_named(document) == set()


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("revision", 0, "revision"),
        ("revision", 5, "revision"),
        ("revision", "4", "revision"),
        ("revision", True, "revision"),
        ("visits", ["C1D8"], "visits[0]"),  # is left out
        ("visits", ["C2D1"], "visits[0]"),  # waits for a weight
        ("visits", ["C1D1", "C1D1"], "visits"),
    ],
)
def test_a_check_of_a_revision_names_visits_that_take_place_and_wait_for_no_weight(key: str, value: object, path: str) -> None:
    assert checks_named(of_revision(4, **{key: value})) == {f"release.checks[1].{path}"}


def test_a_check_of_which_nothing_holds_any_more_names_no_visit() -> None:
    assert checks_named(of_revision(4, visits=[])) == set()


@pytest.mark.parametrize("checks", [None, {}, [None], ["EF"], "EF"])
def test_checks_are_a_list_of_objects(checks: object) -> None:
    document = label_rates()
    document["release"]["checks"] = checks
    assert {path.partition("[")[0] for path in paths(document)} == {"release.checks"}


def test_the_one_who_checked_no_longer_stands_in_the_release() -> None:
    document = label_rates()
    document["release"]["checked_by"] = None
    assert recheck(document) == []
    document["release"]["checked_by"] = "EF"
    assert paths(document) == {"release.checked_by"}


@pytest.mark.parametrize(
    ("key", "value"), [("severity", "warning"), ("severity", None), ("visit", "C3D1"), ("visit", 1), ("code", None), ("message", 5)]
)
def test_a_finding_that_cannot_be_read_is_named(key: str, value: object) -> None:
    document = label_rates()
    document["findings"][0][key] = value
    assert paths(document) == {f"findings[0].{key}"}


@pytest.mark.parametrize(
    ("stated", "found"), [({}, set()), ({LATER: None}, set()), ({LATER: "10"}, set()), ({LATER: "20"}, {f"inputs.site.{LATER}"})]
)
def test_a_key_that_a_later_version_added_may_be_lacking_and_is_held_to_its_limit_once_it_is_used(
    stated: dict[str, Any], found: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SITE, LATER, Later(only("10")))  # type: ignore[arg-type, call-overload, unused-ignore]
    document = label_rates()
    document["inputs"]["site"].update(stated)
    assert paths(sealed(document)) == found


def test_the_second_calculation_knows_every_verb_and_what_it_may_hold() -> None:
    assert set(limits.CHANGES) == set(VERBS)
    assert set(course.CHANGES) | {"undo"} == set(VERBS)  # what an undo takes back is struck out before
