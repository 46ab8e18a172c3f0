"""Who a pharmacy is and which paper it prints on: what stands on its sheets and makes no number.

Does not know any patient, or what the pharmacy decides about doses.
"""

from typing import Annotated, Literal

from dosing.inputs.asked import Asked
from dosing.inputs.kinds import Line, Model

Paper = Literal["a4", "letter"]
InCalendar = Literal["nothing", "telephones", "telephones-and-address", "telephones-name-and-address"]


class Letterhead(Model):
    """Name, address, telephones, the place of a visit and paper; each may be left out, and the paper is then A4.

    `calendar` is what of it may stand in calendar entries, which others than the patient may see: the telephones where nothing is said.
    """

    name: Annotated[Line | None, Asked("line", "the name of the pharmacy", "Name of the pharmacy", "Name of the pharmacy.")] = None
    address: Annotated[Line | None, Asked("line", "the address", "Address", "Address of the pharmacy.")] = None
    day_phone: Annotated[Line | None, Asked("line", "the telephone by day", "Telephone by day", "Telephone by day.")] = None
    night_phone: Annotated[Line | None, Asked("line", "the telephone by night", "Telephone by night", "Telephone by night.")] = None
    emergency_phone: Annotated[
        Line | None, Asked("line", "the emergency number", "Emergency number", "The number that patients call in an emergency.")
    ] = None
    visit_place: Annotated[
        Line | None,
        Asked(
            "line",
            "where patients come",
            "Where patients come",
            "Where patients come for a visit; name and address unless given.",
            hint="Without it, name and address are printed.",
        ),
    ] = None
    paper: Annotated[
        Paper, Asked("choice", "the paper", "Paper", "Paper of the sheets.", choices=(("a4", "A4"), ("letter", "Letter")))
    ] = "a4"  # fmt: skip
    calendar: Annotated[
        InCalendar | None,
        Asked(
            "choice",
            "what calendar entries say",
            "In calendar entries",
            "What calendar entries say of the pharmacy, the telephones unless given; the name of a ward can give a diagnosis away.",
            hint="Others may see a calendar, and the name of a ward can give a diagnosis away.",
            choices=(
                ("nothing", "Nothing"),
                ("telephones", "Telephones"),
                ("telephones-and-address", "Telephones and address"),
                ("telephones-name-and-address", "Telephones, name and address"),
            ),
        ),
    ] = None

    @property
    def calendar_tells_telephones(self) -> bool:
        """Whether telephones may stand in calendar entries."""
        return self.calendar != "nothing"

    @property
    def calendar_tells_place(self) -> bool:
        """Whether the place of a visit, or else the address, may stand in calendar entries."""
        return self.calendar in ("telephones-and-address", "telephones-name-and-address")

    @property
    def calendar_tells_name(self) -> bool:
        """Whether the pharmacy's name may stand in calendar entries."""
        return self.calendar == "telephones-name-and-address"
