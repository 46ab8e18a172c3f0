"""`dosing earliest-start`: the first day that the washouts and the age of the record allow.

Does not know courses.
"""

import click

from dosing import wording
from dosing.cli.naming import Command
from dosing.cli.options import FACTS, given, options_of
from dosing.formats.shipped import default_regimen
from dosing.inputs.facts import EntryFacts
from dosing.inputs.raw import entry_from
from dosing.rules.eligibility import EarliestStart, facts_missing
from dosing.rules.eligibility import earliest_start as earliest


@click.command("earliest-start", cls=Command)
@click.option("--born", metavar="DATE", help="Birth date.")
@options_of(EntryFacts)
def earliest_start(born: str | None, **facts: str | None) -> None:
    """The first day that the entry facts allow, and the fact that decides it.

    The record's "within" may exclude the last day of a washout itself, so the day after it is printed.
    """
    entry, birth = entry_from(given(facts, *FACTS), born)
    regimen = default_regimen()
    found = earliest(regimen, birth, entry)
    if found.day is None and len(facts_missing(entry)) == len(FACTS):
        raise click.UsageError("no fact was given; write at least one, like --last-chemotherapy 2026-12-01 or --transplant none.")
    click.echo(_said(found, regimen.least_age_years))
    missing = [wording.fact(fact) for fact in facts_missing(entry)] + (["birth date"] if birth is None else [])
    if missing:
        click.echo(f"Not given, and so not counted: {wording.listed(missing)}.")
    click.echo("Criteria that no date decides are not checked here; the investigator decides.")


def _said(found: EarliestStart, least_age: int) -> str:
    if found.day is None:
        return "No fact given sets a day: any start is allowed by them."
    if found.because is None:
        why = f"the patient is {least_age} years old on that day"
    else:
        because = found.because
        why = f"{wording.fact(because.fact)} on {wording.day(because.given)}, {because.length} until {wording.day(because.limit)}"
    return f"{wording.day(found.day)} ({found.day.isoformat()}): {why}."
