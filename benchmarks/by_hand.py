"""The eight doses and dates of one course as a table and a calendar file, with Decimal and icalendar: a script that a unit could write.

It takes what it is given for granted: any number is a weight, any day a start.
"""

import csv
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from pathlib import Path

from icalendar import Calendar, Event

weight, start, folder = Decimal(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(sys.argv[3])
folder.mkdir()
volume_ml = weight.quantize(Decimal("0.1"), ROUND_HALF_UP)
dose_mg = volume_ml * 20
large, small = divmod(ceil(dose_mg / 100), 5)
premedications = "dexamethasone 20 mg oral; acetaminophen 650 mg oral; ranitidine 50 mg intravenous; diphenhydramine 25 mg intravenous"

calendar = Calendar()
calendar.add("prodid", "-//by hand//EN")
calendar.add("version", "2.0")
with (folder / "plan.csv").open("w", newline="", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(("Visit", "Date", "Volume, mL", "isatuximab, mg", "500 mg vials", "100 mg vials", "Premedications"))
    for offset in (0, 7, 14, 21, 28, 35, 42, 49):
        name, day = f"C{offset // 28 + 1}D{offset % 28 + 1}", start + timedelta(offset)
        table.writerow((name, day, volume_ml, dose_mg, large, small, premedications))
        event = Event()
        event.add("uid", f"{name}-{start}@by-hand")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", day)
        event.add("summary", f"isatuximab {name}, {dose_mg} mg")
        calendar.add_component(event)
(folder / "visits.ics").write_bytes(calendar.to_ical())
