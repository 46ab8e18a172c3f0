"""Publish a course's calendar as a feed: its name that nobody guesses, its bytes, and what the address gives away.

Does not know arguments, requests, or where a file is kept; serves nothing.
"""

import secrets

from dosing import wording
from dosing.acts.opening import Opened
from dosing.formats.publish_file import Published
from dosing.releases import Release
from dosing.views import CalendarClass


def publish(opened: Opened, folder: str, calendar_class: CalendarClass = "private") -> Published:
    """A course's calendar under a new random name in a folder that a web server hands out."""
    return Published(opened.course.course_id, folder, f"{secrets.token_hex(24)}.ics", calendar_class)


def feed_of(made: Release, published: Published) -> bytes:
    """The bytes of a published calendar. Raises ValueError for a revision that a newer one replaces."""
    from dosing.views.calendar import render_feed

    if made.void:
        raise ValueError("an older revision is never published")
    return render_feed(made, calendar_class=published.calendar_class)


def served(published: Published) -> str:
    """How a web server that is there hands a published calendar out, as the lines of its own configuration."""
    folder = published.folder.rstrip("/\\").replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join(
        [
            'location ~ "^/calendars/([0-9a-f]{48}\\.ics)$" {   # the calendars alone, and no list of them',
            f'    alias "{folder}/$1";',
            "    access_log off;       # who asks for which calendar is kept nowhere",
            "    types { text/calendar ics; }",
            "    charset utf-8;",
            "    charset_types text/calendar;",
            "    expires -1;           # asked for anew each time",
            "}",
        ]
    )


def given_away(made: Release) -> str:
    """What somebody learns who has the address, in sentences."""
    head = made.letterhead
    said = ["the days and times of the visits"]
    if head.calendar_tells_telephones and (head.day_phone or head.night_phone):
        said.append("the telephones of the clinic")
    if head.calendar_tells_place and (head.visit_place or head.address):
        said.append("where to come" if head.visit_place else "its address")
    if head.calendar_tells_name and head.name:
        said.append("its name")
    return (
        f"Whoever has the address reads {wording.listed(said)}, for as long as the file is there; "
        "no patient's name, drug, dose or diagnosis. It is no password: it can be passed on, and a calendar on the web "
        "(Google, Microsoft, Apple) reads the file from its own machines. Serve it over https alone, hand the address to the patient "
        "on paper, and never write it into a message that others read."
    )
