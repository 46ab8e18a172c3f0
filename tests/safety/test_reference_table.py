"""`dosing plan` against the reference table, row by row: numbers of a spreadsheet's formulas, made without a line of this program.

tests/reference/README.md says how the table was made. It is frozen: another table is another promise.
"""

import ast
import csv
import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cases import toml
from tests.doors.command import dosing

REFERENCE = Path(__file__).parent.parent / "reference"
TABLE = REFERENCE / "table.csv"
SHA_256 = "0a0dbb7f4c40f5dfee9aced5c3b6e1c20320f309d73a1f8919b1c105179397cb"
ROWS = 313
BORN = "1960-01-04"  # what the dose of a premedication asks for in one regimen; it makes no number of the table
ISSUED = "2100-12-31T12:00:00Z"  # after every weight and change

with TABLE.open(encoding="utf-8", newline="") as file:
    TABLE_ROWS = list(csv.DictReader(file))


def test_the_table_is_the_one_that_was_frozen():
    assert hashlib.sha256(TABLE.read_bytes()).hexdigest() == SHA_256
    assert len(TABLE_ROWS) == ROWS >= 300
    assert [int(row["row"]) for row in TABLE_ROWS] == list(range(1, ROWS + 1))


def test_what_made_the_table_uses_no_line_of_this_program():
    imported = set()
    for node in ast.walk(ast.parse((REFERENCE / "make.py").read_text(encoding="utf-8"))):
        imported |= (
            {each.name for each in node.names}
            if isinstance(node, ast.Import)
            else {node.module}
            if isinstance(node, ast.ImportFrom)
            else set()
        )
    assert not [name for name in imported if name.startswith(("dosing", "tests"))]
    assert "decimal" not in imported


def start_of(row: dict[str, str]) -> date:
    return date(int(row["start_year"]), int(row["start_month"]), int(row["start_day"]))


NAMES = {
    "islay": ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D8", "C2D15", "C2D22"),
    "label": ("C1D1", "C1D8", "C1D15", "C1D22", "C2D1", "C2D15"),
}


def name_of(row: dict[str, str], number: str) -> str:
    return NAMES[row["regimen"].partition("-")[0]][int(number) - 1]


def in_thousandths(microlitres: str) -> str:
    return f"{int(microlitres) // 1000}.{int(microlitres) % 1000:03d}"


def course_of(row: dict[str, str]) -> str:
    """The course file of a row, as somebody writes it by hand."""
    start, typed = start_of(row), int(row["typed_hundredths"])
    stock = [{"strength_mg": str(mg), "volume_ml": str(mg // 20)} for mg in (500, 100) if row[f"stock_{mg}"] == "1"]
    rounding = {"volume_step_ml": in_thousandths(row["step_ul"])}
    if row["within_percent"] != "0":
        rounding["whole_vials_within_percent"] = row["within_percent"]
    site = {"vials": stock, "bag": {"volume_ml": row["bag_ml"], "count": int(row["bags"])}, "rounding": rounding}
    top = {
        "course_id": "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34", "regimen": row["regimen"], "cycles": 2, "born": BORN, "start": start.isoformat(),
        "weight": f"{typed // 100}.{typed % 100:02d}{row['unit']}", "weighed": start.isoformat(), "site": site,
    }  # fmt: skip
    lines = [f"{key} = {toml(value)}" for key, value in top.items()]
    if row["change"]:
        lines += ["[[change]]", *(f"{key} = {toml(value)}" for key, value in change_of(row, start).items())]
    return "\n".join(lines) + "\n"


def change_of(row: dict[str, str], start: date) -> dict[str, str]:
    days = timedelta(days=int(row["days"]))
    said = {"reason": "as ordered", "by": "AB", "when": start.isoformat()}
    if row["change"] == "reweigh":
        new, on = int(row["new_weight_10g"]), (start + days).isoformat()
        return {**said, "kind": "reweigh", "weight": f"{new // 100}.{new % 100:02d}kg", "weighed": on, "when": on}
    visit = name_of(row, row["changed_visit"])
    if row["change"] in ("omit", "stop"):
        return {**said, "kind": row["change"], "visit": visit}
    to = start + timedelta(days=7 * (int(row["changed_visit"]) - 1)) + days  # islay: a visit a week
    return {**said, "kind": "move", "visit": visit, "to": to.isoformat(), "following": "keep" if row["change"] == "move alone" else "shift"}


def thousandths(text: str) -> int:
    number = Decimal(text) * 1000
    assert number == int(number)
    return int(number)


def printed(visit: dict) -> dict[str, str]:
    """What a plan says of a visit, in the units of the table."""
    drug = visit["study_drug"]
    said = {
        "date": visit["date"],
        "status": visit["status"],
        "infusion_number": str(visit["infusion_number"] or 0),
        "takes_place": str(int(drug is not None)),
    }
    if drug is None:
        return said
    vials = {each["strength_mg"]: each["count"] for each in drug["vials"]}
    first, second = [*drug["bags"], {"drug_ml": "0", "concentration_mg_per_ml": "0"}][:2]
    numbers = {
        "weight_10g": Decimal(visit["weight_kg"]) * 100, "calculated_ug": thousandths(drug["calculated_mg"]), "rounded_ug": thousandths(drug["rounded_mg"]),
        "volume_ul": thousandths(drug["volume_ml"]), "deviation": Decimal(drug["deviation_percent"]) * 100,
        "vials_500": vials.get("500", 0), "vials_100": vials.get("100", 0), "discard_ug": thousandths(drug["discard_mg"]),
        "to_vials": int(drug["rounding"] == "whole-vials"), "bag_1_ul": thousandths(first["drug_ml"]), "bag_2_ul": thousandths(second["drug_ml"]),
        "bag_1_ug_per_ml": thousandths(first["concentration_mg_per_ml"]), "bag_2_ug_per_ml": thousandths(second["concentration_mg_per_ml"]),
    }  # fmt: skip
    return said | {name: str(int(number)) for name, number in numbers.items()}


@pytest.mark.hazard("H-34", "H-44")
@pytest.mark.parametrize("row", TABLE_ROWS, ids=lambda row: f"row-{row['row']}")
def test_every_row_is_what_dosing_plan_prints(row, tmp_path):
    course = tmp_path / "course.toml"
    course.write_text(course_of(row), encoding="utf-8")
    ran = dosing("plan", course, "--json", "--issued", ISSUED)
    assert ran.status == 0, ran.err
    document = json.loads(ran.out)
    visit = next(each for each in document["visits"] if each["visit"] == name_of(row, row["visit"]))
    said = printed(visit)
    assert said == {name: row[name] for name in said}
    assert len(document["visits"]) == int(row["visits"])


def test_the_table_holds_what_it_is_to_show():
    held = {name: {row[name] for row in TABLE_ROWS} for name in TABLE_ROWS[0]}
    assert held["change"] == {"", "move", "move alone", "omit", "stop", "reweigh"}
    assert held["unit"] == {"kg", "lb"}
    assert held["bags"] == {"1", "2"}
    assert held["step_ul"] == {"100", "200", "500", "1000"}
    assert held["to_vials"] == {"0", "1"}
    assert held["status"] == {"planned", "moved", "omitted", "stopped"}
    assert {(row["stock_500"], row["stock_100"]) for row in TABLE_ROWS} == {("1", "1"), ("1", "0"), ("0", "1")}
    assert len(held["weight_10g"]) > 80
