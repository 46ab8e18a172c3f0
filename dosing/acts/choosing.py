"""What can be chosen for a new course: its regimen, how many cycles, and of each premedication the drug, the route and the form.

Made from the shipped regimens. Does not know arguments, forms, or what a choice does to a dose.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from dosing import wording
from dosing.formats.shipped import newest_regimen, regimen_ids
from dosing.inputs.asked import Asked
from dosing.inputs.regimen import NO_DRUG, Regimen, Route, SlotRule

PREMEDICATIONS = "site.premedications"
ROUTES: dict[Route, str] = {"oral": "By mouth", "intravenous": "Intravenous"}
# What is decided together: one of them may be wrong because of the other.
TOGETHER = (("drug", "reason"), ("route", "form"))


class Choice(NamedTuple):
    """One value of a slot that can be chosen for one course over what the site has decided, and how it is asked for."""

    slot: str
    key: str
    ask: Asked

    @property
    def name(self) -> str:
        """What a door calls it: the slot alone for its drug, `steroid_route` for its route."""
        return self.slot if self.key == "drug" else f"{self.slot}_{self.key}"

    @property
    def field(self) -> str:
        """Where it stands among the inputs."""
        return f"{PREMEDICATIONS}.{self.slot}.{self.key}"


def regimens() -> tuple[Regimen, ...]:
    """Every regimen that a course can be begun with, the default first."""
    return tuple(newest_regimen(name) for name in regimen_ids())


@cache
def choices() -> tuple[Choice, ...]:
    """Every choice that a shipped regimen leaves to one course, slot by slot."""
    slots = dict.fromkeys(rule.slot for regimen in regimens() for rule in regimen.slots)
    return tuple(choice for slot in slots for choice in _choices_of(slot))


def site_choices(chosen: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    """What is chosen for one course over a site file, by slot, from what was typed under the choices' names.

    None takes away what the file has and no longer fits the choice.
    """
    tables: dict[str, dict[str, Any]] = {}
    for each in choices():
        if (value := chosen.get(each.name)) is not None:
            tables.setdefault(each.slot, {})[each.key] = value
    for table in tables.values():
        if table.get("drug", NO_DRUG) != NO_DRUG:
            table.setdefault("reason", None)
        if table.get("route") == "oral":
            table.setdefault("form", None)
    return tables


def decided_here(field: str, chosen: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a value of the site is wrong because of what was chosen over its file."""
    slot, _, key = field.removeprefix(f"{PREMEDICATIONS}.").partition(".")
    if not field.startswith(f"{PREMEDICATIONS}.") or slot not in chosen:
        return False
    return not key or any(key in keys and any(each in chosen[slot] for each in keys) for keys in TOGETHER)


def cycles_told() -> str:
    """How many cycles each regimen allows, and which has a usual number."""
    told = [f"{wording.listed(names)}: {words}" for words, names in _by_regimen(_cycles_of, regimens())]
    return f"{'; '.join(told)}."


def _cycles_of(regimen: Regimen) -> str:
    ways = wording.choice_of(range(1, regimen.most_cycles + 1))
    return f"{ways}, which has to be said" if regimen.usual_cycles is None else f"{ways}, and {regimen.usual_cycles} unless said"


def _by_regimen(say: Callable[[Regimen], str], among: Iterable[Regimen]) -> Iterator[tuple[str, list[str]]]:
    """What is said of regimens, each saying once, with the ids of those of which it is said."""
    said: dict[str, list[str]] = {}
    for regimen in among:
        said.setdefault(say(regimen), []).append(regimen.id)
    yield from said.items()


def _choices_of(slot: str) -> Iterator[Choice]:
    for key in ("drug", "reason", "route", "form"):
        asking = [(regimen, rule) for regimen in regimens() if (rule := regimen.slot(slot)) and _ways(rule, key)]
        if asking:
            yield Choice(slot, key, _ask(key, asking))


def _ways(rule: SlotRule, key: str) -> list[str]:
    """What can be chosen for one value of a slot; nothing where there is only one way."""
    if key == "drug":
        ways = [each.drug for each in rule.drugs] + ([] if rule.needed else [NO_DRUG])
    elif key == "reason":
        return [] if rule.needed else [NO_DRUG]
    elif key == "route":
        ways = [*dict.fromkeys(route for each in rule.drugs for route in each.routes)]
    else:
        return [*dict.fromkeys(form for each in rule.drugs for form in each.forms)]
    return ways if len(ways) > 1 else []


Asking = Sequence[tuple[Regimen, SlotRule]]


def _ask(key: str, asking: Asking) -> Asked:
    """How one value of a slot is asked for, in the words of the regimens that leave it open."""
    rule = asking[0][1]
    only = "" if len(asking) == len(regimens()) else f", only by {wording.listed([regimen.id for regimen, _ in asking])}"
    subject = f"the {rule.called}" if len(rule.drugs) > 1 else wording.drug(rule.drugs[0].drug)
    if key == "reason":
        why = f"Why no {rule.called} is given"
        return Asked("line", f"the {rule.called}", why, f"{why}, with {NO_DRUG}{only}.", hint="Only where none is given.")
    labels = {"drug": _capital(rule.called), "route": f"Route of {subject}", "form": f"Injection of {subject}: its dose is stated as"}
    told = "; ".join(
        words if len(names) == len(asking) else f"{words} by {wording.listed(names)}"
        for words, names in _by_regimen(
            lambda regimen: wording.listed(_ways(_slot(regimen, rule.slot), key), "or"), [each for each, _ in asking]
        )
    )
    hint = (
        "Only for an injection. Vials are labelled either way."
        if key == "form"
        else f"{_capital(only.removeprefix(', '))}."
        if only
        else ""
    )
    values = dict.fromkeys(way for _, each in asking for way in _ways(each, key))
    return Asked(
        "choice", f"the {rule.called}", labels[key], f"{labels[key]}: {told}{only}.",
        hint=hint, choices=tuple((value, _said(value, key, asking)) for value in values),
    )  # fmt: skip


def _slot(regimen: Regimen, name: str) -> SlotRule:
    found = regimen.slot(name)
    if found is None:
        raise ValueError("only a regimen that has the slot is asked about it")
    return found


def _said(value: str, key: str, asking: Asking) -> str:
    """One way in words, with what a regimen says of it where regimens differ: "Ranitidine (islay: as in the trial record)"."""
    words = ROUTES[value] if value in ROUTES else _capital(wording.drug(value))
    taking = [(regimen, rule) for regimen, rule in asking if value in _ways(rule, key)]
    notes = {regimen.id: _note(value, regimen, rule) if key == "drug" else "" for regimen, rule in taking}
    groups = [*_by_regimen(lambda regimen: notes[regimen.id], [regimen for regimen, _ in taking])]
    if len(taking) == len(asking) and len(groups) == 1:
        return f"{words}, {groups[0][0]}" if groups[0][0] else words
    told = [f"{wording.listed(names)}{f': {note}' if note else ' only'}" for note, names in groups if note or len(taking) < len(asking)]
    return f"{words} ({'; '.join(told)})"


def _note(drug: str, regimen: Regimen, rule: SlotRule) -> str:
    """What a regimen that names a drug for a slot says of this one."""
    if rule.named is None or drug == NO_DRUG:
        return ""
    return f"as in {regimen.words.authority}" if drug == rule.named else f"substituted for {wording.drug(rule.named)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
