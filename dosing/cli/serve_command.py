"""`dosing serve`: the page on this machine.

Does not know pages, or who may ask for them.
"""

import gc
import signal
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosing.cli.naming import Command
from dosing.cli.options import A_FOLDER, SITE_OPTION, Place, site_tables
from dosing.cli.proxy_options import InFront, proxy_options

if TYPE_CHECKING:
    from dosing.web.unit import Unit


@click.command("serve", cls=Command)
@SITE_OPTION
@click.option("--courses", metavar="DIR", type=Place("courses"), help="A folder of courses: listed, opened from, and written into.")
@click.option("--publish-to", metavar="FOLDER", type=A_FOLDER, help="With --courses: the folder of a web server for published calendars.")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="The port; a free one unless given.")
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", help="The address to listen on; 127.0.0.1, this machine alone, unless given."
)
@proxy_options
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option("--install-launcher", is_flag=True, help="Start nothing: put this command, with its other options, into the desktop's menu.")
def serve(site: Path | None, port: int, host: str, in_front: InFront, **options: Any) -> None:
    """Open the page in a browser: plan, print, change and check courses on this machine.

    Nothing leaves the machine, and nothing is stored unless you save it; with --courses what is confirmed on a course of that
    folder is written there at once. Stop it with Ctrl-C.

    \b
      dosing serve
      dosing serve --courses unit --site site.toml
    """
    try:
        from dosing.web.proxy import proxy_from
        from dosing.web.serving import listen, run
    except ImportError:
        raise click.UsageError("the page needs the extra web; install it by: pip install 'dosing[web]'") from None
    pharmacy = None if site is None else _readable(site)
    unit = _unit(options["courses"], options["publish_to"])
    if options["install_launcher"]:
        _install(site=site, courses=options["courses"], publish_to=options["publish_to"], port=port or None)
        return
    behind = in_front.behind_proxy
    proxy = proxy_from(in_front.user_header, in_front.proxy_address, in_front.proxy_secret, behind_proxy=behind)
    serving = listen(host, port, in_front.allow_host, behind_proxy=behind, proxy=proxy)

    def ready() -> None:
        click.echo(f"The page is at {serving.address}\nStop it with Ctrl-C.")
        if not options["no_browser"] and proxy is None:  # past the proxy nobody is signed in
            # In a thread: a browser inside the terminal would hold everything up until it is closed.
            threading.Thread(target=webbrowser.open, args=(serving.once(),), daemon=True).start()

    said: list[str] = []

    def replaced() -> None:
        said.append("The program's files were replaced while it ran, so it answers no more, and stops. Start it again.")
        click.echo(said[0], err=True)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts it in the background would leave Ctrl-C without effect
    gc.enable()  # other commands end before it would pay; a page runs all day
    run(serving, pharmacy, ready, replaced, unit)
    click.echo("Stopped." if unit else "Stopped; nothing was stored.")
    if said:
        raise SystemExit(1)


def _unit(courses: Path | None, publish_to: Path | None) -> "Unit | None":
    """The folder of courses. Raises InputError where it cannot be one."""
    from dosing.store.unit import refuse_no_unit
    from dosing.web.unit import Unit

    if courses is None:
        if publish_to is not None:
            raise click.UsageError("--publish-to is about a folder of courses; write --courses DIR beside it.")
        return None
    refuse_no_unit(courses)
    return Unit(courses.resolve(), publish_to and publish_to.resolve())


def _install(**given: Path | int | None) -> None:
    """Write the launcher with the options that were given; a name stands whole in it, since it is started from elsewhere."""
    from dosing.cli.launcher import install_launcher

    options: list[str] = []
    for name, value in given.items():
        if value is not None:
            options += [f"--{name.replace('_', '-')}", str(value.resolve() if isinstance(value, Path) else value)]
    entry = install_launcher(options)
    click.echo(f"Written: {entry}")
    click.echo("The menu of the desktop shows dosing; it runs for as long as its window is open. To take it away, delete that file.")


def _readable(site: Path) -> dict[str, Any]:
    """The raw tables of a site file; what is wrong with it is said before anything is opened. Raises InputError."""
    from dosing.acts import check_site

    tables, name = site_tables(site)
    check_site(tables, name)
    return tables
