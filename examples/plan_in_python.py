"""A plan from Python: the four calls, and every file in memory."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

from dosing import Course, build_history, build_plan, release, render_files, wording
from dosing.formats.shipped import default_regimen, default_site

regimen, site = default_regimen(), default_site()
course = Course(
    course_id="0b8ff3a6-6d0e-4f0b-9a55-3b1f6f0f7a08",
    start=date(2027, 1, 4),
    weight_kg=Decimal("72.5"),
    weighed=date(2027, 1, 2),
)
plan = build_plan(regimen, site, course)
made = release(build_history(regimen, site, course), datetime(2027, 1, 3, 9, tzinfo=UTC))
files = render_files(made)

for visit in plan.active:
    if visit.study_drug is not None:
        sys.stdout.write(f"{visit.visit}, {wording.day(visit.date)}: {wording.mg(visit.study_drug.rounded_mg)}\n")
sys.stdout.write(f"{wording.fingerprint(made.fingerprint)}: {', '.join(files)}\n")
