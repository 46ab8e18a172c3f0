"""Who a pharmacy is and which paper it prints on: what stands on its sheets and makes no number.

Does not know any patient, or what the pharmacy decides about doses.
"""

from typing import Annotated, Literal

from dosing.inputs.asked import Asked
from dosing.inputs.kinds import Line, Model

Paper = Literal["a4", "letter"]


class Letterhead(Model):
    """Name, address, telephones and paper; each may be left out, and the paper is then A4."""

    name: Annotated[Line | None, Asked("line", "the name of the pharmacy", "Name of the pharmacy", "Name of the pharmacy.")] = None
    address: Annotated[Line | None, Asked("line", "the address", "Address", "Address of the pharmacy.")] = None
    day_phone: Annotated[Line | None, Asked("line", "the telephone by day", "Telephone by day", "Telephone by day.")] = None
    night_phone: Annotated[Line | None, Asked("line", "the telephone by night", "Telephone by night", "Telephone by night.")] = None
    paper: Annotated[
        Paper, Asked("choice", "the paper", "Paper", "Paper of the sheets.", choices=(("a4", "A4"), ("letter", "Letter")))
    ] = "a4"  # fmt: skip
