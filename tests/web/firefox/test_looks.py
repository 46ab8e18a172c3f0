"""The pages in Firefox under axe-core: wide and narrow, light, dark, and in colours that the reader forces."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.outside import eventually
from tests.web.firefox.steps import planned
from tests.web.firefox.window import Firefox, Tab
from tests.web.test_accessibility import TAGS
from tests.web.visitor import Served

LOOKS: dict[str, tuple[dict[str, int], str]] = {
    "light": ({"layout__css__prefers-color-scheme__content-override": 1}, "(prefers-color-scheme: light)"),
    "dark": ({"layout__css__prefers-color-scheme__content-override": 0, "ui__systemUsesDarkTheme": 1}, "(prefers-color-scheme: dark)"),
    "forced colours": ({"browser__display__document_color_use": 2}, "(forced-colors: active)"),
}


def states(tab: Tab) -> Iterator[str]:
    """The pages, one after the other."""
    yield "the form"
    tab.send("Make the plan")
    yield "the form with errors"
    tab.send("New plan")
    planned(tab)
    tab.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    yield "the plan with everything open"
    tab.run("document.querySelector('#line [data-visit=C1D15]').focus()")
    tab.press("ArrowRight")
    tab.one("#line .outcome")
    yield "a visit that is dragged"
    tab.send("Move a visit")
    yield "the change"
    tab.send("Back to the plan")
    tab.send("Check this plan")
    yield "the check"


def found_by_axe(tab: Tab) -> list[Any]:
    outcome = tab.evaluate(f"axe.run({{ runOnly: {{ type: 'tag', values: {json.dumps(TAGS)} }} }}).then((all) => all.violations.map("
                           "(each) => [each.id, ...each.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3)]))")  # fmt: skip
    return list(outcome)


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_passes_axe_wide_and_narrow_and_never_scrolls_sideways(
    visit: Callable[..., Tab], prefer: Callable[..., None], axe: str, look: str
) -> None:
    settings, query = LOOKS[look]
    prefer(**settings)
    tab = visit()
    assert tab.run("return matchMedia(arguments[0]).matches", query)
    found: dict[tuple[str, int], list[Any]] = {}
    for state in states(tab):
        tab.run(axe)
        for width in (320, 1280):
            tab.wide(width)
            found[state, width] = found_by_axe(tab)
            if tab.run("return document.documentElement.scrollWidth > innerWidth"):
                found[state, width].append("sideways")
    assert {where: said for where, said in found.items() if said} == {}
    assert len(found) == 12


def test_axe_finds_pale_text_and_the_console_is_read(visit: Callable[..., Tab], firefox: Firefox, server: Served, axe: str) -> None:
    """What the tests above rely on: the same calls find what is known to be wrong."""
    tab = visit()
    tab.run("document.querySelector('h1').style.color = '#ddd'")
    tab.run(axe)
    assert [each[0] for each in found_by_axe(tab)] == ["color-contrast"]
    tab.run("const script = document.createElement('script'); script.textContent = '1'; document.body.append(script)")
    tab.run("setTimeout(() => { nothing.at.all; })")
    said = eventually(lambda: firefox.complaints(server.origin), lambda seen: len(seen) == 2)
    assert "Content-Security-Policy" in said[0]
    assert "nothing is not defined" in said[1]
    firefox.forget()
    tab.reload()
