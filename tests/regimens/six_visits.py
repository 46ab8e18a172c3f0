"""The tests' own regimen of six visits, as raw tables, and one course of it."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from dosing.history import History, build_history
from dosing.inputs.raw import course_from, regimen_from, site_from
from dosing.inputs.regimen import Regimen
from dosing.inputs.site import Site
from dosing.plan import Plan
from dosing.releases import Release, release
from tests import plans

FILE = Path(__file__).with_name("six-visits-1.toml")
ISSUED = datetime(2027, 1, 3, 9, tzinfo=UTC)

PATIENT: dict[str, Any] = {
    "course_id": plans.COURSE_ID,
    "regimen": "six-visits",
    "label": "Patient 6",
    "born": "1962-01-11",  # 65 years old on C1D8
    "weight": "64.3kg",
    "weighed": "2027-01-02",
    "start": "2027-01-04",
    "time": "10:00",
    "time_zone": "Europe/Paris",
    "entry": {"last_chemotherapy": "2026-12-20"},
    "prepared_by": "AB",
}

# 50 mL in 60 min, then 200 mL at 200 mL an hour: 120 min. 50 mL in 30 min, then 200 at 300: 70 min. 250 at 300: 50 min.
ORDER: dict[str, Any] = {
    "name": "order-6",
    "follows": "order",
    "reference": "order 6",
    "basis": "ml_per_hour",
    "bag_ml": "250",
    "first": [{"rate": "50", "minutes": 60}, {"rate": "200"}],
    "second": [{"rate": "100", "minutes": 30}, {"rate": "300"}],
    "later": [{"rate": "300"}],
}
RATES: dict[str, Any] = {"infusion": {"profile": "order-6", "compared_by": "CD", "compared_on": "2026-12-01", "profiles": [ORDER]}}

# A site that has decided all that the shipped one takes from a label of another drug.
DECIDED: dict[str, Any] = {
    **RATES,
    "bag": {"volume_ml": "250", "diluent": "sodium chloride 0.9%"},
    "weights": {"counts_from_percent": "0", "caution_from_percent": "10"},
    "visit": {"smallest_interval_days": 7},
}


def tables() -> dict[str, Any]:
    """The raw tables of the regimen, read anew."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)


def regimen() -> Regimen:
    """The regimen that the tables describe."""
    return regimen_from(tables())


def site(own: dict[str, Any] | None = None) -> Site:
    """The shipped site for it, with a site file's raw tables over it."""
    return site_from(DECIDED if own is None else own, plans.default_values(), regimen())[0]


def history(own: dict[str, Any] | None = None, **course: Any) -> History:
    """Every revision of the patient's course."""
    return build_history(regimen(), site(own), course_from({**PATIENT, **course}))


def plan(own: dict[str, Any] | None = None, **course: Any) -> Plan:
    """The newest of them."""
    return history(own, **course).plan


def released(own: dict[str, Any] | None = None, *, issued: datetime = ISSUED, **course: Any) -> Release:
    """The newest of them released: the second calculation has agreed."""
    return release(history(own, **course), issued)
