"""The hazard log is whole: each hazard has tests that carry it and a patch that takes its control away, and none is ever lost."""

import datetime
import re

import pytest

from tools import controls
from tools.hazards import CONTROLS, KINDS, PAGE, SAFETY, hazards, marked_tests, rendered
from tools.patches import DoesNotApply, patched

# Every hazard that was ever in the log, in the order of its number. The list only grows: a hazard that can no longer happen stays,
# with what made it impossible as its control.
EVER = tuple(f"H-{number:02}" for number in range(1, 53))
NOT_REVIEWED = "not reviewed by a clinical safety officer"


def test_no_hazard_is_ever_lost_and_a_new_one_stands_at_the_end():
    assert tuple(each.id for each in hazards()) == EVER


@pytest.mark.parametrize("hazard", hazards(), ids=lambda each: each.id)
def test_a_hazard_says_what_can_go_wrong_why_with_which_harm_and_what_stands_in_the_way(hazard):
    assert hazard.kind in KINDS
    for words in (hazard.cause, hazard.harm, hazard.control, hazard.remains):
        assert words.endswith(".")
    assert re.search(r"`[a-z_/.]+`", hazard.control), "the control names the module that holds it"


def test_nobody_scored_a_hazard_unless_a_clinical_safety_officer_did():
    assert {words for each in hazards() for words in (each.severity, each.likelihood)} == {NOT_REVIEWED}


def test_every_hazard_has_a_test_and_every_marker_a_hazard():
    # That the tests pass is what the run itself says; with DOSING_REQUIRE_ALL=1 one that did not run has failed.
    assert set(marked_tests()) == set(EVER)


def test_the_page_is_made_from_the_log_and_the_tests_as_they_are():
    assert PAGE.read_text(encoding="utf-8") == rendered(), "docs/safety/hazards.md is old: python -m tools.hazards"


def test_beside_every_hazard_stands_a_patch_and_no_other():
    assert sorted(path.name for path in CONTROLS.iterdir()) == [f"{name}.patch" for name in sorted(EVER)]


@pytest.mark.parametrize("hazard", EVER)
def test_the_patch_that_takes_a_control_away_still_applies(hazard, repository):
    patched((CONTROLS / f"{hazard}.patch").read_text(encoding="utf-8"), repository)


@pytest.mark.parametrize("number", [f"{each:02}" for each in range(1, 12)])
def test_each_of_the_eleven_most_dangerous_changes_can_still_be_made(number, repository):
    patched((SAFETY / "dangerous" / f"{number}.patch").read_text(encoding="utf-8"), repository)
    assert f"[{number}](dangerous/{number}.patch)" in (SAFETY / "dangerous-changes.md").read_text(encoding="utf-8")


def test_each_patch_as_it_is_turned_a_test_red_when_they_were_last_tried():
    tried = controls.results()
    assert {name: each.patch for name, each in tried.items()} == {name: controls.digest(name) for name in EVER}, "run make hazards"
    assert all(each.red for each in tried.values())
    assert all(datetime.date.fromisoformat(each.on) for each in tried.values())


def test_a_patch_applies_only_where_its_lines_stand_once(tmp_path):
    (tmp_path / "one.py").write_text("a = 1\nb = 2\na = 1\n", encoding="utf-8")
    with pytest.raises(DoesNotApply, match="2 times"):
        patched("--- a/one.py\n+++ b/one.py\n@@ -1 +1 @@\n-a = 1\n+a = 3\n", tmp_path)
    with pytest.raises(DoesNotApply, match="0 times"):
        patched("--- a/one.py\n+++ b/one.py\n@@ -1 +1 @@\n-c = 1\n+c = 3\n", tmp_path)
    assert patched("--- a/one.py\n+++ b/one.py\n@@ -2 +2 @@\n-b = 2\n+b = 3\n", tmp_path) == {"one.py": "a = 1\nb = 3\na = 1\n"}


@pytest.mark.parametrize("marker", ["'H-99'", "'H-01', 'H-99'", ""], ids=["unknown", "one of two", "no name"])
def test_a_marker_that_names_no_hazard_stops_the_run(pytester, repository, marker):
    for name in ("tests/conftest.py", "docs/safety/hazards.toml"):
        (pytester.path / name).parent.mkdir(parents=True, exist_ok=True)
        (pytester.path / name).write_text((repository / name).read_text(encoding="utf-8"), encoding="utf-8")
    pytester.makeini("[pytest]\nmarkers =\n    hazard(id): guards against a hazard\n")
    test = f"import pytest\n\n\n@pytest.mark.hazard({marker})\ndef test_it():\n    pass\n"
    (pytester.path / "tests" / "test_one.py").write_text(test, encoding="utf-8")
    stopped = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert stopped.ret == pytest.ExitCode.USAGE_ERROR
    stopped.stderr.fnmatch_lines(["*test_it carries the hazard *, which docs/safety/hazards.toml does not hold*"])
