"""`dosing check`: somebody other than the preparer confirms the fingerprint of a folder's plan.

Does not know doses, or who may check.
"""

from pathlib import Path
from typing import Literal

import click

from dosing import acts, wording
from dosing.cli.naming import Command
from dosing.cli.options import A_FOLDER, ISSUED, issued_from, say_written


@click.command("check", cls=Command)
@click.argument("course_file", metavar="DIR", type=A_FOLDER)
@click.option("--by", required=True, metavar="INITIALS", help="Who checked; not who prepared the plan.")
@click.option("--fingerprint", required=True, metavar="XXXX-XXXX-XXXX", help="The fingerprint on the sheets that were checked.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="Paper of the sheets; the folder's unless given.")
@ISSUED
def check(course_file: Path, by: str, fingerprint: str, paper: Literal["a4", "letter"] | None, issued: str | None) -> None:
    """Record in DIR/course.toml that its plan was checked, and write the folder again without the word Draft.

    The check holds for this fingerprint alone: after a change the course is a draft again. It is not the check at
    preparation or at the bedside, which have their own lines on paper.
    """
    from dosing.catalogue import render_files
    from dosing.formats.bounds import folder_of
    from dosing.store.folder import locked, open_file, refuse_in_the_way, replace_file, wanted_in, write_folder

    moment, folder = issued_from(issued), folder_of(course_file)
    with locked(folder):  # nothing may be added to the course meanwhile
        found, before = open_file(folder)
        acts.refuse_by_hand(before, str(found))
        checked = acts.check(before, by, fingerprint, moment).opened
        made = acts.issue(checked, moment)
        files = render_files(made, wanted_in(folder, paper).of(checked.content))
        refuse_in_the_way(folder, files)  # before the course says that it is checked
        replace_file(found, before.content, checked.content)
        write_folder(folder, files)
    say_written(folder, files)
    click.echo(f"Revision {made.revision}, {wording.fingerprint(made.fingerprint)}, checked by {made.checked_by}.")
