"""A course of ten revisions in a real CalDAV server: one entry for each visit, with its newest day, and nothing had to be deleted."""

import base64
import http.client
import importlib.util
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.doors.command import NAMES, begin, changed, unfolded, write_again

Calendar = list[dict[str, str]]

# Each change with the day on which it was made.
NINE_CHANGES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("move", "C1D15", "--to", "2027-01-25"), "2027-01-17"),  # a week later, and all after it
    (("reweigh", "68kg", "--on", "2027-01-25"), "2027-01-25"),
    (("omit", "C1D22"), "2027-01-31"),
    (("undo",), "2027-01-31"),
    (("omit", "C1D22"), "2027-01-31"),
    (("retime", "C2D1", "--at", "14:00"), "2027-02-01"),
    (("move", "C2D8", "--to", "2027-02-16"), "2027-02-10"),  # a day later, and all after it
    (("reweigh", "64kg", "--on", "2027-02-16"), "2027-02-16"),
    (("stop", "C2D22"), "2027-02-20"),
)

# Infusions at 10:00 in Paris, arrival an hour before, winter time: 08:00 UTC.
NEWEST = {
    "Clinic visit 1 of 8 (plan 10)": ("20270104T080000Z", "TENTATIVE"),
    "Clinic visit 2 of 8 (plan 10)": ("20270111T080000Z", "TENTATIVE"),
    "Clinic visit 3 of 8 (plan 10)": ("20270125T080000Z", "TENTATIVE"),
    "Cancelled: Clinic visit 4 of 8 (plan 10)": ("20270201", "CANCELLED"),
    "Clinic visit 5 of 8 (plan 10)": ("20270208T120000Z", "TENTATIVE"),
    "Clinic visit 6 of 8 (plan 10)": ("20270216T080000Z", "TENTATIVE"),
    "Clinic visit 7 of 8 (plan 10)": ("20270223T080000Z", "TENTATIVE"),
    "Cancelled: Clinic visit 8 of 8 (plan 10)": ("20270302", "CANCELLED"),
}


def assert_one_entry_for_each_visit_with_its_newest_day(shown: Calendar) -> None:
    assert len(shown) == len(NAMES)
    assert {event["SUMMARY"].removeprefix("Draft: "): (event["DTSTART"], event["STATUS"]) for event in shown} == NEWEST
    assert {event["SEQUENCE"] for event in shown} == {"10"}


class Server:
    """A calendar server on this machine, and what a calendar program says to it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            who = base64.b64encode(b"patient:").decode()
            connection.request(method, path, body=body, headers={"Authorization": f"Basic {who}", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def new_calendar(self) -> str:
        path = f"/patient/{uuid4()}/"
        status, said = self.ask("MKCALENDAR", path)
        assert status == 201, said
        return path

    def put(self, path: str, calendar: bytes) -> None:
        """Put a calendar of one event under the event's own UID."""
        [event] = unfolded(calendar)
        status, said = self.ask("PUT", f"{path}{event['UID']}.ics", calendar, **{"Content-Type": "text/calendar; charset=utf-8"})
        assert status in (201, 204), said

    def shown(self, path: str) -> Calendar:
        """Every event of a calendar."""
        query = (
            b'<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
            b'<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>'
        )
        status, answer = self.ask("REPORT", path, query, Depth="1", **{"Content-Type": "application/xml; charset=utf-8"})
        assert status == 207, answer
        found = re.findall(r"<C:calendar-data>(.*?)</C:calendar-data>", answer.decode().replace("&#13;", "\r"), re.DOTALL)
        calendars = ["\r\n".join(each.splitlines()).replace("&amp;", "&").encode() for each in found]
        return [event for calendar in calendars for event in unfolded(calendar)]


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if importlib.util.find_spec("radicale") is None:
        pytest.skip("radicale is not installed (pip install 'dosing[test]'), so no calendar was put into a real server.")
    folder = tmp_path_factory.mktemp("radicale")
    port = free_port()
    options = ("--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--web-type", "none")
    storage = ("--storage-filesystem-folder", str(folder / "storage"))
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen([sys.executable, "-m", "radicale", *options, *storage], stdout=log, stderr=log, cwd=folder)
        try:
            wait_until_it_answers(started, port, folder / "log")
            yield Server(port)
        finally:
            started.terminate()
            started.wait(timeout=20)


def wait_until_it_answers(started: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        assert started.poll() is None, log.read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> list[list[bytes]]:
    """The calendar files of each of ten revisions, one for each visit."""
    course = begin(tmp_path_factory.mktemp("ten") / "course", "--time", "10:00", "--time-zone", "Europe/Paris", "--split")

    def calendars() -> list[bytes]:
        return [(course.parent / f"visit-{name}.ics").read_bytes() for name in NAMES]

    made = [calendars()]
    for (verb, *words), when in NINE_CHANGES:
        changed(course, verb, *words, when=when)
        write_again(course, "--split")
        made.append(calendars())
    return made


def with_fresh_uids(calendar: bytes) -> bytes:
    return re.sub(rb"\r\nUID:[^\r]*", b"\r\nUID:" + str(uuid4()).encode(), calendar)


def test_ten_revisions_put_into_a_calendar_server_leave_one_entry_for_each_visit(server: Server, revisions: list[list[bytes]]) -> None:
    # First, that the question can be answered with no: entries that are new with each revision pile up.
    fresh = server.new_calendar()
    for calendars in revisions:
        for calendar in calendars:
            server.put(fresh, with_fresh_uids(calendar))
    assert len(server.shown(fresh)) == 10 * len(NAMES)
    with pytest.raises(AssertionError):
        assert_one_entry_for_each_visit_with_its_newest_day(server.shown(fresh))

    ours = server.new_calendar()
    for calendars in revisions:
        for calendar in calendars:
            server.put(ours, calendar)
    assert_one_entry_for_each_visit_with_its_newest_day(server.shown(ours))


def test_the_server_shows_after_each_revision_what_that_revision_says(server: Server, revisions: list[list[bytes]]) -> None:
    path = server.new_calendar()
    for number, calendars in enumerate(revisions, start=1):
        for calendar in calendars:
            server.put(path, calendar)
        shown = sorted(server.shown(path), key=lambda event: event["UID"])
        expected = sorted((event for calendar in calendars for event in unfolded(calendar)), key=lambda event: event["UID"])
        assert [(each["DTSTART"], each["SUMMARY"], each["SEQUENCE"]) for each in shown] == [
            (each["DTSTART"], each["SUMMARY"], str(number)) for each in expected
        ]
