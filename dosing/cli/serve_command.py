"""`dosing serve`: the page on this machine.

Does not know pages, or who may ask for them.
"""

import gc
import signal
import threading
import webbrowser
from pathlib import Path
from typing import Any

import click

from dosing.cli.naming import Command
from dosing.cli.options import SITE_OPTION, site_tables


@click.command("serve", cls=Command)
@SITE_OPTION
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="The port; a free one unless given.")
@click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", help="The address to listen on; 127.0.0.1, this machine alone, unless given."
)
@click.option("--behind-proxy", is_flag=True, help="A proxy in front of this page signs people in.")
@click.option("--allow-host", metavar="NAME", multiple=True, help="With --behind-proxy: the name that the proxy is reached by.")
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@click.option("--install-launcher", is_flag=True, help="Start nothing: put this command, with --site and --port, into the desktop's menu.")
def serve(
    site: Path | None, port: int, host: str, allow_host: tuple[str, ...], *, behind_proxy: bool, no_browser: bool, install_launcher: bool
) -> None:
    """Open the page in a browser: plan, print, change and check courses on this machine.

    Nothing leaves the machine, and nothing is stored unless you save it. Stop it with Ctrl-C.
    """
    try:
        from dosing.web.serving import listen, run
    except ImportError:
        raise click.UsageError("the page needs the extra web; install it by: pip install 'dosing[web]'") from None
    pharmacy = None if site is None else _readable(site)
    if install_launcher:
        _install(site, port)
        return
    serving = listen(host, port, allow_host, behind_proxy=behind_proxy)

    def ready() -> None:
        click.echo(f"The page is at {serving.address}\nStop it with Ctrl-C.")
        if not no_browser:
            # In a thread: a browser inside the terminal would hold everything up until it is closed.
            threading.Thread(target=webbrowser.open, args=(serving.once(),), daemon=True).start()

    said: list[str] = []

    def replaced() -> None:
        said.append("The program's files were replaced while it ran, so it answers no more, and stops. Start it again.")
        click.echo(said[0], err=True)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts it in the background would leave Ctrl-C without effect
    gc.enable()  # other commands end before it would pay; a page runs all day
    run(serving, pharmacy, ready, replaced)
    click.echo("Stopped; nothing was stored.")
    if said:
        raise SystemExit(1)


def _install(site: Path | None, port: int) -> None:
    from dosing.cli.launcher import install_launcher

    options = [*(("--site", str(site.resolve())) if site else ()), *(("--port", str(port)) if port else ())]
    entry = install_launcher(options)
    click.echo(f"Written: {entry}")
    click.echo("The menu of the desktop shows dosing; it runs for as long as its window is open. To take it away, delete that file.")


def _readable(site: Path) -> dict[str, Any]:
    """The raw tables of a site file; what is wrong with it is said before anything is opened. Raises InputError."""
    from dosing.acts import check_site

    tables, name = site_tables(site)
    check_site(tables, name)
    return tables
