"""Every finding of every check, and the page of each kind on which it must stand: above what it is about, where it can be acted on."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from dosing.findings import Finding, Refused
from dosing.formats.shipped import newest_regimen
from dosing.releases import Release
from dosing.rules import checks
from dosing.views import Printing
from dosing.views.layout.per_visit import ABOUT, WITH_THE_COURSE, about
from tests.plans import ORDER_RATES, make_release, move, omit, outcome, rates, resite, reweigh, slots
from tests.unit.views.read_sheets import FAMOTIDINE, NAMED, NO_H2, PROFESSIONAL, Page, pages

PD: dict[str, Any] = {"regimen": "label-10-us-pd", "cycles": 1}
PD_REVIEWED: dict[str, Any] = {"reviews": [{"regimen": "label-10-us-pd", "revision": 1, "by": "CD", "on": "2026-12-01"}]}
SIX_DAYS: dict[str, Any] = {"visit": {"smallest_interval_days": 6}}
COMPARED_LONG_AGO: dict[str, Any] = {"infusion": {**ORDER_RATES["infusion"], "compared_on": "2025-12-01"}}


class Told(NamedTuple):
    """A course of which a check says something: on which visits' pages it stands, and on which it does not."""

    site: dict[str, Any]
    course: dict[str, Any]
    on: tuple[str, ...]
    not_on: tuple[str, ...] = ()


CASES: dict[str, Told] = {
    # 110.4 kg is heavier than the trial's 93 kg; C1D15 has another weight.
    "weight-unusual": Told({}, {"weight": "110.4kg", "changes": [reweigh("90kg", "2027-01-15")]}, ("C1D1", "C1D8"), ("C1D15",)),
    # 47 / 100 = 0.47: either of the two may have been pounds.
    "weight-ratio": Told({}, {"weight": "100kg", "changes": [reweigh("47kg", "2027-01-15")]}, ("C1D1", "C1D15", "C1D22")),
    "weight-changed": Told({}, {"changes": [reweigh("85kg", "2027-01-15")]}, ("C1D15", "C1D22"), ("C1D1", "C1D8")),
    "weight-old": Told({}, {"weighed": "2026-12-20"}, ("C1D1",), ("C1D8",)),  # 15 days, of 7; 22 days, of 28
    "weight-date-missing": Told({}, {"weight": "160lb", "weighed": None}, ("C1D1", "C1D22")),
    "weigh-before-cycle": Told({}, {}, ("C2D1", "C2D22"), ("C1D22",)),
    "bag-prepared": Told({}, {"changes": [reweigh("85kg", "2027-01-10")]}, ("C1D8",), ("C1D1", "C1D15")),  # the day before C1D8
    # 110.4 kg: 8.832 mg/mL, above 7.44; said once for all visits, and on every page of them. With 80 kg 6.4 mg/mL.
    "drug-share": Told({}, {"weight": "110.4kg", "changes": [reweigh("80kg", "2027-01-25")]}, ("C1D1", "C1D8", "C1D15"), ("C1D22",)),
    # 23 kg: 460 mg, of which 500 mg are +8.7% and 400 mg -13%.
    "whole-vials-too-far": Told({"rounding": {"whole_vials_within_percent": "5"}}, {"weight": "23kg"}, ("C1D1", "C1D22")),
    "dose-not-for-age": Told({**PD_REVIEWED, **slots(steroid={"dose_mg": "40"})}, {**PD, "born": "1940-01-01"}, ("C1D1", "C1D22")),
    "h2-not-marketed": Told({}, {}, ("C1D1", "C1D22")),
    "rates-beyond-limits": Told(rates(beyond_limits="asked for"), {}, ("C1D1", "C1D22")),
    "rates-fast": Told(ORDER_RATES, {}, ("C1D1", "C1D22")),
    "rates-first-again": Told(ORDER_RATES, {}, ("C1D8", "C1D22"), ("C1D1",)),
    "rates-long": Told(rates(first=[{"rate": "25"}]), {}, ("C1D1", "C1D22")),  # 250 mL at 25 mL an hour take 10 h, of 8
    "steroid-counts-once": Told(PD_REVIEWED, PD, ("C1D1", "C1D22")),
    "compared-old": Told(COMPARED_LONG_AGO, {}, ("C1D1", "C1D22")),
    "washout-inside": Told({}, {"entry": {"last_chemotherapy": "2026-12-22"}}, ("C1D1",), ("C1D8",)),
    "washout-on-limit": Told({}, {"entry": {"last_chemotherapy": "2026-12-21"}}, ("C1D1",), ("C1D8",)),
    "interval-short": Told(SIX_DAYS, {"changes": [move("C1D8", "2027-01-10", following="keep")]}, ("C1D8",), ("C1D1",)),
    "interval-long": Told({}, {"changes": [move("C1D8", "2027-01-12")]}, ("C1D8",), ("C1D1", "C1D15")),
    "born-implausible": Told({}, {"born": "1900-01-01"}, ("C1D1", "C1D22")),
    "regimen-not-known": Told({}, {}, ("C1D1", "C1D22")),
}

# What stands with the whole course alone.
COURSE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "entry-facts": ({}, {}),
    "weekend": ({}, {"start": "2027-01-09"}),
    "holiday": ({"country": "US"}, {"start": "2027-01-18"}),  # Martin Luther King Day
    "past-start": ({}, {"issued": datetime(2027, 1, 5, 9, tzinfo=UTC)}),
    "long-course": ({}, {"changes": [move("C2D22", "2027-03-30")]}),
    "premedication-omitted": (NO_H2, {}),
    "trial-terminated": ({}, {}),
    "twice-label-dose": ({}, {}),
    "label-stability": ({}, {}),
}

# Nothing is printed of a plan that a check refuses.
REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bag-full": ({}, {"weight": "126kg"}),  # 126 mL, of 250
    "age-under": ({}, {"born": "2015-01-01"}),
    "weight-before-birth": ({}, {"born": "2027-01-03"}),
    "weight-after-issue": ({}, {"issued": datetime(2027, 1, 1, 9, tzinfo=UTC)}),
    "recorded-ahead": ({}, {"changes": [outcome("C1D1", "2027-01-05")], "issued": datetime(2027, 1, 3, 9, tzinfo=UTC)}),
    "compared-future": ({"infusion": {**ORDER_RATES["infusion"], "compared_on": "2027-03-01"}}, {}),
}


def released(code: str, told: Told) -> Release:
    made = make_release(told.site, **{**NAMED, **told.course})
    if code == "regimen-not-known":  # which no regimen that ships is
        made = replace(
            made, findings=(*made.findings, Finding(code, "caution", None, "The second calculation does not know this regimen."))
        )
    return made


def leaves_of(release: Release, name: Literal["pharmacy", "nurse"], visit: str) -> list[Page]:
    """The pages of one visit that somebody works from: not the check, which holds no answer and no word about one."""
    wanted = Printing(visit=visit, provisional=True)
    found = pages(release, name, wanted)
    return [page for page in found if page.lines[0].endswith(visit) and not page.lines[0].startswith("Independent check")]


def said_on(release: Release, code: str, found: list[Page]) -> bool:
    words = [" ".join(each.message.split()) for each in release.findings if each.code == code]
    return any(said in " ".join(page.lines) for said in words for page in found)


def check_it_stands(release: Release, code: str, words: list[str], told: Told) -> None:
    """Each of the words stands on every page of each kind that the table asks for. Raises AssertionError."""
    assert words
    for name in PROFESSIONAL:
        for visit in told.on:
            text = " ".join(line for page in leaves_of(release, name, visit) for line in page.lines)
            assert any(each in text for each in words), f"{code} is missing on the {name} page of {visit}"
        overview = " ".join(line for page in pages(release, name) for line in page.lines)
        assert code_on_the_overview(code, words, overview), f"{code} is missing on the {name} overview"


def code_on_the_overview(code: str, words: list[str], overview: str) -> bool:
    # The overview says once what several visits share, with all of their names; its beginning and end are those of each.
    return any(each in overview or each[-60:] in overview for each in words)


def words_of(release: Release, code: str) -> list[str]:
    return [" ".join(each.message.split()) for each in release.findings if each.code == code]


@pytest.mark.hazard("H-22")
@pytest.mark.parametrize("code", CASES)
def test_a_finding_stands_on_the_worksheet_and_on_the_nurse_page_of_each_visit_that_it_touches(code: str) -> None:
    told = CASES[code]
    release = released(code, told)
    check_it_stands(release, code, words_of(release, code), told)
    for name in PROFESSIONAL:
        for visit in told.not_on:
            assert not said_on(release, code, leaves_of(release, name, visit)), f"{code} stands on the {name} page of {visit}"


@pytest.mark.parametrize("code", CASES)
def test_without_a_finding_the_table_is_not_met(code: str) -> None:
    told = CASES[code]
    release = released(code, told)
    words = words_of(release, code)
    silent = replace(release, findings=tuple(each for each in release.findings if each.code != code))
    with pytest.raises(AssertionError, match=f"{code} is missing"):
        check_it_stands(silent, code, words, told)


@pytest.mark.parametrize("code", CASES)
def test_on_a_worksheet_a_finding_stands_above_what_it_is_about(code: str) -> None:
    told = CASES[code]
    release = released(code, told)
    place = about(release.plan.regimen, code)
    sides = [page.lines for page in leaves_of(release, "pharmacy", told.on[0])]
    below = "Premedication to supply" if place == "premedication" else "Rounded dose"
    said = next(at for at, line in enumerate(sides[0]) if any(each in line for each in words_of(release, code)))
    assert said < next(at for at, line in enumerate(sides[0]) if line.startswith(below))


@pytest.mark.parametrize("code", COURSE)
def test_what_is_about_the_course_stands_on_its_pages_and_on_no_leaf(code: str) -> None:
    site, course = COURSE[code]
    release = make_release(site, **{**NAMED, **course})
    assert code in {each.code for each in release.findings}
    for name in PROFESSIONAL:
        expected = name == "pharmacy" or code != "label-stability"
        overview = " ".join(line for page in pages(release, name) for line in page.lines)
        assert all(" ".join(each.message.split()) in overview for each in release.findings if each.code == code) is expected
        assert not said_on(release, code, leaves_of(release, name, "C1D22"))


@pytest.mark.parametrize("code", REFUSED)
def test_nothing_is_printed_of_what_a_check_refuses(code: str) -> None:
    site, course = REFUSED[code]
    with pytest.raises(Refused) as refused:
        make_release(site, **course)
    assert any(each.code.startswith(code) for each in refused.value.findings)


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_data_that_nobody_reviewed_have_no_leaf_and_every_page_says_so(name: Literal["pharmacy", "nurse"]) -> None:
    release = make_release(**PD, born="1990-01-01", label="ISLAY-007")
    assert "unreviewed-data" in {each.code for each in release.findings}
    found = pages(release, name)
    assert all(page.lines[0] == "UNREVIEWED DATA, NOT FOR USE" for page in found)
    assert not leaves_of(release, name, "C1D1")


def test_a_weight_typed_in_pounds_is_said_with_what_was_typed_beside_the_dose_that_it_makes() -> None:
    release = released("weight-date-missing", CASES["weight-date-missing"])
    for name in PROFESSIONAL:
        text = " ".join(line for page in leaves_of(release, name, "C1D8") for line in page.lines)
        assert "The day on which 72.57 kg, entered as 160 lb was measured was not given." in text


def test_a_premedication_is_cautioned_against_only_at_the_visits_that_have_it() -> None:
    release = make_release(FAMOTIDINE, changes=[resite({}, "2027-01-20")], **NAMED)  # ranitidine from C1D22 on
    for name in PROFESSIONAL:
        assert not said_on(release, "h2-not-marketed", leaves_of(release, name, "C1D15"))
        assert said_on(release, "h2-not-marketed", leaves_of(release, name, "C1D22"))


def test_a_run_of_doses_that_a_visit_left_out_interrupts_is_said_on_all_of_it() -> None:
    release = make_release(weight="110.4kg", changes=[omit("C1D8")], **NAMED)
    for visit in ("C1D1", "C1D15", "C1D22"):
        assert said_on(release, "drug-share", leaves_of(release, "pharmacy", visit))


def test_the_table_holds_every_finding_of_every_check() -> None:
    named = {*CASES, *COURSE, *REFUSED, "unreviewed-data", "second-calculation"}
    assert set(codes_of_the_checks()) <= named
    for regimen in ("islay", "label-10-us-kd", "label-10-us-pd"):
        fixed = newest_regimen(regimen)
        cautions = {drug.caution.code for rule in fixed.slots for drug in rule.drugs if drug.caution is not None}
        assert cautions <= set(CASES)
        # What a regimen always notes is said of no visit; what it always cautions of is said of each.
        assert {said.code for said in fixed.always if about(fixed, said.code)} == {
            said.code for said in fixed.always if said.severity == "caution"
        }


def test_what_a_finding_is_about_is_said_for_each_of_them() -> None:
    placed = {*ABOUT, *WITH_THE_COURSE, "h2-not-marketed"}
    assert {code for code in codes_of_the_checks() if code not in ("age-under", "second-calculation")} <= placed
    assert {code for code in placed if code not in REFUSED and code != "unreviewed-data"} <= {*CASES, *COURSE}


def codes_of_the_checks() -> Iterator[str]:
    """The code of each finding that is written out in the checks, and those that a name stands for."""
    folder = Path(checks.__path__[0])
    for path in [*sorted(folder.glob("*.py")), folder.parents[1] / "releases.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Finding", "whole") and node.args:
                yield from _code(node.args[0])


NAMED_ELSEWHERE = {
    "code": (),  # handed on by `whole`
    "off.why": ("weekend", "holiday"),
    "said.code": (),  # of a regimen
    "drug.caution.code": (),
}


def _code(first: ast.expr) -> Iterator[str]:
    if isinstance(first, ast.Constant):
        yield str(first.value)
    elif isinstance(first, ast.JoinedStr):
        yield str(first.values[0].value).rstrip("-")  # type: ignore[attr-defined]
    else:
        yield from NAMED_ELSEWHERE[ast.unparse(first)]
