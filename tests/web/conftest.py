"""A server for the tests of the page."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.visitor import FIXED, LABEL, PATIENT, Answer, Served, hold_nothing, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests: it keeps nothing, so that no test can see another."""
    running = serve(tmp_path_factory.mktemp("served"))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_stays_held() -> Iterator[None]:
    """What a test was led to is held no longer when it ends."""
    yield
    hold_nothing()


@pytest.fixture(scope="session")
def planned(server: Served) -> Answer:
    """The page of the plan of the tests' patient."""
    page = server.post("/plan", {**PATIENT, **FIXED})
    hold_nothing()
    return page


@pytest.fixture(scope="session")
def axe(repository: Path) -> str:
    """axe-core, which is put into a page by `evaluate`, so that the page's policy holds."""
    script = Path(os.environ.get("DOSING_NODE_MODULES", repository / "node_modules")) / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed (npm install --prefix . --no-save axe-core@4.14.1), so this test did not run.")
    version = json.loads((script.parent / "package.json").read_text(encoding="utf-8"))["version"]
    assert tuple(map(int, version.split(".")[:2])) >= (4, 10)
    return script.read_text(encoding="utf-8")


@pytest.fixture
def visit(browser: "Browser", server: Served) -> Iterator[Callable[..., "Page"]]:
    """A browser of its own that opened the printed address; at its end nothing may have been complained about or asked for elsewhere."""
    contexts: list[Any] = []
    said: list[str] = []
    asked: list[str] = []

    def go(*, script: bool = True, width: int = 1280, to: Served = server, at: str = "/form/", **options: Any) -> "Page":
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        context.on("console", lambda line: said.append(line.text))
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(to.address)
        assert page.url.startswith(f"{to.origin}{at}")
        return page

    yield go
    for context in contexts:
        context.close()
    refusals = re.compile(r"Failed to load resource: (the server responded with a status of 40[03459] |net::ERR_CONNECTION_REFUSED)")
    assert [line for line in said if not refusals.match(line)] == []
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:", "about:", "chrome-error:"))] == []
    # Nothing that was typed stands in an address; the secret stands in the first one alone.
    assert [url for url in asked if LABEL in url or "72.5" in url] == []
