"""What other programs read in our calendar files: ical.js (Thunderbird's parser) and sabre/vobject (Nextcloud's)."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dosing.releases import Release
from dosing.views.calendar import render_calendar, render_visit_calendar
from tests.plans import make_release

Parser = Callable[[bytes], list[dict[str, Any]]]

# Both print a list of events: times as ISO 8601 in UTC, days as dates.
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


def ran(command: list[str], calendar: bytes) -> list[dict[str, Any]]:
    finished = subprocess.run(command, input=calendar, capture_output=True, check=False, timeout=60)
    assert finished.returncode == 0, finished.stderr.decode()
    events: list[dict[str, Any]] = json.loads(finished.stdout)
    return events


@pytest.fixture(scope="module")
def ical_js(node: Path, repository: Path) -> Parser:
    # A folder of node modules elsewhere can be named by DOSING_NODE_MODULES.
    script = Path(os.environ.get("DOSING_NODE_MODULES", repository / "node_modules")) / "ical.js" / "dist" / "ical.js"
    if not script.is_file():
        pytest.skip("ical.js is not installed (npm install --prefix . --no-save ical.js@2.2.1), so this test did not run.")
    return lambda calendar: ran([str(node), "--input-type=module", "--eval", ICAL_JS, script.as_uri()], calendar)


@pytest.fixture(scope="module")
def sabre(php: Path) -> Parser:
    script = Path("/usr/share/php/Sabre/VObject/autoload.php")
    if not script.is_file():
        pytest.skip("sabre/vobject is not installed (Debian package php-sabre-vobject), so this test did not run.")
    # The packaged version is older than the PHP that runs it, which remarks on that.
    return lambda calendar: ran([str(php), "-d", "error_reporting=0", "-r", SABRE, "--", str(script)], calendar)


@pytest.fixture(params=["ical_js", "sabre"])
def parsed(request: pytest.FixtureRequest) -> Parser:
    parser: Parser = request.getfixturevalue(request.param)
    return parser


def released(**course: Any) -> Release:
    made = {"label": "Žofie; Đặng, \\Ωμ\\n ☐ 007", "start": "2027-03-08", "weighed": "2027-03-02", **course}
    return make_release(letterhead={"name": "Day unit; ground floor, left", "day_phone": "01 23 45"}, **made)


CHANGES = [
    {"kind": "move", "visit": "C1D15", "to": "2027-03-25", "reason": "cold", "by": "AB", "when": "2027-03-16"},
    {"kind": "omit", "visit": "C2D8", "reason": "choice", "by": "AB", "when": "2027-03-16"},
]


def test_the_same_timed_visits_are_read_across_a_clock_change_a_move_and_an_omission(parsed: Parser) -> None:
    made = released(time="10:00", time_zone="Europe/Paris", changes=CHANGES)
    found = parsed(render_calendar(made))
    # Arrival at 09:00 in Paris, 300 min; clocks go forward on 28 March. C1D15 moves from 22 to 25 March and takes the later ones along.
    assert [(event["title"], event["start"], event["end"]) for event in found] == [
        ("Draft: Clinic visit 1 of 8", "2027-03-08T08:00Z", "2027-03-08T13:00Z"),
        ("Draft: Clinic visit 2 of 8", "2027-03-15T08:00Z", "2027-03-15T13:00Z"),
        ("Draft: Clinic visit 3 of 8", "2027-03-25T08:00Z", "2027-03-25T13:00Z"),
        ("Draft: Clinic visit 4 of 8", "2027-04-01T07:00Z", "2027-04-01T12:00Z"),
        ("Draft: Clinic visit 5 of 8", "2027-04-08T07:00Z", "2027-04-08T12:00Z"),
        ("Draft: Cancelled: Clinic visit 6 of 8", "2027-04-15", "2027-04-16"),
        ("Draft: Clinic visit 7 of 8", "2027-04-22T07:00Z", "2027-04-22T12:00Z"),
        ("Draft: Clinic visit 8 of 8", "2027-04-29T07:00Z", "2027-04-29T12:00Z"),
    ]
    assert [event["status"] for event in found] == ["TENTATIVE"] * 5 + ["CANCELLED"] + ["TENTATIVE"] * 2
    assert [event["alarms"] for event in found] == [[-86_400]] * 5 + [[]] + [[-86_400]] * 2
    assert [event["zone"] for event in found] == ["UTC"] * 5 + [None] + ["UTC"] * 2
    assert {(event["sequence"], event["class"], event["attendees"]) for event in found} == {(3, "PRIVATE", 0)}
    assert "Arrive at 09:00 on Thursday 1 April 2027, local time in Europe/Paris (UTC+02:00)." in found[3]["told"]


def test_the_same_whole_days_are_read_and_their_alarm_is_at_9_on_the_day_before(parsed: Parser) -> None:
    found = parsed(render_calendar(released(), calendar_class="public"))
    assert [(event["start"], event["end"]) for event in found] == [
        ("2027-03-08", "2027-03-09"),
        ("2027-03-15", "2027-03-16"),
        ("2027-03-22", "2027-03-23"),
        ("2027-03-29", "2027-03-30"),
        ("2027-04-05", "2027-04-06"),
        ("2027-04-12", "2027-04-13"),
        ("2027-04-19", "2027-04-20"),
        ("2027-04-26", "2027-04-27"),
    ]
    assert {tuple(event["alarms"]) for event in found} == {(-15 * 3600,)}
    assert {event["class"] for event in found} == {"PUBLIC"}
    assert len({event["uid"] for event in found}) == 8


def test_a_label_of_commas_backslashes_and_accents_is_read_as_it_was_typed(parsed: Parser) -> None:
    [first, *_] = parsed(render_calendar(released(), details=True))
    assert "\nPatient: Žofie; Đặng, \\Ωμ\\n ☐ 007\n" in first["told"]
    assert first["place"] == "Day unit; ground floor, left"


def test_the_files_of_single_visits_are_read_as_the_events_of_the_whole(parsed: Parser) -> None:
    made = released(time="10:00", time_zone="Europe/Paris", changes=CHANGES)
    single = [parsed(calendar) for calendar in (render_visit_calendar(made, name) for name in ("C2D1", "C2D8"))]
    assert single == [[event] for event in parsed(render_calendar(made))[4:6]]


def test_both_parsers_read_the_same_events(ical_js: Parser, sabre: Parser) -> None:
    made = released(time="10:00", time_zone="America/New_York", changes=CHANGES)
    calendar = render_calendar(made, details=True)
    assert ical_js(calendar) == sabre(calendar)
