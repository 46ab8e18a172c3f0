"""The nurse sheet on paper: its PDF measured, at A4 and Letter. Millimetres and points."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import chain, pairwise
from typing import Any, Literal

import pypdfium2
import pytest

from dosing.releases import Release
from dosing.views import Printing
from dosing.views.layout.nurse_page import course_pages, nurse_page, weight_pages
from dosing.views.layout.rate_rows import rate_rows
from tests.plans import ORDER_RATES, checked, make_release, visit
from tests.unit.views.measure import MM, Box, lines_of, pdf_of, row_heights, smallest_text, texts
from tests.unit.views.read_sheets import (
    BOTH,
    GIVEN,
    INJECTED,
    LONG_LABEL,
    MANY_STEPS,
    NAMED,
    PAPERS,
    TIMED,
    TWO_BAGS,
    TWO_BAGS_KNOWN,
    TWO_BAGS_OF_ORDER,
    of_72_35_kg,
)

pytest.importorskip("plutoprint", reason="plutoprint is not installed (pip install 'dosing[pdf]')")

Paper = Literal["a4", "letter"]
EVERY_DAY = Printing(past=True)
OLD = {"weighed": "2026-11-01"}  # a weight of 64 days at the first visit
THIRD_MINUTES = {  # 173.02 min: 198.4 mL at 68.8 mL per hour, after 17.2 mL and 34.4 mL in an hour each
    "infusion": {
        "profile": "order-9", "compared_by": "AB", "compared_on": "2026-12-01",
        "profiles": [
            {
                "name": "order-9", "follows": "order", "reference": "order 9", "basis": "ml_per_hour", "bag_ml": "250",
                **{part: [{"rate": "17.2", "minutes": 60}, {"rate": "34.4", "minutes": 60}, {"rate": "68.8"}] for part in ("first", "second", "later")},
            }
        ],
    }
}  # fmt: skip
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rates from the order, no times": ({}, NAMED),
    "order rates": (ORDER_RATES, {**TIMED, **NAMED}),
    "injected steroid": ({**ORDER_RATES, **INJECTED}, {**TIMED, **NAMED}),
    "injected steroid, another H2 blocker, two bags": ({**TWO_BAGS_OF_ORDER, **BOTH}, {**TIMED, **NAMED}),
    "two bags, both known": (TWO_BAGS_KNOWN, {**TIMED, **NAMED}),
    "two bags, neither known": (TWO_BAGS, NAMED),
    "no label": (ORDER_RATES, TIMED),
    "longest label, every caution": ({**ORDER_RATES, **BOTH}, {"label": LONG_LABEL, "weight": "240lb", **TIMED, **OLD}),
    "many steps": (MANY_STEPS, {**TIMED, **NAMED}),
    "a step of 173.02 min": (THIRD_MINUTES, {**TIMED, **NAMED}),
    "before midnight": (ORDER_RATES, {"time": "00:20", "time_zone": "Europe/Paris", **NAMED}),
    "a rule for reactions": ({**ORDER_RATES, "reaction_rule": "as " + "written " * 14}, {**TIMED, **NAMED}),
    "lightest": (ORDER_RATES, {"weight": "22.7kg", **TIMED, **NAMED}),
    "heaviest": (ORDER_RATES, {"weight": "124.9kg", **TIMED, **NAMED}),
    "infusions recorded": (ORDER_RATES, {"changes": GIVEN, "issued": datetime(2027, 1, 26, 9, tzinfo=UTC), **TIMED, **NAMED}),
}  # fmt: skip
ONE_SIDE = (
    "order rates", "injected steroid", "two bags, both known", "two bags, neither known", "rates from the order, no times",
    "a step of 173.02 min", "infusions recorded", "lightest", "a rule for reactions",
)  # fmt: skip


@cache
def sheet(name: str, paper: Paper, printing: Printing = EVERY_DAY) -> pypdfium2.PdfDocument:
    return pdf_of(release_of(name), "nurse", paper, printing)


@cache
def release_of(name: str) -> Release:
    site, course = CASES[name]
    return make_release(site, **{"weight": "72.35kg", **course})


def sides_of_visits(document: pypdfium2.PdfDocument, visits: Sequence[str] = ("C",)) -> list[pypdfium2.PdfPage]:
    heads = tuple(f"{words} {name}" for words in ("Nurse sheet", "Infusion") for name in visits)
    return [page for page, text in zip(document, texts(document), strict=True) if text.startswith(heads)]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
def test_no_text_of_the_nurse_sheet_is_smaller_than_9_points(name: str, paper: Paper) -> None:
    for page in sheet(name, paper):
        assert smallest_text(page) >= 9


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
def test_no_row_that_is_written_in_is_lower_than_7_mm(name: str, paper: Paper) -> None:
    labels = [
        "Access",
        "Weight today",
        "dexamethasone",
        "acetaminophen",
        "diphenhydrAMINE",
        "micron",
        "Baseline",
        "End",
        "mL in all",
        "discharged",
    ]
    counted = dict.fromkeys(labels, 0)
    found: list[float] = []
    release = release_of(name)
    signed = [each for each in release.plan.active if not each.provisional and not release.over(each)]
    for page in sides_of_visits(sheet(name, paper), [each.visit for each in signed]):
        for label in labels:
            # The drawing names drugs too, beside lines that are no rows.
            high = [each for each in row_heights(page, label) if each < 30]
            assert all(each >= 7 for each in high), label
            counted[label] += len(high)
        rows = blank_rows(page)
        assert all(each >= 7 for each in rows), [each for each in rows if each < 7]
        found += rows
    assert all(counted.values()) == bool(signed), counted
    rates = sum(len(rate_rows(each)) for each in signed)
    reactions = sum(1 if nurse_page(release, each).one_side else len(nurse_page(release, each).rates) for each in signed)
    assert len(found) == rates + 2 * reactions, "every row of rates, and two for reactions on each side that has rates"


def blank_rows(page: pypdfium2.PdfPage) -> list[float]:
    """How high the rows of the rate table and of reactions are: from rule to rule in their last column but one."""
    found: list[float] = []
    for head, end in (("Resp. rate", "At any sign"), ("Restarted", "Reactions: ")):
        above, below = place_of(page, head), place_of(page, "Rate steps continued") if head == "Resp. rate" else None
        below = below or place_of(page, end)
        if above is None or below is None:
            continue
        at, top, lowest = above[0] + 1, above[1] - 1, below[1] + 2.5  # above the head of the table beside those words
        rules = sorted(
            (box[1] for box in lines_of(page) if box[3] - box[1] < 0.6 and box[0] <= at <= box[2] and lowest < box[1] < top), reverse=True
        )
        # A rule is drawn by each of the cells that meet at it.
        edges = [rule for place, rule in enumerate(rules) if not place or rules[place - 1] - rule > 1]
        found += [round(upper - lower, 1) for upper, lower in pairwise(edges)]
    return found


def place_of(page: pypdfium2.PdfPage, words: str) -> tuple[float, float] | None:
    """The left and the lower edge of some words; None where they do not stand."""
    letters = page.get_textpage()
    hit = letters.search(words, match_case=True).get_next()
    return None if hit is None else (letters.get_charbox(hit[0])[0] / MM, letters.get_charbox(hit[0])[1] / MM)


FOOT_MM, SIDE_MM, EDGE_MM = 9.0, 11.0, 4.3  # the margins of the sheet, and how far from its edge a printer may leave paper white


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
def test_what_stands_on_a_side_leaves_its_margins_free(name: str, paper: Paper) -> None:
    for page in sheet(name, paper):
        high, wide = page.get_height() / MM, page.get_width() / MM
        boxes = [box[:4] for box in words_of(page)]
        foot = [box for box in boxes if box[1] < FOOT_MM]
        assert all(box[1] > EDGE_MM for box in foot)
        assert len(foot) == 4, "Page, its number, of, and how many there are"
        assert max(box[3] for box in boxes) < high - EDGE_MM
        assert min(box[0] for box in boxes) >= SIDE_MM - 0.5
        assert max(box[2] for box in boxes) <= wide - SIDE_MM + 0.5
        assert all(box[1] >= FOOT_MM - 0.3 for box in lines_of(page))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ONE_SIDE)
def test_every_visit_is_one_side_with_its_two_cautions_about_rates(name: str, paper: Paper) -> None:
    found = [text.split(" No protocol")[0] for text in texts(sheet(name, paper))]
    assert [head for head in found if head.startswith(("Nurse sheet C", "Infusion"))] == [
        f"Nurse sheet {each}" for each in ("C1D1", "C1D8", "C1D15", "C1D22")
    ]


def test_the_rates_of_the_label_again_carry_both_cautions_on_one_side_with_an_injected_steroid() -> None:
    (text,) = texts(sheet("injected steroid", "letter", Printing(visit="C1D8")))
    for words in (
        "reach 868.8 mg an hour",
        "faster ones are the prescriber's",
        "Ranitidine injection was withdrawn",
        "dose stated as phosphate",
    ):
        assert words in text


@pytest.mark.parametrize("paper", PAPERS)
def test_a_first_infusion_of_two_bags_is_one_leaf_with_an_injected_steroid_and_ranitidine(paper: Paper) -> None:
    release = of_72_35_kg({**TWO_BAGS_OF_ORDER, **INJECTED}, **TIMED)
    for each in (release, checked(release)):
        front, back = texts(pdf_of(each, "nurse", paper, Printing(visit="C1D1")))
        for words in ("Ranitidine injection was withdrawn", "dose stated as phosphate", "continued on the next side"):
            assert words in front
        for words in ("Bedside check", "Change to bag 2", "STOP the infusion", "End of the nurse sheet"):
            assert words in back


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", CASES)
def test_a_visit_is_one_leaf_and_no_leaf_holds_two(name: str, paper: Paper) -> None:
    """Sides are paired as a printer pairs them that prints on both."""
    found = texts(sheet(name, paper))
    leaves = list(zip(found[::2], [*found[1::2], ""], strict=False))
    visits = [front.split()[2] for front, _ in leaves if front.startswith("Nurse sheet C")]
    assert visits == sorted(set(visits), key=["C1D1", "C1D8", "C1D15", "C1D22"].index), "each begins a leaf of its own, once"
    for at, (front, back) in enumerate(leaves):
        assert not front.startswith("This side is left blank")
        # A third side of a visit is the front of its second leaf.
        assert not front.startswith("Infusion") or leaves[at - 1][1].startswith(" ".join(front.split()[:2]))
        if front.startswith("Nurse sheet C"):
            assert back.startswith(("This side is left blank", f"Infusion {front.split()[2]}")) or not back
        elif not front.startswith("Infusion"):
            assert not back.startswith(("Nurse sheet C", "Infusion"))


@pytest.mark.parametrize("name", CASES)
def test_no_words_of_a_table_run_into_the_cell_beside_them(name: str) -> None:
    for page in sides_of_visits(sheet(name, "letter")):  # as wide on both papers
        borders = [box for box in lines_of(page) if box[2] - box[0] < 0.5 and box[3] - box[1] > 3]
        for left, bottom, right, top, word in words_of(page):
            crossed = [box for box in borders if left + 0.3 < (box[0] + box[2]) / 2 < right - 0.3 and box[1] < (bottom + top) / 2 < box[3]]
            assert not crossed or drawn_beside(page, bottom), f"{word} stands across the border of its cell"


def words_of(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float, str]]:
    """Each word with its box."""
    letters = page.get_textpage()
    found: list[tuple[float, float, float, float, str]] = []
    held: list[Box] = []
    word = ""
    for at in range(letters.count_chars()):
        letter = letters.get_text_range(at, 1)
        box: Box = tuple(edge / MM for edge in letters.get_charbox(at))
        far = held and (box[0] - held[-1][2] > 1.5 or box[0] < held[-1][0])
        if (not letter.strip() or far) and held:
            lefts, bottoms, rights, tops = zip(*held, strict=True)
            found.append((min(lefts), min(bottoms), max(rights), max(tops), word))
            held, word = [], ""
        if letter.strip():
            held.append(box)
            word += letter
    return [*found, (held[0][0], held[0][1], held[-1][2], held[0][3], word)] if held else found


def drawn_beside(page: pypdfium2.PdfPage, bottom: float) -> bool:
    """Whether a line of words belongs to the drawing, whose lines lead through it: it stands between the premedications and the bag."""
    window, check = place_of(page, "Infusion at"), place_of(page, "Bedside check")
    return window is not None and check is not None and check[1] < bottom < window[1]


@pytest.mark.parametrize("name", CASES)
def test_every_row_of_rates_stands_on_one_side_and_the_last_with_what_to_do_in_a_reaction(name: str) -> None:
    release = release_of(name)
    for each in release.plan.active:
        page = nurse_page(release, each)
        assert tuple(chain.from_iterable(page.rates)) == rate_rows(each)
        assert all(page.rates)


def test_a_visit_that_does_not_fit_one_side_has_its_infusion_on_the_back() -> None:
    release = release_of("longest label, every caution")
    found = [text.split()[:2] for text in texts(pdf_of(release, "nurse", "letter", Printing(visit="C1D8")))]
    assert found == [["Nurse", "sheet"], ["Infusion", "C1D8"]]
    assert not nurse_page(release, visit(release.plan, "C1D8")).one_side


def test_many_steps_fill_the_back_of_their_leaf_and_go_on_where_they_are_more() -> None:
    release = release_of("many steps")  # 18 steps
    assert sum(len(rows) for rows in nurse_page(release, visit(release.plan, "C1D1")).rates) == 22
    steps = [{"rate": "10", "minutes": 30} for _ in range(40)] + [{"rate": "100"}]
    profile = {**MANY_STEPS["infusion"]["profiles"][0], "first": steps}
    more = make_release({"infusion": {**MANY_STEPS["infusion"], "profiles": [profile]}}, **TIMED, **NAMED)
    rates = nurse_page(more, visit(more.plan, "C1D1")).rates
    assert len(rates) == 3
    assert sum(map(len, rates)) == 45  # 41 steps, and before, at the end, what was given, and after
    found = texts(pdf_of(more, "nurse", "letter", Printing(visit="C1D1")))
    assert [text.split(" No protocol")[0] for text in found] == ["Nurse sheet C1D1", "Infusion C1D1", "Infusion C1D1", "Infusion C1D1"]
    assert "continued on the next side" in found[0]
    assert "Rate steps continued on the next side" in found[1]
    assert "; continued" in found[2]
    assert all("STOP the infusion" in text for text in found[1:])
    assert ["Bedside check" in text for text in found] == [False, True, False, False]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("of", ["void", "draft", "checked", "over"])
def test_pages_fit_whatever_the_plan_counts_as(of: str, paper: Paper) -> None:
    for site, course in ((ORDER_RATES, NAMED), ({**TWO_BAGS_OF_ORDER, **BOTH}, {}), (MANY_STEPS, {"label": LONG_LABEL})):
        made = make_release(site, issued=datetime(2029, 1, 1, tzinfo=UTC) if of == "over" else None, **TIMED, **course)
        release = replace(made, void=True) if of == "void" else checked(made) if of == "checked" else made
        found = texts(pdf_of(release, "nurse", paper, EVERY_DAY))
        heads = (
            "Nurse sheet",
            "New weight",
            "Checks, continued",
            "Infusion",
            "This side is left blank",
            "Void: replaced by a newer revision This side",
        )
        assert all(text.startswith(heads) for text in found)


COURSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "washouts": ({"country": "FR"}, {"start": "2027-01-09", "label": LONG_LABEL, "entry": {"last_immunotherapy": "2027-01-01", "last_chemotherapy": "2027-01-02"}}),
    "28 visits": ({}, {"regimen": "label-10-us-kd", "cycles": 13, "weight": "170lb"}),
}  # fmt: skip


@pytest.mark.parametrize("name", COURSES)
def test_no_visit_and_no_finding_is_lost_between_the_pages_of_the_course_but_washouts_which_stand_above(name: str) -> None:
    release = make_release(COURSES[name][0], **COURSES[name][1])
    held = course_pages(release)
    assert tuple(chain.from_iterable(page.visits for page in held)) == release.plan.visits
    apart = ("washout-inside", "washout-on-limit", "label-stability")
    shown = [each.code for page in held for each in page.findings]
    assert set(shown) == {each.code for each in release.findings if each.code not in apart}
    assert [page.blanks for page in held].count(True) == 1


def test_every_visit_that_waits_for_a_weight_has_a_row_on_one_page_or_the_next() -> None:
    release = make_release(COURSES["28 visits"][0], **COURSES["28 visits"][1])
    waits = [each for each in release.plan.active if each.provisional]
    held = weight_pages(release, waits)
    assert list(chain.from_iterable(held)) == waits
    assert len(held) > 1
