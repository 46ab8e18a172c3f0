"""Every clinical check, one function each, each returning findings; those of the day of issue stand in `issue`.

Does not know how findings are shown, or what day it is.
"""

from collections.abc import Callable

from dosing.findings import Finding
from dosing.rules.checks.always import label_stability, trial_terminated, twice_label_dose
from dosing.rules.checks.case import Case, Findings
from dosing.rules.checks.days import days_off, intervals, long_course
from dosing.rules.checks.entry import age_under_16, entry_facts, washouts
from dosing.rules.checks.preparation import bag_full, bag_prepared, drug_share, h2_blocker, label_rates, whole_vials_too_far
from dosing.rules.checks.weighing import weigh_before_cycle_2, weight_changed, weight_date_missing, weight_ratio, weight_unusual

__all__ = ["CHECKS", "Case", "run_checks"]

# The order in which findings of one severity are printed.
CHECKS: tuple[Callable[[Case], Findings], ...] = (
    bag_full, age_under_16, washouts, bag_prepared, weight_ratio, weight_unusual, weight_changed, weigh_before_cycle_2, drug_share,
    label_rates, h2_blocker, intervals, weight_date_missing, entry_facts, twice_label_dose, trial_terminated, label_stability,
    whole_vials_too_far, days_off, long_course,
)  # fmt: skip


def run_checks(case: Case) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(case)]
