"""The text in the code of a label, written and read again as docs/label-code.md has it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from dosing.findings import InputError
from dosing.formats.label_code import LabelCode, read_label_code
from tests.plans import COURSE_ID

BAG = LabelCode(COURSE_ID, 2, "C1D8", 1, 2, None, Decimal(724), "1A2B-3C4D-5E6F")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (BAG, f"dosing-label/1 {COURSE_ID} r2 C1D8 bag-1/2 724mg 1A2B-3C4D-5E6F"),
        (BAG._replace(dose_mg=Decimal("724.50")), f"dosing-label/1 {COURSE_ID} r2 C1D8 bag-1/2 724.5mg 1A2B-3C4D-5E6F"),
        (
            LabelCode(COURSE_ID, 101, "C13D22", None, None, "h2_blocker", Decimal("1E+2"), "0000-0000-0000"),
            f"dosing-label/1 {COURSE_ID} r101 C13D22 h2_blocker 100mg 0000-0000-0000",
        ),
    ],
)
def test_what_is_written_is_read_again(code: LabelCode, text: str) -> None:
    assert code.text == text
    assert read_label_code(text) == code
    assert read_label_code(f" {text}\n") == code


def test_the_page_about_it_shows_a_text_that_is_one(repository: Path) -> None:
    [text] = re.findall(r"(?m)^dosing-label/1 .*$", (repository / "docs" / "label-code.md").read_text(encoding="utf-8"))
    assert read_label_code(text) == BAG


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dosing-label/1 ", ""),
        ("dosing-label/1", "dosing-label/01"),
        ("r2", "r0"),
        ("C1D8", "c1d8"),
        ("bag-1/2", "bag-0/2"),
        ("bag-1/2", "Bag"),
        ("724mg", "724 mg"),
        ("724mg", "-724mg"),
        ("724mg", "1e3mg"),
        ("1A2B", "1a2b"),
        ("5E6F", "5E6F and more"),
    ],
)
def test_anything_else_is_no_code_of_a_label(old: str, new: str) -> None:
    assert old in BAG.text
    with pytest.raises(InputError) as refused:
        read_label_code(BAG.text.replace(old, new, 1))
    assert (refused.value.code, refused.value.field) == ("not-a-label-code", "code")


def test_a_newer_form_is_told_from_what_is_none() -> None:
    with pytest.raises(InputError) as refused:
        read_label_code("dosing-label/2 whatever it may hold")
    assert refused.value.code == "newer-label-code"
