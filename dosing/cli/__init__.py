"""The command line: arguments in, the clock, files out; each command is loaded when it is used.

Does not know doses or wording.
"""

import atexit
import gc
import importlib
import os
import sys
from contextlib import suppress
from types import ModuleType

# A command is over before collecting garbage would pay: looking for it while modules load is a tenth of the time, and once more at the end.
gc.disable()
atexit.register(gc.freeze)

import click  # noqa: E402  # after the line above, which is there for it

from dosing import __version__  # noqa: E402

# No plugin of the machine may change how an input is read. Asked not to look for any, pydantic still loads all that it would look with
# (mail, sockets, zip files), a twentieth of a command's time; where it finds this in the place of its search, it has nothing to load.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
_NO_PLUGINS = ModuleType("pydantic.plugin._loader")
vars(_NO_PLUGINS)["get_plugins"] = tuple
sys.modules.setdefault("pydantic.plugin._loader", _NO_PLUGINS)

# Name: (module of dosing.cli, one line of help). They stand here so that --help loads no command; of the verbs that change a course,
# tests/doors/test_verbs_at_the_command_line.py holds them to the classes of the changes.
COMMANDS = {
    "plan": ("plan_command", "Plan a course from a weight and a start date, or from its file; write its sheets."),
    "roster": ("roster_command", "Plan many patients, one for each row of a CSV file; write the files of each."),
    "regimens": ("regimens_command", "List the regimens, or every value of one with its source."),
    "print": ("print_command", "Print one visit, what is left, or every day: worksheets, nurse pages, labels."),
    "check": ("check_command", "Record that somebody checked a folder's plan, and take the word Draft off its sheets."),
    "publish": ("publish_command", "Publish a course's calendar for a web server to hand out, or take it away."),
    "courses": ("courses_command", "List the courses of a folder: next visit, checked or not, what is due."),
    "day": ("day_command", "What a pharmacy prepares on a day, for all courses of a folder."),
    "calendar": ("calendar_command", "The visits of all courses of a folder in one calendar file."),
    "recheck": ("recheck_command", "Calculate a plan document a second time and name what disagrees."),
    "earliest-start": ("earliest_start", "The first day that a regimen's washouts and age allow."),
    "outcome": ("change_commands", "Record what was given at a visit, and a reaction."),
    "move": ("change_commands", "Give a visit another day."),
    "omit": ("change_commands", "Leave a visit out."),
    "stop": ("change_commands", "Cancel a visit and all after it."),
    "reweigh": ("change_commands", "Enter a new body weight."),
    "retime": ("change_commands", "Give one visit's infusion another start."),
    "extend": ("change_commands", "Add the next cycle."),
    "correct": ("change_commands", "Put right what was typed wrongly from the beginning."),
    "resite": ("change_commands", "Put a new site file in force."),
    "rebase": ("change_commands", "Accept the numbers of a newer version of this program."),
    "undo": ("change_commands", "Take the last change back, as a new revision."),
    "letterhead": ("letterhead_command", "Put another name, address or telephone of the pharmacy on a course's sheets."),
    "history": ("history_commands", "List the revisions of a course."),
    "diff": ("history_commands", "Show what differs between two plans."),
    "serve": ("serve_command", "Open the page in a browser, on this machine alone."),
    "schema": ("schema_command", "Print the JSON Schema of the plan document."),
}


def _columns() -> int:
    """How wide help may be: as wide as the terminal, up to 100 columns. click would ask shutil, which loads every archive's format."""
    with suppress(OSError, ValueError):
        return min(int(os.environ.get("COLUMNS") or os.get_terminal_size().columns), 100) - 2
    return 78


class LazyGroup(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it so
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click calls it so
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dosing.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click calls it so
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": max(_columns(), 50)},
)
@click.version_option(__version__, prog_name="dosing", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Doses and premedication of a course, visit by visit: by the ISLAY trial's regimen (NCT02999633) unless another is named.

    For pharmacists and nurses; every sheet has to be checked by a second person before it is used.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run a command; a problem is one sentence on standard error and exit status 2 or 3."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without "×" still shows every number
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped; nothing was written.", err=True)
        sys.exit(1)
    except click.ClickException as problem:
        click.echo(f"Error: {_sentence(problem)}", err=True)
        sys.exit(2)
    except OSError as problem:
        if problem.errno is None or problem.filename is not None:
            raise  # not the terminal or the pipe, but a file of this program
        with suppress(OSError):  # what could not be written is not tried again when Python ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"Error: the output cannot be written ({(problem.strerror or 'unknown').lower()}).", err=True)
        sys.exit(2)
    except Exception as problem:  # noqa: BLE001  # what is not a refusal is raised again
        sys.exit(_refused(problem))
    sys.exit(code if isinstance(code, int) else 0)


SPARE_WORD = 'a word stands there that belongs to no option; put text that has spaces in quotes, like --reason "low counts".'


def _sentence(problem: click.ClickException) -> str:
    """A problem of the command line in our own words where click's say less, or would repeat what may be a patient's label."""
    if isinstance(problem, click.UsageError) and problem.message.startswith("Got unexpected extra argument"):
        return SPARE_WORD
    if not isinstance(problem, click.BadParameter) or problem.param is None:
        return problem.format_message()
    from dosing.cli.naming import written

    name = written(problem.param)
    if isinstance(problem, click.MissingParameter):
        return f"{name} is missing; write it, as --help shows."
    return f"{name}: {problem.message}"


def _refused(problem: Exception) -> int:
    """Say what the checks refuse; what is no refusal is a fault of the program and keeps its traceback."""
    from dosing.findings import Refused

    if not isinstance(problem, Refused):
        raise problem
    for finding in problem.findings:
        click.echo(f"Refused: {finding.message}".replace("\N{NO-BREAK SPACE}", " "), err=True)
    return problem.exit_code
