"""Debian's Firefox for the tests of the page, in a profile of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.web.firefox.window import Firefox, Tab, opened
from tests.web.visitor import LABEL, Served


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Started once for all its tests."""
    with opened(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture
def visit(firefox: Firefox, server: Served) -> Iterator[Callable[..., Tab]]:
    """A tab that opened the printed address; at its end nothing may have been complained about or asked for elsewhere."""
    firefox.forget()
    before = firefox.tabs()

    def go(*, script: bool = True, width: int | None = None) -> Tab:
        firefox.prefer(javascript__enabled=script)
        tab = firefox.tab()
        tab.go(server.address)
        assert tab.shown("#live") == script  # what only a script shows
        tab.wide(width)
        return tab

    yield go
    firefox.prefer(javascript__enabled=None)
    complaints, asked = firefox.complaints(server.origin), firefox.asked()
    for handle in set(firefox.tabs()) - set(before):
        Tab(firefox, handle).close()
    Tab(firefox, before[0]).ask("GetCurrentURL")
    assert complaints == []
    assert asked
    assert [url for url in asked if not url.startswith((server.origin, "data:"))] == []
    assert [url for url in asked if LABEL in url or "72.5" in url] == []


@pytest.fixture
def prefer(firefox: Firefox) -> Iterator[Callable[..., None]]:
    """Settings for one test."""
    names: set[str] = set()

    def setting(**settings: Any) -> None:
        names.update(settings)
        firefox.prefer(**settings)

    yield setting
    firefox.prefer(**dict.fromkeys(names))
