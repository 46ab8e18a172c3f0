"""What findings say, beyond when they appear (that is worked by hand in tests/worked/test_findings.py)."""

import re

from tests import plans

LOUD = {
    "weight": "160kg",
    "weighed": None,
    "entry": {"last_chemotherapy": "2026-12-30", "transplant": "2026-09-04"},
    "changes": [
        plans.reweigh("70kg", "2027-01-10"),
        plans.move("C1D22", "2027-01-30", when="2027-01-20"),
        plans.omit("C2D8", when="2027-01-21"),
        plans.move("C2D22", "2027-05-01", when="2027-01-22"),
    ],
}  # fmt: skip
SITE = {"country": "US", "rounding": {"whole_vials_within_percent": "5"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]}


def test_every_message_is_written_for_people():
    told = plans.make_plan(SITE | plans.LABEL_RATES, **LOUD).findings
    assert len({finding.code for finding in told}) >= 15
    for finding in told:
        assert finding.message.endswith((".", "?"))
        assert not re.search(r"\d(?: )(mg|mL|kg|h|min)\b", finding.message), "an amount can be torn from its unit"
        assert not re.search(r"\b(in)?valid\b|please|sorry|\bNone\b|Decimal", finding.message)
        assert not re.search(r"\.\d*0(?!\d)\u00a0", finding.message), "a trailing zero"


def test_no_message_names_the_patient():
    for finding in plans.make_plan(SITE, label="ISLAY-007", born="1990-05-06", **LOUD).findings:
        assert "ISLAY-007" not in finding.message
        assert "1990" not in finding.message
