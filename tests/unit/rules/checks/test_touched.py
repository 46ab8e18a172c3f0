"""Of which visits a finding is said: their pages carry it, beside the one that it names."""

from typing import Any

import pytest

from dosing.findings import Finding, Refused
from tests import plans

FROM_C1D15, BEFORE_C1D15 = plans.NAMES[2:], plans.NAMES[:2]
LATER = "2027-01-18"  # the day of C1D15
LIGHTER = plans.reweigh("100kg", LATER)
ONLY_500: dict[str, Any] = {"rounding": {"whole_vials_within_percent": "5"}, "vials": [{"strength_mg": "500", "volume_ml": "25"}]}
LEFT_OUT = plans.slots(h2_blocker={"drug": "none", "reason": "none is stocked"})
SIGNED = plans.rates(beyond_limits="as signed")


def said(code: str, site: dict[str, Any] | None = None, **course: Any) -> list[tuple[str | None, tuple[str, ...]]]:
    """The visit that each finding of a code names, and those that it touches."""
    try:
        found: list[Finding] = plans.found(plans.make_plan(site, **course), code)
    except Refused as raised:
        found = [each for each in raised.findings if each.code == code]
    return [(each.visit, each.touches) for each in found]


@pytest.mark.parametrize(
    ("code", "site", "course", "expected"),
    [
        # 110 kg and 100 kg are 110 and 100 mL, above 93 mL of 250; 130 and 126 mL are more than half of it.
        ("drug-share", {}, {"weight": "110kg", "changes": [LIGHTER]}, [("C1D1", BEFORE_C1D15), ("C1D15", FROM_C1D15)]),
        ("bag-full", {}, {"weight": "130kg"}, [("C1D1", plans.NAMES)]),
        (
            "bag-full",
            {},
            {"weight": "130kg", "changes": [plans.reweigh("126kg", LATER)]},
            [("C1D1", BEFORE_C1D15), ("C1D15", FROM_C1D15)],
        ),
        # 1,200 and 1,280 mg lie 16% and more from 1,000 and from 1,500 mg.
        (
            "whole-vials-too-far",
            ONLY_500,
            {"weight": "60kg", "changes": [plans.reweigh("64kg", LATER)]},
            [("C1D1", BEFORE_C1D15), ("C1D15", FROM_C1D15)],
        ),
        ("rates-beyond-limits", {}, {"changes": [plans.resite(SIGNED, LATER)]}, [(None, FROM_C1D15)]),
        ("premedication-omitted", LEFT_OUT, {"changes": [plans.resite({}, LATER)]}, [(None, BEFORE_C1D15)]),
        ("h2-not-marketed", LEFT_OUT, {"changes": [plans.resite({}, LATER)]}, [(None, FROM_C1D15)]),
        ("premedication-omitted", {}, {"changes": [plans.resite(LEFT_OUT, LATER)]}, [(None, FROM_C1D15)]),
        ("h2-not-marketed", {}, {"changes": [plans.resite(LEFT_OUT, LATER)]}, [(None, BEFORE_C1D15)]),
        # No visit takes place: what the site decides is said, and touches none.
        ("premedication-omitted", LEFT_OUT, {"changes": [plans.stop("C1D1")]}, [(None, ())]),
        (
            "weigh-before-cycle",
            {},
            {"regimen": "label-10-us-kd", "cycles": 3},
            [("C2D1", ("C2D1", "C2D15")), ("C3D1", ("C3D1", "C3D15"))],
        ),
        (
            "weigh-before-cycle",
            {},
            {"changes": [plans.omit("C2D1"), plans.omit("C2D15")]},
            [("C2D8", ("C2D8", "C2D22"))],
        ),
    ],
)
def test_a_finding_touches_these_visits(code, site, course, expected):
    assert said(code, site, **course) == expected
