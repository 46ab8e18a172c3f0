"""`dosing letterhead`: another name, address or telephone of the pharmacy on the sheets of a course.

Does not know what a letterhead holds.
"""

from pathlib import Path

import click

from dosing import acts
from dosing.cli.naming import Command
from dosing.cli.options import COURSE, SITE_ARGUMENT, site_tables
from dosing.findings import InputError


@click.command("letterhead", cls=Command)
@COURSE
@SITE_ARGUMENT
def letterhead(course_file: Path, site: Path) -> None:
    """Put the letterhead of a SITE file on the sheets of a course: name, address, telephones and paper.

    It makes no number, so it is no revision, and a check stays; what else stands in the SITE file is not used here.

    \b
      dosing letterhead course.toml site.toml
    """
    from dosing.store.folder import locked, open_file, replace_file
    from dosing.store.publishing import published_beside

    found, before = open_file(course_file)
    acts.refuse_by_hand(before, str(found))
    tables, name = site_tables(site)
    _, stated = acts.site_in(tables, before, name)
    if stated is None:
        sentence = f"{name} states no letterhead; write its name, address and telephones there under [letterhead]."
        raise InputError("no-letterhead", "site", sentence)
    if stated == before.letterhead:
        raise InputError("letterhead-in-force", "site", f"{name} states the letterhead that the course has; leave it as it is.")
    after = acts.readdress(before, stated).opened
    with locked(found.resolve().parent):
        replace_file(found, before.content, after.content)
    click.echo(f"{found} has the letterhead of {name}. It is no revision: every number, fingerprint and check stays.")
    click.echo(f"Sheets that are printed show the old one. Write the new ones: dosing plan {found} --out {found.parent}")
    if published_beside(found):
        click.echo("The published calendar shows the old one until then.")
