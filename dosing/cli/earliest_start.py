"""`dosing earliest-start`: the first day that the washouts and the age of a regimen allow.

Does not know courses.
"""

import click

from dosing import wording
from dosing.cli.naming import Command
from dosing.cli.options import FACTS, REGIMEN_OPTION, given, options_of
from dosing.formats.shipped import newest_regimen
from dosing.inputs.facts import EntryFacts
from dosing.inputs.raw import entry_from
from dosing.inputs.regimen import DEFAULT_REGIMEN, Regimen
from dosing.rules.eligibility import EarliestStart, facts_missing
from dosing.rules.eligibility import earliest_start as earliest
from dosing.rules.timeline import refuse_facts_not_asked


@click.command("earliest-start", cls=Command)
@REGIMEN_OPTION
@click.option("--born", metavar="DATE", help="Birth date.")
@options_of(EntryFacts)
def earliest_start(regimen: str | None, born: str | None, **facts: str | None) -> None:
    """The first day that the entry facts allow, and the fact that decides it.

    Where the last day of a washout itself may be excluded, the day after it is printed.
    """
    entry, birth = entry_from(given(facts, *FACTS), born)
    found_in = newest_regimen(regimen or DEFAULT_REGIMEN)
    refuse_facts_not_asked(found_in, entry)
    missing = [wording.fact(fact) for fact in facts_missing(found_in, entry)] + (["birth date"] if birth is None else [])
    found = earliest(found_in, birth, entry)
    if birth is None and all(value is None for _, value in entry):
        raise click.UsageError(f"no fact was given; write at least one, like {_example(found_in)}.")
    click.echo(_said(found, found_in.least_age_years))
    if missing:
        click.echo(f"Not given, and so not counted: {wording.listed(missing)}.")
    if found_in.criteria_not_checked:
        click.echo("Criteria that no date decides are not checked here; the investigator decides.")


def _example(regimen: Regimen) -> str:
    asked = [washout.fact for washout in regimen.washouts]
    return f"--{asked[0].replace('_', '-')} 2026-12-01" if asked else "--born 1988-05-16"


def _said(found: EarliestStart, least_age: int) -> str:
    if found.day is None:
        return "No fact given sets a day: any start is allowed by them."
    if found.because is None:
        why = f"the patient is {least_age} years old on that day"
    else:
        because = found.because
        why = f"{wording.fact(because.fact)} on {wording.day(because.given)}, {because.length} until {wording.day(because.limit)}"
    return f"{wording.day(found.day)} ({found.day.isoformat()}): {why}."
