"""The calendar file of a unit: put into its place whole, and never over a file that is another's.

Does not know what is in a calendar.
"""

import os
from pathlib import Path

from dosing.findings import InputError
from dosing.formats.bounds import MOST_JSON_BYTES, read_regular
from dosing.store.folder import add_to_folder, locked
from dosing.store.publishing import refuse_published_folder

OURS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dosing//calendar//EN\r\n"
MOST_BYTES = 10 * MOST_JSON_BYTES  # some 100,000 visits


def write_calendar(path: Path, content: bytes) -> None:
    """Write a unit's calendar file; one that this program wrote before is replaced. Raises InputError, and writes nothing then."""
    if path.suffix != ".ics":
        raise InputError("not-a-calendar-name", "out", f"{path} does not end in .ics; write the name of a calendar file, like unit.ics.")
    folder = path.absolute().parent
    with locked(folder):
        refuse_published_folder(folder)
        if os.path.lexists(path) and not _is_ours(path):
            raise InputError("calendar-of-others", "out", f"{path} is a file that this command did not write; write another name.")
        add_to_folder(folder, {path.name: content})


def _is_ours(path: Path) -> bool:
    return read_regular(path, field="out", most=MOST_BYTES).startswith(OURS)
