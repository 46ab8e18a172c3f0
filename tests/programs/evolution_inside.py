"""What asks evolution-data-server, in a session of its own: one JSON question a line, one JSON answer a line. Run by the system's Python.

The programs that use the server are not run: the calls are those that they make with a file.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

BOUND = 30.0  # seconds
VERSIONS = {"EDataServer": "1.2", "ECal": "2.0", "ICalGLib": "3.0"}
NOT_WAITING = 0xFFFFFFFF  # for a source to say that it is connected


class Session:
    """The calendars of one session, by number."""

    def __init__(self) -> None:
        import gi  # type: ignore[import-not-found]  # it belongs to the system's Python

        for name, version in VERSIONS.items():
            gi.require_version(name, version)
        from gi.repository import ECal, EDataServer, Gio, GLib, ICalGLib  # type: ignore[import-not-found]

        self.cal, self.server, self.io, self.glib, self.ical = ECal, EDataServer, Gio, GLib, ICalGLib
        self.registry = EDataServer.SourceRegistry.new_sync(None)
        self.clients: list[Any] = []

    def version(self) -> str:
        return f"{self.server.EDS_MAJOR_VERSION}.{self.server.EDS_MINOR_VERSION}.{self.server.EDS_MICRO_VERSION}"

    def new(self) -> int:
        return self._connected("local", "")

    def subscribed(self, address: str) -> int:
        return self._connected("webcal", address)

    def _connected(self, backend: str, address: str) -> int:
        source = self.server.Source.new(None, None)
        source.set_display_name("Clinic visits")
        source.set_parent(f"{backend}-stub")
        source.get_extension(self.server.SOURCE_EXTENSION_CALENDAR).set_backend_name(backend)
        if address:
            place = self.glib.Uri.parse(address, self.glib.UriFlags.NONE)
            source.get_extension(self.server.SOURCE_EXTENSION_WEBDAV_BACKEND).set_uri(place)
        self.registry.commit_source_sync(source, None)
        self.clients.append(self._client(source))
        return len(self.clients) - 1

    def _client(self, source: Any) -> Any:
        """What the server answers by; it may learn of a source a moment later than the registry that keeps it."""
        until = time.monotonic() + BOUND
        while True:
            try:
                return self.cal.Client.connect_sync(source, self.cal.ClientSourceType.EVENTS, NOT_WAITING, None)
            except self.glib.Error as error:
                unknown = error.matches(self.io.io_error_quark(), self.io.IOErrorEnum.NOT_FOUND)
                if not unknown or time.monotonic() > until:
                    raise
            time.sleep(0.1)

    def created(self, number: int, calendar: str) -> str:
        """As GNOME Calendar imports a file: all of its entries as new ones in one call."""
        events = list(self._events(self.ical.Component.new_from_string(calendar)))
        return self._said(self.clients[number].create_objects_sync, events)

    def received(self, number: int, calendar: str) -> str:
        """As Evolution imports a file: the whole calendar, published."""
        whole = self.ical.Component.new_from_string(calendar)
        whole.set_method(self.ical.PropertyMethod.PUBLISH)
        return self._said(self.clients[number].receive_objects_sync, whole)

    def _said(self, call: Any, what: Any) -> str:
        try:
            call(what, self.cal.OperationFlags.NONE, None)
        except self.glib.Error as error:
            return f'refused the file: "{error.message}"'
        return "no complaint"

    def _events(self, whole: Any) -> Iterator[Any]:
        kind = self.ical.ComponentKind.VEVENT_COMPONENT
        found = whole.get_first_component(kind)
        while found:
            yield found.clone()
            found = whole.get_next_component(kind)

    def refresh(self, number: int) -> None:
        self.clients[number].refresh_sync(None)

    def shown(self, number: int) -> list[tuple[str, str]]:
        _, found = self.clients[number].get_object_list_sync("#t", None)
        return [(self._start(each.get_dtstart()), each.get_summary()) for each in found]

    def _start(self, start: Any) -> str:
        if start.is_date():
            return f"{start.get_year():04}-{start.get_month():02}-{start.get_day():02}"
        utc = start.convert_to_zone(self.ical.Timezone.get_utc_timezone())
        return f"{utc.get_year():04}-{utc.get_month():02}-{utc.get_day():02}T{utc.get_hour():02}:{utc.get_minute():02}Z"


if __name__ == "__main__":
    session = Session()
    for line in sys.stdin:
        asked, *words = json.loads(line)
        sys.stdout.write(json.dumps(getattr(session, asked)(*words)) + "\n")
        sys.stdout.flush()
