"""What findings say, beyond when they appear (that is worked by hand in tests/worked/test_findings.py)."""

import re
from typing import Any

from dosing.findings import Finding
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
SITE: dict[str, Any] = {
    "country": "US",
    "rounding": {"whole_vials_within_percent": "5"},
    "vials": [{"strength_mg": "500", "volume_ml": "25"}],
}


def every_other() -> list[Finding]:
    """What the loud course does not say: of the label's regimen, of faster rates, and of what is left out."""
    recorded = [plans.outcome("C1D1", "2027-01-05", given_ml="60", reaction="2"), plans.outcome("C1D8", "2027-01-12")]
    fast = plans.rates(later=[{"rate": "250"}], beyond_limits="tolerated before")
    none = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})
    old = {"weighed": "2026-11-01", "born": "1910-01-01", "changes": recorded}
    label = {"regimen": "label-10-us-pd", "cycles": 2, "born": "1940-01-01"}
    return [
        *plans.make_plan(fast | none, **old).findings,
        *plans.make_plan(plans.slots(steroid={"dose_mg": "40"}, h2_blocker={"drug": "ranitidine"}), **label).findings,
        *plans.make_plan(weight="100kg").findings,
    ]


def test_every_message_is_written_for_people():
    two = {"bag": {"count": 2}}  # 160 mL are more than half of one bag
    told = [*plans.make_plan(SITE | plans.ORDER_RATES | two, **LOUD).findings, *every_other()]
    assert len({finding.code for finding in told}) >= 25
    for finding in told:
        assert finding.message.endswith((".", "?", "____"))
        assert not re.search(r"\d(?: )(mg|mL|kg|h|min)\b", finding.message), "an amount can be torn from its unit"
        assert not re.search(r"\b(in)?valid\b|please|sorry|\bNone\b|Decimal", finding.message)
        assert not re.search(r"\.\d*0(?!\d)\u00a0", finding.message), "a trailing zero"


def test_no_message_names_the_patient():
    for finding in plans.make_plan(SITE | {"bag": {"count": 2}}, label="ISLAY-007", born="1990-05-06", **LOUD).findings:
        assert "ISLAY-007" not in finding.message
        assert "1990" not in finding.message
