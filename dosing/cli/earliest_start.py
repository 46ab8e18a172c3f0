"""`dosing earliest-start`: the first day that the washouts and the age of the record allow."""

import click

from dosing import wording
from dosing.cli.entering import FACTS, fact_options, given
from dosing.files import default_regimen
from dosing.findings import InputError
from dosing.inputs.reading import entry_from
from dosing.rules.eligibility import EarliestStart, earliest_start, facts_missing


@click.command("earliest-start")
@click.option("--born", metavar="DATE", help="Birth date.")
@fact_options
def command(born: str | None, **facts: str | None) -> None:
    """The first day that the entry facts allow, and the fact that decides it.

    The record's "within" may exclude the last day of a washout itself, so the day after it is printed.
    """
    entry, birth = entry_from(given({name: facts[name] for name in FACTS}), born)
    regimen = default_regimen()
    found = earliest_start(regimen, birth, entry)
    if found.day is None and len(facts_missing(entry)) == len(FACTS):
        raise InputError("no fact was given; write at least one, like --last-chemotherapy 2026-12-01 or --transplant none.")
    click.echo(_said(found, regimen.least_age_years))
    missing = [wording.FACTS[fact] for fact in facts_missing(entry)] + (["birth date"] if birth is None else [])
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
        why = f"{wording.FACTS[because.fact]} on {wording.day(because.given)}, {because.length} until {wording.day(because.limit)}"
    return f"{wording.day(found.day)} ({found.day.isoformat()}): {why}."
