"""A calendar file, read as a calendar program reads it."""

import re


def unfolded(calendar: bytes) -> list[str]:
    return calendar.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(calendar: bytes) -> list[dict[str, str]]:
    """Each event's properties by name, parameters included in the name; the alarm's as "alarm:NAME"."""
    found: list[dict[str, str]] = []
    prefix = ""
    for line in unfolded(calendar):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif line in ("BEGIN:VALARM", "END:VALARM"):
            prefix = "alarm:" if line == "BEGIN:VALARM" else ""
        elif found and line not in ("END:VEVENT", "END:VCALENDAR"):
            assert prefix + name not in found[-1], f"{name} stands twice in one event"
            found[-1][prefix + name] = unescaped(value)
    return found
