"""Mutants: what is written down of the last run is whole, and the tools that make and run them see what they should."""

import re
import subprocess
import sys
import time
from collections import Counter

import pytest

from tools.rooms import TOP, files_of
from tools.survivors import justified, recorded, total

NO_TOOLS = "mutmut is not installed (make .venv/.mutants-installed), so no mutant was made."


def test_every_survivor_has_a_reason_and_a_file_of_the_rooms():
    reasons = justified()
    assert {file for file, *_ in reasons} <= set(files_of())
    assert [key for key, why in reasons.items() if len(why.split()) < 5] == []


def test_every_file_of_the_rooms_was_run_and_every_survivor_has_its_reason():
    scores = recorded()
    assert {file for file in files_of() if not file.endswith("__init__.py")} <= set(scores) <= set(files_of())
    assert {file: score.survived for file, score in scores.items() if score.survived} == Counter(file for file, *_ in justified())


def test_the_readme_says_the_score():
    score = total(recorded())
    seen = f"{score.killed + score.endless:,} seen by a test, {score.survived} with the reason why nobody could see them"
    words = f"{score.mutants:,} mutants, {seen}"
    assert words in re.sub(r"\s+", " ", (TOP / "README.md").read_text(encoding="utf-8"))


SOURCE = '''
"""A sentence about it."""

from decimal import Decimal

LEAST = Decimal("0.5")


class Table:
    most: int = 9


def allowed(dose: Decimal, twice: bool = False) -> bool:
    """Another."""
    refuse(dose)
    if dose < LEAST:
        raise ValueError("too little of it", dose)
    return not twice and dose * 2 <= limit(dose, most="10")
'''

# Worked out by hand: each line as it stands, and what can become of it.
MISTAKES = {
    'LEAST = Decimal("0.5")': {'LEAST = Decimal("0.6")'},
    "most: int = 9": {"most: int = 10"},
    "def allowed(dose: Decimal, twice: bool = False) -> bool:": {"def allowed(dose: Decimal, twice: bool = True) -> bool:"},
    "refuse(dose)": {"refuse(None)", "pass"},
    "if dose < LEAST:": {"if dose <= LEAST:", "if not (dose < LEAST):"},
    'raise ValueError("too little of it", dose)': {'raise ValueError("too little of it", None)', "pass"},
    'return not twice and dose * 2 <= limit(dose, most="10")': {
        'return twice and dose * 2 <= limit(dose, most="10")',
        'return not twice or dose * 2 <= limit(dose, most="10")',
        'return not twice and dose / 2 <= limit(dose, most="10")',
        'return not twice and dose * 3 <= limit(dose, most="10")',
        'return not twice and dose * 2 < limit(dose, most="10")',
        'return not twice and dose * 2 <= limit(None, most="10")',
        'return not twice and dose * 2 <= limit(dose, most=None)',
        "return not twice and dose * 2 <= limit(dose, )",
        'return not twice and dose * 2 <= limit(dose, most="11")',
    },
}  # fmt: skip


def test_a_mutant_has_one_mistake_of_each_kind_in_each_place():
    mutants = pytest.importorskip("tools.mutants", reason=NO_TOOLS, exc_type=ImportError)
    found: dict[str, set[str]] = {}
    for each in mutants.mutants_of("dosing/quantities.py", SOURCE):
        found.setdefault(each.was, set()).add(each.becomes)
        assert sum(a != b for a, b in zip(SOURCE.splitlines(), each.code.splitlines(), strict=True)) == 1
    assert found == MISTAKES


def test_a_mutant_of_a_function_is_put_in_and_one_of_data_is_not():
    pytest.importorskip("mutmut", reason=NO_TOOLS)
    from tools.other_code import changed_functions, put_in

    right = compile(SOURCE, "a.py", "exec")
    turned = compile(SOURCE.replace("if dose < LEAST", "if not dose < LEAST"), "a.py", "exec")
    lower = compile(SOURCE.replace('"0.5"', '"0.4"'), "a.py", "exec")
    other_class = compile(SOURCE.replace("int = 9", "int = 8"), "a.py", "exec")
    assert [changed_functions(right, each) for each in (right, lower, other_class)] == [[], None, None]
    pairs = changed_functions(right, turned)
    held = {"refuse": lambda _: None, "limit": lambda *_, **__: 100}
    exec(right, held)  # noqa: S102 - the text above
    with pytest.raises(ValueError, match="too little"):
        held["allowed"](0)
    assert put_in([held["allowed"]], pairs)
    assert held["allowed"](0) is True
    assert not put_in([held["refuse"]], pairs)


def test_a_fork_says_what_it_saw_or_is_ended_when_it_takes_too_long_or_too_much():
    pytest.importorskip("mutmut", reason=NO_TOOLS)
    from tools.forks import MOST_BYTES, Forks

    forks, said = Forks(), []

    def note(name):
        return lambda end, test: said.append((name, end, test))

    def breaks() -> str:
        raise ZeroDivisionError

    forks.run(lambda: "survived", 20, note("lives"))
    forks.run(lambda: "killed tests/a.py::test_b", 20, note("dies"))
    forks.run(breaks, 20, note("breaks"))
    forks.run(lambda: str(bytearray(MOST_BYTES)), 20, note("eats"))
    forks.run(lambda: time.sleep(60) or "survived", 0.2, note("sleeps"))
    forks.finish()
    assert sorted(said) == [
        ("breaks", "killed", "ZeroDivisionError"),
        ("dies", "killed", "tests/a.py::test_b"),
        ("eats", "killed", "MemoryError"),
        ("lives", "survived", ""),
        ("sleeps", "too long", ""),
    ]


ANEW = """
from tools.mutants import Mutant
from tools.read_anew import Job, Reader
from tools.rooms import TOP

text = (TOP / "dosing/quantities.py").read_text(encoding="utf-8")
wrong = text.replace('POUND_KG = Decimal("0.45359237")', 'POUND_KG = Decimal("0.55359237")')
assert wrong != text
jobs = [Job(Mutant("dosing/quantities.py", "", "", name, code), ["tests/worked/test_pounds.py::test_a_weight_that_is_kept_is_still_the_one_that_was_typed"], 60) for name, code in (("right", text), ("wrong", wrong))]
for told in sorted(Reader().all(jobs, float("inf"))):
    print(told.mutant.becomes, told.end, told.by.split("::")[0])
"""


def test_a_mutant_that_is_read_anew_is_killed_by_the_test_that_sees_it():
    pytest.importorskip("mutmut", reason=NO_TOOLS)
    # In a process of its own, which has not read the program yet.
    ran = subprocess.run([sys.executable, "-c", ANEW], cwd=TOP, capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout.splitlines() == ["right survived ", "wrong killed tests/worked/test_pounds.py"], ran.stderr
