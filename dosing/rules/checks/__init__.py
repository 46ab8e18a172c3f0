"""Every clinical check, one function each, each returning findings; those of the day of issue stand in `issue`.

Does not know how findings are shown, or what day it is.
"""

from collections.abc import Callable

from dosing.findings import Finding
from dosing.rules.checks.always import always, unreviewed
from dosing.rules.checks.case import Case, Findings
from dosing.rules.checks.days import days_off, intervals, long_course
from dosing.rules.checks.entry import born_implausible, dose_by_age, entry_facts, too_young, washouts
from dosing.rules.checks.preparation import bag_full, bag_prepared, drug_share, premedication_drugs, whole_vials_too_far
from dosing.rules.checks.rates import rates_beyond_limits, rates_fast, rates_first_again, rates_long
from dosing.rules.checks.weighing import (
    weigh_before_cycle,
    weight_before_birth,
    weight_changed,
    weight_date_missing,
    weight_old,
    weight_ratio,
    weight_unusual,
)

__all__ = ["CHECKS", "Case", "run_checks"]

# The order in which findings of one severity are printed.
CHECKS: tuple[Callable[[Case], Findings], ...] = (
    bag_full, too_young, weight_before_birth, unreviewed, washouts, bag_prepared, weight_ratio, weight_unusual, weight_changed, weight_old,
    weigh_before_cycle, born_implausible, drug_share, rates_beyond_limits, rates_fast, rates_long, rates_first_again,
    dose_by_age, premedication_drugs,
    intervals, weight_date_missing, entry_facts, always, whole_vials_too_far, days_off, long_course,
)  # fmt: skip


def run_checks(case: Case) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(case)]
