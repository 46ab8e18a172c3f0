"""Every verb at the command line is what its class says: its name and summary, its options and arguments, its example."""

import shlex
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from dosing.cli import COMMANDS
from dosing.cli.change_commands import command_of
from dosing.inputs.asked import Asked, asked, table_of
from dosing.inputs.changes import VERBS, Change
from tests.doors.command import begin, changed, done, dosing, of_another_version, parsed

ASKED = [(kind, name, ask, needed) for kind, verb in VERBS.items() for name, ask, needed in asked(verb)]
BEHIND_THE_COURSE = {"visit": "VISIT", "weight": "WEIGHT", "site": "SITE", "values": "NAME=VALUE..."}
METAVARS = {"day": "DATE", "clock": "HH:MM", "line": "TEXT", "initials": "INITIALS", "amount": "ML"}


def test_the_commands_that_change_a_course_are_the_verbs_with_their_summaries() -> None:
    listed = {name: line for name, (module, line) in COMMANDS.items() if module == "change_commands"}
    assert listed == {kind: verb.summary for kind, verb in VERBS.items()}
    assert [*listed] == [*VERBS]


@pytest.mark.parametrize("kind", VERBS)
def test_the_help_of_a_verb_says_what_its_class_says(kind: str) -> None:
    verb = VERBS[kind]
    printed = " ".join(done(dosing(kind, "--help")).split())
    for said in (verb.summary, verb.told, f"dosing {kind} course.toml {verb.example}"):
        assert " ".join(said.split()) in printed


@pytest.mark.parametrize(("kind", "name", "ask", "needed"), ASKED, ids=[f"{kind} {name}" for kind, name, _, _ in ASKED])
def test_each_value_that_a_verb_asks_for_has_an_option_or_an_argument(kind: str, name: str, ask: Asked, needed: bool) -> None:
    [param] = [param for param in command_of(kind).params if param.name == name]
    if ask.kind in BEHIND_THE_COURSE:
        assert isinstance(param, click.Argument)
        assert param.human_readable_name == BEHIND_THE_COURSE[ask.kind]
        assert param.required
        return
    assert isinstance(param, click.Option)
    assert param.opts == [f"--{ask.option or name.replace('_', '-')}"]
    assert str(param.help).startswith(ask.help.removesuffix("."))
    assert param.is_flag == (ask.kind == "tick")
    assert param.required == (needed and name != "when")
    if ask.kind != "tick":
        assert param.metavar == METAVARS.get(ask.kind, "|".join(choice for choice, _ in ask.choices))


@pytest.mark.parametrize("kind", VERBS)
def test_a_verb_takes_the_course_first_and_nothing_that_its_class_does_not_ask_for(kind: str) -> None:
    names = [param.name for param in command_of(kind).params]
    assert names[0] == "course_file"
    assert set(names) == {"course_file", "yes", *(name for name, _, _ in asked(VERBS[kind]))}


def test_each_value_that_can_be_corrected_is_named_in_the_help_and_can_be_typed(tmp_path: Path) -> None:
    printed = done(dosing("correct", "--help")).replace("-\n  ", "-")
    course = begin(tmp_path / "course")
    for name, ask, _ in asked(table_of(VERBS["correct"], "values")):
        written = name.replace("_", "-")
        assert written in printed
        value = {"weight": "70kg", "day-or-none": "none"}.get(ask.kind, "1988-05-16" if name == "born" else "2027-01-04")
        changed(course, "correct", f"{written}={value}")
    assert len(parsed(course)[1].changes) == len([*asked(table_of(VERBS["correct"], "values"))])


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one cycle in the folder one stands in, with a site file beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text('[premedications.h2_blocker]\ndrug = "famotidine"\n', encoding="utf-8")
    begin(tmp_path, "--cycles", "1", "--time", "10:00", "--time-zone", "Europe/Paris")
    return Path("course.toml")


@pytest.mark.parametrize(("kind", "verb"), VERBS.items(), ids=VERBS)
def test_the_example_of_a_verb_runs_as_it_is_typed(kind: str, verb: type[Change], course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind != "extend":
        changed(course, "extend")
    if kind == "rebase":
        of_another_version(course)
    days = {"reweigh": datetime(2027, 2, 8, 12, tzinfo=UTC), "outcome": datetime(2027, 1, 4, 12, tzinfo=UTC)}
    today = days.get(kind, datetime(2027, 1, 3, 12, tzinfo=UTC))  # the day after the weight was measured
    monkeypatch.setattr("dosing.cli.change_commands.now", lambda: today)
    done(dosing(kind, "course.toml", *shlex.split(verb.example), answer="y\n"))
    assert parsed(course)[1].changes[-1].kind == kind
