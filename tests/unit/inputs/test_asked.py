"""How a person is asked for values: in the order of the model, under the name by which a value is written."""

from typing import Annotated

from pydantic import BaseModel

from dosing.inputs.asked import Asked, asked

DOSE = Asked("line", "the dose", "Dose", "How much.")
WEIGHT = Asked("weight", "the weight", "Weight", "How heavy.", name="weight")


class Form(BaseModel):
    """Two values that are asked for, and one that is not."""

    weight_kg: Annotated[int, WEIGHT]
    stored: str = ""
    dose: Annotated[str, DOSE] = "20"


def test_values_are_asked_for_in_their_order_each_with_whether_it_is_needed():
    assert list(asked(Form)) == [("weight", WEIGHT, True), ("dose", DOSE, False)]
