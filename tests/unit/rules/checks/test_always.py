"""What has to be said of every plan."""

import pytest

from tests import plans


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "trial-terminated",
            "Trial NCT02999633 was terminated early: its sponsor stopped it for an unsatisfactory benefit/risk ratio.",
        ),
        ("twice-label-dose", "The dose, 20 mg/kg, is twice the 10 mg/kg of the SARCLISA label."),
        (
            "label-stability",
            "Stability and concentration in the bag at 20 mg/kg are not established by the label, and the bag's overfill is not counted in the concentration.",
        ),
    ],
)
def test_it_is_said_in_these_words(code, message):
    (told,) = plans.found(plans.make_plan(), code)
    assert told.message.replace("\N{NO-BREAK SPACE}", " ") == message
