"""Parsers of other programs, each a function from a calendar file to its list of events; where one is not installed, the test is skipped.

Times are ISO 8601 in UTC, days are dates, alarms are seconds from the start; a parser that finds a fault in the file fails the test.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

Event = dict[str, Any]
Parser = Callable[[bytes], list[Event]]

REPOSITORY = Path(__file__).resolve().parent.parent.parent
# A folder of node modules elsewhere can be named by DOSING_NODE_MODULES.
NODE_MODULES = Path(os.environ.get("DOSING_NODE_MODULES", REPOSITORY / "node_modules"))
SYSTEM_PYTHON = "/usr/bin/python3"  # the bindings of libical belong to it

ICAL_JS = """
import { readFileSync } from "node:fs";
const { default: ICAL } = await import(process.argv[1]);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const written = (time) => time.isDate ? time.toString() : time.toJSDate().toISOString().slice(0, 16) + "Z";
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid, title: event.summary, start: written(event.startDate), end: written(event.endDate), told: event.description,
    sequence: event.sequence, class: component.getFirstPropertyValue("class"), status: component.getFirstPropertyValue("status"),
    place: event.location, attendees: event.attendees.length, zone: event.startDate.isDate ? null : event.startDate.zone.tzid,
    alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
})));
"""

# It gives an alarm's trigger as it was written, and calls UTC by another name.
NODE_ICAL = """
import { readFileSync } from "node:fs";
const { default: nodeIcal } = await import(process.argv[1]);
const found = Object.values(nodeIcal.sync.parseICS(readFileSync(0, "utf-8")));
const day = (time) => [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
const written = (time) => time.dateOnly ? day(time) : time.toISOString().slice(0, 16) + "Z";
const seconds = (trigger) => {
  const [, sign, days, hours, minutes] = /^([+-]?)P(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?)?$/.exec(trigger);
  return (sign === "-" ? -60 : 60) * (((+(days ?? 0)) * 24 + +(hours ?? 0)) * 60 + +(minutes ?? 0));
};
console.log(JSON.stringify(found.filter((each) => each.type === "VEVENT").map((event) => ({
  uid: event.uid, title: event.summary, start: written(event.start), end: written(event.end), told: event.description,
  sequence: event.sequence, class: event.class, status: event.status, place: event.location ?? null,
  attendees: [event.attendee ?? []].flat().length, zone: event.start.dateOnly ? null : event.start.tz.replace(/^Etc[/]/, ""),
  alarms: (event.alarms ?? []).map((alarm) => seconds(alarm.trigger)),
}))));
"""

SABRE = """
require $argv[1];
$calendar = Sabre\\VObject\\Reader::read(stream_get_contents(STDIN));
$found = $calendar->validate();
if ($found) { fwrite(STDERR, json_encode(array_column($found, "message"))); exit(1); }
// Version 2 leaves the backslash before a comma or a semicolon to whoever reads the text.
$old = Sabre\\VObject\\Version::VERSION[0] === "2";
$text = fn($property) => $old ? strtr((string) $property, ["\\\\," => ",", "\\\\;" => ";"]) : (string) $property;
$events = [];
foreach ($calendar->VEVENT as $event) {
  $whole = !$event->DTSTART->hasTime();
  $written = fn($time) => $time->getDateTime()->setTimezone(new DateTimeZone("UTC"))->format($whole ? "Y-m-d" : "Y-m-d\\TH:i\\Z");
  $alarms = [];
  foreach ($event->VALARM ?? [] as $alarm) {
    $alarms[] = $alarm->getEffectiveTriggerTime()->getTimestamp() - $event->DTSTART->getDateTime()->getTimestamp();
  }
  $events[] = [
    "uid" => (string) $event->UID, "title" => $text($event->SUMMARY), "start" => $written($event->DTSTART),
    "end" => $written($event->DTEND), "told" => $text($event->DESCRIPTION), "sequence" => (int) (string) $event->SEQUENCE,
    "class" => (string) $event->CLASS, "status" => (string) $event->STATUS,
    "place" => isset($event->LOCATION) ? $text($event->LOCATION) : null,
    "attendees" => count($event->select("ATTENDEE")), "zone" => $whole ? null : $event->DTSTART->getDateTime()->getTimezone()->getName(),
    "alarms" => $alarms,
  ];
}
echo json_encode($events);
"""

# libical notes a line that it cannot read, and a property that may not stand where it does, as a property X-LIC-ERROR beside it.
LIBICAL = """
import json, sys
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib

K, P = ICalGLib.ComponentKind, ICalGLib.PropertyKind
calendar = ICalGLib.Component.new_from_string(sys.stdin.buffer.read().decode())
if calendar is None or calendar.isa() != K.VCALENDAR_COMPONENT:
    sys.exit("no calendar was read")
calendar.check_restrictions()
if calendar.count_errors() or not calendar.is_valid():
    sys.exit(calendar.as_ical_string())

def components(parent, kind):
    found = parent.get_first_component(kind)
    while found:
        yield found
        found = parent.get_next_component(kind)

def first(component, kind):
    found = component.get_first_property(kind)
    return found.get_value().as_ical_string() if found else None

def written(time):
    day = f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    return day if time.is_date() else f"{day}T{time.get_hour():02}:{time.get_minute():02}{'Z' if time.is_utc() else ''}"

print(json.dumps([{
    "uid": event.get_uid(), "title": event.get_summary(), "start": written(event.get_dtstart()), "end": written(event.get_dtend()),
    "told": event.get_description(), "sequence": event.get_sequence(), "class": first(event, P.CLASS_PROPERTY),
    "status": first(event, P.STATUS_PROPERTY), "place": event.get_location(), "attendees": event.count_properties(P.ATTENDEE_PROPERTY),
    "zone": None if event.get_dtstart().is_date() else event.get_dtstart().get_timezone().get_tzid(),
    "alarms": [
        alarm.get_first_property(P.TRIGGER_PROPERTY).get_trigger().get_duration().as_int() for alarm in components(event, K.VALARM_COMPONENT)
    ],
} for event in components(calendar, K.VEVENT_COMPONENT)]))
"""


def ical_js(calendar: bytes) -> list[Event]:
    """Thunderbird's."""
    script = _node_module("ical.js@2.2.1", "dist/ical.js")
    return _ran([_program("node", "nodejs", package="nodejs"), "--input-type=module", "--eval", ICAL_JS, script.as_uri()], calendar)


def sabre(calendar: bytes) -> list[Event]:
    """Nextcloud's, sabre/vobject."""
    script = Path("/usr/share/php/Sabre/VObject/autoload.php")
    php = _program("php", package="php-cli")
    if not script.is_file():
        pytest.skip("sabre/vobject is not installed (Debian package php-sabre-vobject), so this test did not run.")
    # The packaged version is older than the PHP that runs it, which remarks on that.
    return _ran([php, "-d", "error_reporting=0", "-r", SABRE, "--", str(script)], calendar)


def libical(calendar: bytes) -> list[Event]:
    """GNOME's and KDE's, through libical-glib."""
    for package, binding in (("python3-gi", "import gi"), ("gir1.2-ical-3.0", 'import gi; gi.require_version("ICalGLib", "3.0")')):
        if not _there(binding):
            pytest.skip(f"libical-glib is not installed (Debian package {package}), so this test did not run.")
    return _ran([SYSTEM_PYTHON, "-c", LIBICAL], calendar)


def node_ical(calendar: bytes) -> list[Event]:
    """Of MagicMirror and many servers written for Node.js."""
    script = _node_module("node-ical@0.25.6", "node-ical.js")
    return _ran([_program("node", "nodejs", package="nodejs"), "--input-type=module", "--eval", NODE_ICAL, script.as_uri()], calendar)


PARSERS: dict[str, Parser] = {"ical.js": ical_js, "sabre/vobject": sabre, "libical": libical, "node-ical": node_ical}


def as_read(text: str, parser: str) -> str:
    r"""A text as a parser gives it: node-ical undoes an escaped line end before an escaped backslash, so that a typed \n becomes \ and a line end."""
    return text.replace("\\n", "\\\n") if parser == "node-ical" else text


def _ran(command: list[str], calendar: bytes) -> list[Event]:
    finished = subprocess.run(command, input=calendar, capture_output=True, check=False, timeout=60)
    assert finished.returncode == 0, finished.stderr.decode()
    events: list[Event] = json.loads(finished.stdout)
    return events


@cache
def _there(binding: str) -> bool:
    if not Path(SYSTEM_PYTHON).is_file():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", binding], capture_output=True, check=False, timeout=60).returncode == 0


def _program(*names: str, package: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    pytest.skip(f"{names[0]} is not installed (Debian package {package}), so this test did not run.")


def _node_module(package: str, script: str) -> Path:
    name = package.partition("@")[0]
    found = NODE_MODULES / name / script
    if not found.is_file():
        pytest.skip(f"{name} is not installed (npm install --prefix . --no-save {package}), so this test did not run.")
    return found
