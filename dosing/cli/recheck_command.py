"""`dosing recheck`: a plan document, or a folder of a course's files, calculated a second time.

Does not know how anything is calculated or compared.
"""

from pathlib import Path

import click

from dosing import wording
from dosing.cli.naming import Command
from dosing.cli.options import Place


@click.command("recheck", cls=Command)
@click.argument("plan", type=Place("course-1/plan.json"))
def recheck(plan: Path) -> int:
    """Calculate PLAN, a plan.json or a folder that holds one, a second time.

    Names every number that disagrees (exit status 3). Then the plan is made again from the folder's course.toml, and every file that
    is not byte for byte what it gives is named.
    """
    from dosing.store.audit import audit

    found = audit(plan)
    for sentence in found.said:
        click.echo(sentence)
    if not found.said:
        fingerprint = wording.fingerprint(found.document["release"]["fingerprint"])
        agrees = "The numbers agree" if found.beside else "Everything agrees"
        click.echo(f"{agrees}: {wording.counted(len(found.document['visits']), 'visit')}, fingerprint {fingerprint}.")
    for sentence in found.beside:
        click.echo(sentence)
    return 3 if found.said else 0
