"""Make the reference table: a spreadsheet of inputs and formulas, recalculated by LibreOffice, kept as tests/reference/table.csv.

    python tests/reference/make.py        # by `make reference`; needs LibreOffice Calc (Debian package libreoffice-calc)

No line of dosing is used here: the inputs stand below, the formulas are the spreadsheet's own. Weights are whole units of 10 g and volumes
whole microlitres, so that every value is a whole number below 2 to the power of 53, which a spreadsheet's doubles hold exactly, and no tie is
ever rounded by a binary fraction.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
TABLE = HERE / "table.csv"

INPUTS = (
    "row", "regimen", "mg_per_kg", "typed_hundredths", "unit", "start_year", "start_month", "start_day", "step_ul", "within_percent",
    "stock_500", "stock_100", "bag_ml", "bags", "change", "changed_visit", "days", "new_weight_10g", "visits", "visit",
)  # fmt: skip

# Each column with its formula, in the words of INPUTS and of the columns before it. A pound is 0.45359237 kg, half up to 0.01 kg.
FORMULAS: dict[str, str] = {
    "first_weight_10g": 'IF({unit}="lb";QUOTIENT(2*{typed_hundredths}*45359237+100000000;200000000);{typed_hundredths})',
    # Weekly in cycle 1. In cycle 2 weekly too by the trial record; days 1 and 15 by the label.
    "scheduled_offset": 'IF({visit}<=4;7*({visit}-1);IF({regimen}="islay";28+7*({visit}-5);28+14*({visit}-5)))',
    "moved_by": 'IF(OR(AND({change}="move";{visit}>={changed_visit});AND({change}="move alone";{visit}={changed_visit}));{days};0)',
    "date": 'TEXT(DATE({start_year};{start_month};{start_day})+{scheduled_offset}+{moved_by};"YYYY-MM-DD")',
    "status": 'IF(AND({change}="omit";{visit}={changed_visit});"omitted";IF(AND({change}="stop";{visit}>={changed_visit});"stopped";IF({moved_by}>0;"moved";"planned")))',
    "takes_place": 'IF(OR({status}="omitted";{status}="stopped");0;1)',
    "infusion_number": 'IF({takes_place}=1;{visit}-IF(AND({change}="omit";{visit}>{changed_visit});1;0);0)',
    # A new weight counts from the day on which it was measured and entered, so many days after the start.
    "weight_10g": 'IF(AND({change}="reweigh";{scheduled_offset}>={days});{new_weight_10g};{first_weight_10g})',
    "calculated_ug": "{weight_10g}*{mg_per_kg}*10",
    # 20 mg in 1 mL: so many mg are half of a tenth of that in mL, so many hundredths of a kilogram times mg/kg half as many microlitres.
    "exact_ul": "{weight_10g}*{mg_per_kg}/2",
    "step_volume_ul": "QUOTIENT(2*{exact_ul}+{step_ul};2*{step_ul})*{step_ul}",
    # Vials of 500 mg hold 25,000 microlitres and those of 100 mg 5,000; whole vials make multiples of the smallest in stock.
    "smallest_ul": "IF({stock_100}=1;5000;25000)",
    "below_ul": "QUOTIENT({exact_ul};{smallest_ul})*{smallest_ul}",
    "above_ul": "IF({below_ul}={exact_ul};{below_ul};{below_ul}+{smallest_ul})",
    "nearest_ul": "IF(AND({below_ul}>0;{exact_ul}-{below_ul}<={above_ul}-{exact_ul});{below_ul};{above_ul})",
    "to_vials": "IF(AND({within_percent}>0;ABS({nearest_ul}-{exact_ul})*100<={within_percent}*{exact_ul});1;0)",
    "volume_ul": "IF({to_vials}=1;{nearest_ul};{step_volume_ul})",
    "rounded_ug": "{volume_ul}*20",
    # Hundredths of a percent, half away from zero.
    "deviation": "SIGN({volume_ul}-{exact_ul})*QUOTIENT(20000*ABS({volume_ul}-{exact_ul})+{exact_ul};2*{exact_ul})",
    "hundreds": "QUOTIENT({volume_ul}+4999;5000)",
    "vials_500": "IF({stock_500}=0;0;IF({stock_100}=1;QUOTIENT({hundreds};5);QUOTIENT({volume_ul}+24999;25000)))",
    "vials_100": "IF({stock_100}=0;0;IF({stock_500}=1;MOD({hundreds};5);{hundreds}))",
    "discard_ug": "(({vials_500}*25000+{vials_100}*5000)-{volume_ul})*20",
    "bag_1_ul": "IF({bags}=1;{volume_ul};QUOTIENT({volume_ul}+2*{step_ul}-1;2*{step_ul})*{step_ul})",
    "bag_2_ul": "{volume_ul}-{bag_1_ul}",
    # Micrograms in 1 mL, half up: 20 micrograms in a microlitre.
    "bag_1_ug_per_ml": "QUOTIENT(40*{bag_1_ul}+{bag_ml};2*{bag_ml})",
    "bag_2_ug_per_ml": "QUOTIENT(40*{bag_2_ul}+{bag_ml};2*{bag_ml})",
}  # fmt: skip

# Hundredths of a kilogram: the bounds, the trial's range, the half of a bag, ties of every step, whole vials and their neighbours.
WEIGHTS = (
    2270, 2271, 2500, 3005, 3333, 4000, 4599, 4600, 4601, 4750, 4999, 5000, 5001, 5005, 5010, 5025, 5050, 5375, 5500, 5995, 6000, 6005, 6125,
    6667, 7000, 7005, 7234, 7235, 7236, 7250, 7500, 7525, 7550, 7999, 8000, 8025, 8125, 8250, 8888, 9000, 9005, 9234, 9299, 9300, 9301, 9524,
    9523, 9995, 9999, 10000, 10001, 10005, 10010, 10500, 10525, 11111, 11250, 12000, 12345, 12495, 12500, 12504,
)  # fmt: skip
HEAVY = (12505, 13000, 14025, 15015, 16667, 18000, 19995, 20005, 22222, 24000, 24999, 25000)  # in two bags or a large one
POUNDS = (5100, 10141, 11005, 12345, 13250, 15950, 16000, 16012, 17777, 18950, 19999, 20005, 22046, 23051, 24950, 27550)
STARTS = (
    (2027, 1, 4), (2017, 1, 1), (2020, 2, 3), (2023, 12, 4), (2024, 2, 1), (2024, 2, 29), (2026, 12, 28), (2028, 1, 31), (2031, 6, 30),
    (2036, 2, 8), (2099, 11, 1), (2050, 10, 10), (2100 - 1, 12, 31),
)  # fmt: skip
STEPS = (100, 200, 500, 1000)
STOCKS = ((1, 1), (1, 0), (0, 1), (1, 1), (1, 1))
BAGS = ((250, 1), (500, 1), (250, 2))
WITHINS = (0, 0, 5, 0, 10, 0, 0)
# Both sides of 5% and 10% from whole vials of 500 mg, and of 100 mg.
NEAR_WHOLE_VIALS = (9523, 9524, 9525, 7142, 7143, 7894, 7895, 2777, 2778, 11904, 11905, 8333, 8334, 9090, 9091)
NO_CHANGE = ("", 0, 0, 0)


class Rounds:
    """Short lists of values that go round beside one another; their lengths share no factor."""

    def __init__(self) -> None:
        self.starts, self.steps, self.stocks, self.visits = cycle(STARTS), cycle(STEPS), cycle(STOCKS), cycle(range(1, 9))
        self.bags, self.withins = cycle(BAGS), cycle(WITHINS)

    def row(
        self,
        typed: int,
        bag: tuple[int, int],
        within: int = 0,
        change: tuple[object, ...] = NO_CHANGE,
        visit: int = 0,
        *,
        unit: str = "kg",
        regimen: str = "islay",
    ) -> tuple[object, ...]:
        many, per_kg = (8, 20) if regimen == "islay" else (6, 10)
        place = ((visit or next(self.visits)) - 1) % many + 1
        made = (*next(self.starts), next(self.steps), within, *next(self.stocks))
        return (regimen, per_kg, typed, unit, *made, *bag, *change, many, place)


def inputs() -> Iterator[tuple[object, ...]]:
    """The rows, without their numbers."""
    rounds = Rounds()
    yield from unchanged(rounds)
    yield from moved(rounds)
    yield from dropped(rounds)
    yield from reweighed(rounds)


def unchanged(rounds: Rounds) -> Iterator[tuple[object, ...]]:
    for weight in (*WEIGHTS, *WEIGHTS[::-1]):
        yield rounds.row(weight, next(rounds.bags), next(rounds.withins))
    for weight in HEAVY:
        yield rounds.row(weight, (250, 2) if weight % 2 else (500, 1), next(rounds.withins))
    for typed in POUNDS:
        yield rounds.row(typed, (250, 1), next(rounds.withins), unit="lb")
    for regimen, weight in zip(cycle(("label-10-us-pd", "label-10-us-kd")), (*WEIGHTS[::2], *HEAVY), strict=False):
        yield rounds.row(weight, next(rounds.bags), next(rounds.withins), regimen=regimen)
    for weight, within in product(NEAR_WHOLE_VIALS, (5, 10)):
        yield rounds.row(weight, (250, 1), within)


def moved(rounds: Rounds) -> Iterator[tuple[object, ...]]:
    for changed, days in ((1, 1), (1, 9), (2, 7), (3, 3), (4, 14), (5, 1), (6, 21), (8, 5)):
        for visit in sorted({1, changed, min(changed + 1, 8), 8}):
            yield rounds.row(WEIGHTS[7 * visit], next(rounds.bags), 0, ("move", changed, days, 0), visit)
    for days in (3, 10, 30):
        yield rounds.row(7235, (250, 1), 0, ("move alone", 8, days, 0), 8)


def dropped(rounds: Rounds) -> Iterator[tuple[object, ...]]:
    for changed in range(2, 9):
        for visit in sorted({changed - 1, changed, min(changed + 1, 8)}):
            yield rounds.row(WEIGHTS[5 * visit], next(rounds.bags), 0, ("omit", changed, 0, 0), visit)
    for changed in (1, 3, 6, 8):
        for visit in sorted({max(changed - 1, 1), changed, 8}):
            yield rounds.row(WEIGHTS[6 * visit], (250, 1), 0, ("stop", changed, 0, 0), visit)


def reweighed(rounds: Rounds) -> Iterator[tuple[object, ...]]:
    """New weights on the day of a visit, the day before and the day after."""
    for days, new in ((0, 7000), (6, 6850), (7, 7405), (8, 8888), (20, 6005), (27, 7236), (28, 9300), (48, 4605), (49, 10005)):
        for visit in (1, 2, 4, 5, 8)[days % 3 : days % 3 + 3]:
            yield rounds.row(7235, next(rounds.bags), next(rounds.withins), ("reweigh", 0, days, new), visit)


def column(place: int) -> str:
    """The letters of a column, counted from 0."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def sheet() -> str:
    """The spreadsheet as a flat OpenDocument file: inputs as values, everything else as formulas without a value."""
    columns = [*INPUTS, *FORMULAS]
    places = {name: column(place) for place, name in enumerate(columns)}
    rows = ["".join(f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>' for name in columns)]
    for number, values in enumerate(inputs(), start=1):
        cells = {name: f"[.{letters}{number + 1}]" for name, letters in places.items()}
        held = "".join(value_cell(each) for each in (number, *values))
        made = "".join(f"<table:table-cell table:formula={quoteattr('of:=' + formula.format(**cells))}/>" for formula in FORMULAS.values())
        rows.append(held + made)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" '
        'office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
        f'<table:table table:name="reference">{body}</table:table></office:spreadsheet></office:body></office:document>'
    )


def value_cell(value: object) -> str:
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        path = Path(folder) / "reference.fods"
        path.write_text(sheet(), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        # Comma, double quotes, UTF-8; cells as they are shown are not asked for, so that no format rounds a number.
        command = [
            "soffice",
            "--headless",
            "--norestore",
            profile,
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
        ]
        subprocess.run([*command, "--outdir", folder, str(path)], check=True, capture_output=True, timeout=300)
        made = path.with_suffix(".csv").read_text(encoding="utf-8")
    TABLE.write_text(made, encoding="utf-8")
    lines = made.splitlines()
    sys.stdout.write(f"{len(lines) - 1} rows of {len(lines[0].split(','))} columns\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
