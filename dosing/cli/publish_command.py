"""`dosing publish`: a course's calendar as a file that a web server hands out, to which a calendar program subscribes.

Does not know what is in a calendar; serves nothing.
"""

from pathlib import Path
from typing import Literal

import click

from dosing import acts, wording
from dosing.cli.naming import Command
from dosing.cli.options import A_FOLDER, COURSE, ISSUED, issued_from
from dosing.findings import InputError


@click.command("publish", cls=Command)
@COURSE
@click.option("--to", metavar="FOLDER", type=A_FOLDER, help="A folder that your own web server hands out, and that is there already.")
@click.option(
    "--calendar-class",
    type=click.Choice(["private", "public"]),
    help="public lets a carer's shared calendar show the visits; private unless given.",
)
@click.option("--withdraw", is_flag=True, help="Take the published calendar away, and forget it.")
@ISSUED
def publish(
    course_file: Path, to: Path | None, calendar_class: Literal["private", "public"] | None, *, withdraw: bool, issued: str | None
) -> None:
    """Publish the calendar of a course: a file with a name that nobody guesses, which every later issue overwrites.

    A calendar program that subscribes to its address always shows the newest plan; cancelled visits are not in it. Where it
    stands is kept in publish.toml beside the course file. This program serves nothing: it says how a web server does.

    \b
      dosing publish course-1 --to /srv/calendars
      dosing publish course-1                       (once it is published: write it again, and say how it is served)
      dosing publish course-1 --withdraw
    """
    from dosing.formats.bounds import file_in
    from dosing.store.folder import COURSE_FILE, locked, open_file
    from dosing.store.publishing import begin_publishing, publish_again, published_beside, real

    if withdraw and to is not None:
        raise click.UsageError("--withdraw takes away what is published and stands without --to; write one of them.")
    with locked(real(file_in(course_file, COURSE_FILE)).parent):  # before it is read, since another command may go on with it
        found, opened = open_file(course_file)
        published = published_beside(found)
        if withdraw:
            _withdraw(found, opened)
            return
        acts.refuse_by_hand(opened, str(found))
        made = acts.issue(opened, issued_from(issued))
        if published is None:
            if to is None:
                raise click.UsageError("--to is missing; write a folder that your web server hands out, like --to /srv/calendars.")
            published = begin_publishing(found, opened, made, to, calendar_class or "private")
        else:
            if to is not None and real(to) != Path(published.folder):
                sentence = f"the calendar is published in {published.folder}; before it is published elsewhere, withdraw it."
                raise InputError("published-elsewhere", "to", sentence)
            published = publish_again(found, published, made, calendar_class)
    _say(found, Path(published.folder) / published.name, acts.served(published), acts.given_away(made), made.revision)


def _withdraw(found: Path, opened: acts.Opened) -> None:
    from dosing.store.publishing import published_beside, withdraw

    published = published_beside(found)
    if published is None:
        raise InputError("not-published", "course_file", f"the calendar of {found} is not published; there is nothing to take away.")
    there = withdraw(found, published, opened.course.course_id)
    path = Path(published.folder) / published.name
    click.echo(f"{path} is taken away." if there else f"{path} was not there any more; it is forgotten.")
    click.echo("Programs that subscribed keep what they read last, or say that the calendar is gone: tell the patient to delete it.")


def _say(found: Path, path: Path, served: str, given_away: str, revision: int) -> None:
    click.echo(f"Plan {revision} is published: {path}")
    click.echo("From now on dosing plan, check and print overwrite it whenever they write files of this course.\n")
    click.echo("This program serves nothing. In the configuration of nginx, for one, inside the server that has your certificate:\n")
    click.echo("\n".join(f"    {line}" for line in served.splitlines()))
    click.echo("\nThe patient subscribes to this address, and does not import it:\n")
    click.echo(f"    https://YOUR-SERVER/calendars/{path.name}\n")
    click.echo(given_away.replace(wording.NBSP, " "))
    click.echo(f"To take it away: dosing publish {found} --withdraw")
