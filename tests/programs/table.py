"""Writes docs/calendars.md from what the tests saw:

    python -m tests.programs.table RESULTS docs/calendars.md

The same results give the same bytes. A run that left something out, but for a program that is not installed, gives no page.
"""

import sys
from pathlib import Path

from tests.programs.readers import READERS
from tests.programs.results import COLUMNS, Results, Seen, read
from tests.programs.ways import WAYS, Way

PAGE = """# What calendar programs do with our files

Written by `make calendars`, which drives the programs below and looks at what each of them lists. Last run on {day}, on {system}.

A course of eight visits was written six times: plan 1; plan 2 moves visit 3 and all after it by a week; plan 3 omits visit 4; plan 4 puts visit 5 at another
time; plan 5 moves visit 3 and all after it back; plan 6 stops before visit 7. Whoever holds plan 1 can be told one of these:

- **Keep the visits in a calendar of their own.** At each plan delete it, make a new one, and import `visits.ics` into that.
- **Import `changes.ics` on top**, at each plan or only the newest, into the calendar that holds the `visits.ics` of an older plan.
- **Subscribe** to the address of a published feed (`dosing publish`).

"Right" means three things. Every visit is shown on its day at its time. Every older entry that is wrong is contradicted: on its day stands a note that there is no
visit, or a visit of the newest plan that asks to delete older entries, and the newest statement about that day is true. And where a note of no visit stands
on a day that has a visit again, the newest plan says that the note is void. Older entries stay until the patient deletes them.

{table}

The calendar files that are kept in `tests/golden`, as other readers show them: how many entries, and from which day to which. libical
(GNOME, KDE) also checks what the standard allows, and sabre/vobject (Nextcloud) validates; neither found a fault, nor did ical.js
(Thunderbird) or node-ical. khal is built on the library that writes our files, so its list is no second opinion. The moments and days of
every visit were compared with the plan that lies beside the file.

{readings}

What the tests hold to be so, and fail when it changes:

- A newer `visits.ics` over an older one is **not** enough: Thunderbird and GNOME Calendar's import refuse the entries that they know and keep the old dates,
  calcurse shows old and new side by side. It is enough for Evolution's import, for khal, and for a CalDAV server.
- One entry that is known makes GNOME Calendar's import refuse the whole file, and ends Thunderbird's import there: the later entries of the file are not
  taken. So no entry of `changes.ics` has a UID that another file has.
- Whichever of the older files a calendar holds, the newest `changes.ics` is enough.

What nobody has tried:

- telephones: Apple's, Android's, and what their makers put in front;
- Google Calendar, Outlook in any form, Apple Calendar, KDE's programs, Nextcloud, and calendars in the web;
- the windows of GNOME Calendar and of Evolution: the calls that they make to evolution-data-server were made, and its answers read;
- what a screen draws, and whether anybody hears an alarm: what was read is the list of entries;
- how long a program takes to read a feed again by itself: here it was told to;
- other versions of these programs, and other systems.
"""


def page(results: Results, day: str, system: str) -> str:
    """The whole page; ValueError where a test did not run whose program is there."""
    rows = [_row(way, results.rows.get(way.row, Seen())) for way in WAYS]
    table = _table(["program", "how the file gets in", *COLUMNS.values()], rows)
    return PAGE.format(day=day, system=system, table=table, readings=_readings(results))


def _readings(results: Results) -> str:
    columns = [reader.column for reader in READERS]
    rows = [[f"`{file}`", *(seen.get(column, "not tried") for column in columns)] for file, seen in sorted(results.readings.items())]
    return _table(["file", *columns], rows)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows))


def _row(way: Way, seen: Seen) -> list[str]:
    if seen.skipped:
        return [_cell(seen.skipped), way.row, *["not tried"] * len(COLUMNS)]
    cells = {**({"feed": way.no_feed} if way.no_feed else {}), **seen.cells}
    if lacking := [name for name in COLUMNS if name not in cells]:
        raise ValueError(f"{way.row}: nobody looked at {', '.join(lacking)}; run all tests of tests/programs.")
    return [seen.version, way.row, *(_cell(cells[name]) for name in COLUMNS)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    results, to = map(Path, sys.argv[1:])
    found, about = read(results)
    try:
        text = page(found, **about)
    except ValueError as why:
        sys.exit(f"{to} is not written. {why}")
    to.write_text(text, encoding="utf-8")
    print(f"{to} is written.")  # noqa: T201  # a script says what it wrote
