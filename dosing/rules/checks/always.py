"""What has to be said of every plan.

Does not look at any patient.
"""

from dosing import wording
from dosing.rules.checks.case import Case, Findings, whole


def trial_terminated(case: Case) -> Findings:
    """Always: how the trial ended (the record)."""
    yield whole(
        "trial-terminated",
        "note",
        f"Trial {case.regimen.registry_id} was terminated early: its sponsor stopped it for an unsatisfactory benefit/risk ratio.",
    )


LABEL_MG_PER_KG = 10


def twice_label_dose(case: Case) -> Findings:
    """Always: the regimen's dose against the label's 10 mg/kg."""
    dose = case.regimen.study_drug.dose_mg_per_kg
    yield whole(
        "twice-label-dose",
        "note",
        f"The dose, {wording.amount(dose, 'mg/kg')}, is twice the {wording.amount(LABEL_MG_PER_KG, 'mg/kg')} of the SARCLISA label.",
    )


def label_stability(_: Case) -> Findings:
    """Always: what the label does not establish at this dose."""
    yield whole(
        "label-stability",
        "note",
        "Stability and concentration in the bag at 20\u00a0mg/kg are not established by the label, and the "
        "bag's overfill is not counted in the concentration.",
    )
