"""How a problem is said on the command line: at the option or argument that it is about, and with what can be typed instead.

Does not know what any input means, or which command asks for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from dosing.findings import InputError

NBSP = "\N{NO-BREAK SPACE}"

# Where an input is typed that has no option or argument of its own name.
WRITTEN = {
    "force": "out",
}
# What a problem is said of where that is not the input at which it is put right, by its code.
SAID_OF = {"visit-is-over": "visit"}

# What can be typed, by the code of a problem: the first words whose parameter, if they name one, the command has. {slot} is the
# premedication that the problem is about.
_FORCE = ("out", ": --force")
_GO_ON = ("out", ": --force (to go on with it: dosing plan {out} --out {out})")
HINTS: dict[str, tuple[tuple[str, str], ...]] = {
    "missing": (("start", ", the day of the first infusion, like --start 2027-01-04"),),
    "no-zone": (("time_zone", ": --time-zone Europe/Paris"), ("", ", and put that in force by: dosing resite")),
    "form-spare": (("{slot}_route", ", or write --{slot}-route intravenous"),),
    "reason-spare": (("{slot}", ", or write --{slot} none"),),
    "unreviewed-data": (("course_file", " by: dosing resite {course_file} site.toml"),),
    "supply-not-confirmed": (("course_file", " by: dosing resite {course_file} site.toml"),),
    "folder-of-others": (_FORCE,),
    "folder-unreadable": (_FORCE,),
    "folder-of-another-course": (_GO_ON,),
    "folder-of-other-values": (_GO_ON,),
    "visit-is-over": (("visit", ": --not-given"),),
    "written-by-hand": (("course_file", ": dosing plan {course_file} --out DIR"),),
    "proxy-without-name": (("allow_host", ": --behind-proxy --allow-host NAME"),),
    "open-to-others": (("allow_host", ": --behind-proxy --allow-host NAME"),),
    "header-without-proxy": (("user_header", ": --behind-proxy --allow-host NAME"),),
    "names-nobody": (("user_header", ": --user-header NAME"),),
    "made-by-another-engine": (("course_file", " by: dosing rebase {course_file}"),),
    "published-elsewhere": (("course_file", ": dosing publish {course_file} --withdraw"),),
}


class Named(click.ParamType):  # type: ignore[type-arg]  # older versions of click take none
    """Values that are each typed as NAME=VALUE, like weight=72.5kg; `names` are those that can be."""

    name = "NAME=VALUE"

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name, with underscores, and the value."""
        name, sign, text = value.partition("=")
        name = name.replace("-", "_")
        if not sign or name not in self.names:
            from dosing import wording
            from dosing.quantities import shown

            ways = wording.listed([each.replace("_", "-") for each in self.names], "or")
            self.fail(f"{shown(value)} cannot be corrected; write NAME=VALUE like weight=72.5kg, where NAME is {ways}.", param, ctx)
        return name, text


class Command(click.Command):
    """A command that says what is wrong with its inputs by the names under which they are typed, and takes each option once."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments. Raises UsageError for an option that is given twice, of which one would have to be guessed."""
        if not ctx.resilient_parsing:
            _refuse_twice(self.make_parser(ctx).parse_args(list(args))[2])
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ClickException in place of an InputError."""
        try:
            return super().invoke(ctx)
        except InputError as problem:
            raise click.ClickException(said(problem, ctx)) from None


def _refuse_twice(given: Sequence[click.Parameter]) -> None:
    for place, param in enumerate(given):
        if isinstance(param, click.Option) and not (param.multiple or param.is_eager) and param in given[:place]:
            raise click.UsageError(f"{written(param)} is given twice; write it once.")


def said(problem: InputError, running: click.Context) -> str:
    """The sentence of a problem in a running command: of a file or of an older change by its name, of what was typed by the option's."""
    if problem.where:
        return str(problem).replace(NBSP, " ")
    place = typed_at(SAID_OF.get(problem.code, problem.field), running.command)
    sentence = problem.sentence.removesuffix(".") + _hint(problem, running.params) + "."
    return (f"{place}: {sentence}" if place else sentence).replace(NBSP, " ")


def _hint(problem: InputError, typed: Mapping[str, Any]) -> str:
    slot = _slot_and_key(problem.field)[0]
    words = (words for name, words in HINTS.get(problem.code, ()) if not name or name.format(slot=slot) in typed)
    return next(words, "").format_map({**typed, "slot": slot.replace("_", "-")})


_PREMEDICATIONS = "site.premedications."


def _slot_and_key(field: str) -> tuple[str, str]:
    """The premedication and its value that an input is about; nothing for any other input."""
    slot, _, key = field.removeprefix(_PREMEDICATIONS).partition(".") if field.startswith(_PREMEDICATIONS) else ("", "", "")
    return slot, key


def _chosen_at(field: str) -> str:
    """The option under which a value of a premedication is chosen: the slot alone for its drug, `steroid_route` for its route."""
    slot, key = _slot_and_key(field)
    return slot if key in ("", "drug") else f"{slot}_{key}"


def typed_at(field: str, command: click.Command) -> str:
    """How an input is written at a command: `--option` or `ARGUMENT`; nothing where it is not typed there.

    It goes by the whole name of the input, by the last part of a dotted one, or by the file that it stands in.
    """
    last, own = field.rpartition(".")[2], {str(param.name): param for param in command.params}
    if found := own.get(WRITTEN.get(field, _chosen_at(field) or field)) or own.get(last):
        return written(found)
    if any(isinstance(param.type, Named) and last in param.type.names for param in command.params):
        return f"{last.replace('_', '-')}=VALUE"
    found = own.get(field.partition(".")[0])
    return written(found) if found else ""


def written(param: click.Parameter) -> str:
    """The name of an option, or of an argument, as it is typed or as the help shows it."""
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.human_readable_name.strip("[].")
