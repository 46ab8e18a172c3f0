"""What the form of a new plan offers to choose from, in words: regimens, numbers of cycles, premedications, and who wants the entry facts.

Made from the shipped regimens. Does not know what was typed.
"""

from functools import cache
from typing import NamedTuple

from dosing import wording
from dosing.acts import Choice, choices, cycles_told, regimens
from dosing.inputs.regimen import Regimen
from dosing.web.form_fields import capital

Options = tuple[tuple[str, str], ...]


class Offers(NamedTuple):
    """The choices of the form; what stands first of the regimens and of the cycles holds unless something is chosen."""

    usual_regimen: str
    regimens: Options
    usual_cycles: str
    cycles: Options
    cycles_hint: str
    choices: tuple[Choice, ...]
    entry: str


@cache
def offers() -> Offers:
    """What is offered of the shipped regimens."""
    first, *others = regimens()
    usual = ", ".join(f"{each.usual_cycles} with {each.id}" for each in regimens() if each.usual_cycles is not None)
    return Offers(
        usual_regimen=_titled(first),
        regimens=tuple((each.id, _titled(each)) for each in others),
        usual_cycles=f"As usual: {usual}",
        cycles=tuple((str(number), _cycles(number)) for number in range(1, max(each.most_cycles for each in regimens()) + 1)),
        cycles_hint=cycles_told(),
        choices=choices(),
        entry=_entry(),
    )


def _titled(regimen: Regimen) -> str:
    return f"{regimen.id}: {regimen.title}{'; not yet reviewed' if regimen.needs_review else ''}"


def _cycles(number: int) -> str:
    """A number of cycles, and how many infusions they are: "2 cycles: 8 infusions with islay, 6 with label-10-us-pd"."""
    of: dict[int, list[str]] = {}
    for regimen in regimens():
        if number <= regimen.most_cycles:
            infusions = sum(len(regimen.days_of(cycle)) for cycle in range(1, number + 1))
            of.setdefault(infusions, []).append(regimen.id)
    (first, names), *rest = of.items()
    every = not rest and len(names) == len(regimens())
    told = [wording.counted(first, "infusion") + ("" if every else f" with {wording.listed(names)}")]
    told += [f"{infusions} with {wording.listed(others)}" for infusions, others in rest]
    return f"{wording.counted(number, 'cycle')}: {', '.join(told)}"


def _entry() -> str:
    """Which regimens want treatment to be over, and which ask for nothing of it."""
    wanting = [each for each in regimens() if each.washouts]
    told = [f"{capital(each.words.authority)} ({each.id}) wants these to be over before the first infusion" for each in wanting]
    if others := [each.id for each in regimens() if not each.washouts]:
        told.append(f"with {wording.listed(others)} leave them empty")
    return f"{'; '.join(told)}."
