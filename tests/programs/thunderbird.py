"""Thunderbird without a window, told by Marionette what its own menus do; it reaches nothing but this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import mozilla
from tests.marionette import Marionette
from tests.programs.entries import Entry

PREFERENCES: dict[str, Any] = {
    "calendar.timezone.useSystemTimezone": False,
    "calendar.timezone.local": "Europe/Paris",
    "mail.provider.suppress_dialog_on_startup": True,
}

CAL = 'const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");'

NEW_CALENDAR = f"""
{CAL}
const [name, type, address] = given;
const made = cal.manager.createCalendar(type, Services.io.newURI(address));
made.name = name;
made.setProperty("cache.enabled", made.getProperty("cache.supported") !== false); // "Offline Support", as its dialog offers it
cal.manager.registerCalendar(made);
return made.id;
"""

# File > Import, as its page does it (chrome/messenger/content/messenger/aboutImport.js).
FILE_IMPORT = f"""
{CAL}
const [id, path] = given;
const {{ CalendarFileImporter }} = ChromeUtils.importESModule("resource:///modules/CalendarFileImporter.sys.mjs");
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(path);
const importer = new CalendarFileImporter();
const items = await importer.parseIcsFile(file);
try {{
  await importer.startImport(items, cal.manager.getCalendarById(id));
}} catch (e) {{
  return `stopped at an entry that it refused: "${{e.message}}"`;
}}
return `imported ${{items.length}}`;
"""

# The main window's function for many items, which goes on after an entry that is refused.
EACH_ENTRY = f"""
{CAL}
const [id, path] = given;
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(path);
const stream = Cc["@mozilla.org/network/file-input-stream;1"].createInstance(Ci.nsIFileInputStream);
stream.init(file, 1, 0o444, 0);
const items = Cc["@mozilla.org/calendar/import;1?type=ics"].getService(Ci.calIImporter).importFromStream(stream);
stream.close();
const window = Services.wm.getMostRecentWindow("mail:3pane");
let refused = 0;
const count = () => {{ refused += 1; }};
await window.putItemsIntoCal(cal.manager.getCalendarById(id), items, {{ onDuplicate: count, onError: count }});
return `refused ${{refused}} of ${{items.length}}`;
"""

SHOWN = f"""
{CAL}
const [id] = given;
const items = await cal.manager.getCalendarById(id).getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
const utc = (start) => start.getInTimezone(cal.dtz.UTC).icalString.replace(/(....)(..)(..)T(..)(..)..Z/, "$1-$2-$3T$4:$5Z");
const day = (start) => start.icalString.replace(/(....)(..)(..)/, "$1-$2-$3");
return items.map((item) => [item.startDate.isDate ? day(item.startDate) : utc(item.startDate), item.title]);
"""

REFRESH = f"{CAL} cal.manager.getCalendarById(given[0]).refresh();"


class Calendar:
    def __init__(self, told: Marionette, number: str, folder: Path, way: str) -> None:
        self._told = told
        self._number = number
        self._given = folder / "given.ics"
        self._way = way

    def import_file(self, calendar: bytes) -> str:
        self._given.write_bytes(calendar)
        return str(self._told.run(self._way, self._number, str(self._given)))

    def refresh(self) -> None:
        self._told.run(REFRESH, self._number)

    def shown(self) -> list[Entry]:
        return sorted(Entry(start, title) for start, title in self._told.run(SHOWN, self._number))


class Thunderbird:
    def __init__(self, told: Marionette, folder: Path, way: str) -> None:
        self._told = told
        self._folder = folder
        self._way = way

    def version(self) -> str:
        return f"Thunderbird {self._told.run('return Services.appinfo.version;')}"

    def new_calendar(self) -> Calendar:
        return self._calendar("storage", "moz-storage-calendar://")

    def subscribe(self, address: str) -> Calendar:
        return self._calendar("ics", address)

    def _calendar(self, kind: str, address: str) -> Calendar:
        return Calendar(self._told, str(self._told.run(NEW_CALENDAR, "Clinic visits", kind, address)), self._folder, self._way)


@contextmanager
def started(folder: Path, way: str) -> Iterator[Thunderbird]:
    with mozilla.started("thunderbird", folder, PREFERENCES) as told:
        yield Thunderbird(told, folder, way)


@contextmanager
def by_file_import(folder: Path) -> Iterator[Thunderbird]:
    """File > Import, and an .ics file that is opened with it."""
    with started(folder, FILE_IMPORT) as running:
        yield running


@contextmanager
def entry_by_entry(folder: Path) -> Iterator[Thunderbird]:
    """Its function for many entries at once."""
    with started(folder, EACH_ENTRY) as running:
        yield running
