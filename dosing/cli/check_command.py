"""`dosing check`: somebody other than the preparer types what they read and calculated themselves, and never sees what it should be.

Does not know doses, who may check, or whether an answer is right.
"""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import click

from dosing import acts, wording
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import A_FOLDER, ISSUED, issued_from, say_written
from dosing.findings import InputError

WHOLE = ("fingerprint", "born", "mg_per_kg")
OF_A_DOSE = ("weight", "weighed", "mg", "volume")


class OfDose(click.ParamType):  # type: ignore[type-arg]  # older versions of click take none
    """A value of one dose: VISIT=VALUE, or the value alone where there is but one dose."""

    name = "VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ARG002  # as click calls it
        """The visit in capital letters, or nothing; and the value."""
        visit, sign, text = value.partition("=")
        return (visit.strip().upper(), text) if sign else ("", value)


@click.command("check", cls=Command)
@click.argument("course_file", metavar="DIR", type=A_FOLDER)
@click.option("--by", required=True, metavar="INITIALS", help="Who checked; not who prepared the plan or changed it since the last check.")
@click.option("--fingerprint", metavar="XXXX-XXXX-XXXX", help="The fingerprint on the paper in hand.")
@click.option("--born", metavar="DATE", help="The birth date in the chart, where the course has one.")
@click.option("--mg-per-kg", metavar="MG/KG", help="The ordered dose for each kg of body weight.")
@click.option("--weight", type=OfDose(), multiple=True, metavar="WEIGHT", help="The weight in the chart, with its unit.")
@click.option("--weighed", type=OfDose(), multiple=True, metavar="DATE", help="The day on which that weight was measured.")
@click.option("--mg", type=OfDose(), multiple=True, metavar="VISIT=MG", help="The calculated dose; once for each distinct one.")
@click.option("--volume", type=OfDose(), multiple=True, metavar="VISIT=ML", help="Its volume before rounding to vials; once for each.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the folder's unless given.")
@ISSUED
def check(course_file: Path, by: str, paper: Literal["a4", "letter"] | None, issued: str | None, **typed: Any) -> None:
    """Record in DIR/course.toml that its plan was checked, and write the folder again without the word Draft.

    At a terminal every value is asked for that no option gives; what it should be is never shown. A check holds for each visit as
    long as its weight, dose, vials, bags and premedications stay what they were, on whatever day. It is not the check at
    preparation or at the bedside, which have their own lines on paper. Where there are doses by several weights, WEIGHT and DATE are
    given for each too, like C2D1=72kg.

    \b
      dosing check course-1 --by CD
      dosing check course-1 --by CD --fingerprint 1A2B-3C4D-5E6F --weight 72.35kg --weighed 2027-01-02
          --mg-per-kg 20 --mg C1D1=1447mg --volume C1D1=72.4mL
    """
    from dosing.catalogue import render_files
    from dosing.formats.bounds import folder_of
    from dosing.store.folder import locked, open_file, refuse_in_the_way, replace_file, wanted_in, write_folder
    from dosing.store.publishing import feeds_of, real

    moment, folder = issued_from(issued), folder_of(course_file)
    if moment > issued_from(None) + timedelta(minutes=1):
        raise click.UsageError("--issued lies ahead, and a check is dated on its day; leave it out, or write a moment that has come.")
    answers = _answers(folder, by, moment, typed)
    with locked(folder):  # nothing may be added to the course meanwhile
        found, before = open_file(folder)
        checked = acts.check(before, by, answers, moment).opened
        made = acts.issue(checked, moment)
        files = render_files(made, wanted_in(folder, paper).of(checked.content))
        refuse_in_the_way(folder, files)  # before the course says that it is checked
        feeds = feeds_of([real(folder)], made)
        replace_file(found, before.content, checked.content)
        feeds.write()
        write_folder(folder, files)
    say_written(folder, files)
    click.echo(f"Revision {made.revision}, {wording.fingerprint(made.fingerprint)}, checked by {made.checked_by}.")


def _answers(folder: Path, by: str, moment: Any, typed: dict[str, Any]) -> dict[str, str]:
    """What was typed behind options, and what is asked for beside it at a terminal. Raises InputError."""
    from dosing.store.folder import open_file

    found, before = open_file(folder)
    acts.refuse_by_hand(before, str(found))
    asked = acts.questions(before, moment, by)
    answers = acts.answers_by_field(asked, _given(asked, typed))
    for question in asked:
        if question.field not in answers and sys.stdin.isatty():
            answers[question.field] = _ask(question)
    return answers


def _given(asked: Sequence[acts.Question], typed: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What stands behind options, each with the visit that it is of. Raises UsageError for a value of which that is not clear."""
    doses = list(dict.fromkeys(question.visits[0] for question in asked if question.visits))
    given = [(name, "", typed[name]) for name in WHOLE if typed[name] is not None]
    for name in OF_A_DOSE:
        for visit, text in typed[name]:
            if not visit and len(doses) != 1:
                there = f"doses of {wording.listed(doses)}" if doses else "no dose to check"
                raise click.UsageError(f"--{name}: there are {there}; write which the value is of, as VISIT=VALUE.")
            given.append((name, visit or doses[0], text))
    return given


def _ask(question: acts.Question) -> str:
    """One answer, asked for again until it can be read."""

    def readable(text: str) -> str:
        try:
            acts.refuse_unreadable(question, text)
        except InputError as problem:
            raise click.UsageError(problem.sentence.replace(NBSP, " ")) from None
        return text

    return str(click.prompt(question.words, value_proc=readable))
