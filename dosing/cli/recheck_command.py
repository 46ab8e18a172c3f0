"""`dosing recheck`: a plan document, or a folder of a course's files, calculated a second time.

Does not know how anything is calculated or compared.
"""

from pathlib import Path

import click

from dosing import wording
from dosing.cli.naming import NBSP, Command
from dosing.cli.options import Place, issued_from


@click.command("recheck", cls=Command)
@click.argument("plan", type=Place("course-1/plan.json"))
@click.option("--code", metavar="TEXT", help="The text in the code of a label: only say whether it is of the course's newest revision.")
def recheck(plan: Path, code: str | None) -> int:
    """Calculate PLAN, a plan.json or a folder that holds one, a second time.

    Names every number that disagrees (exit status 3). Then the plan is made again from the folder's course.toml, and every file that
    is not byte for byte what it gives is named. With --code a label is held against the newest revision of the folder's course instead
    (exit status 3 where it is of another one); docs/label-code.md describes its text.
    """
    if code is not None:
        return _label(plan, code)
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


def _label(plan: Path, code: str) -> int:
    from dosing import acts
    from dosing.formats.bounds import folder_of
    from dosing.store.folder import open_file

    found, opened = open_file(folder_of(plan, field="plan"))
    acts.refuse_by_hand(opened, str(found))
    same, sentence = acts.belongs(acts.issue(opened, issued_from(None)), code)
    click.echo(sentence.replace(NBSP, " "))
    return 0 if same else 3
