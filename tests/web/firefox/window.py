"""Firefox without a window, told by Marionette what somebody does in it; what it complains about and asks for is kept."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import mozilla
from tests.marionette import Marionette
from tests.outside import eventually

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key under which WebDriver names an element
KEYS = {"ArrowRight": "\ue014", "PageUp": "\ue00e", "Escape": "\ue00c", "Enter": "\ue007"}

PREFERENCES: dict[str, Any] = {
    "dom.disable_beforeunload": False,  # which a program that is driven does not ask, unless it is told to
    "browser.download.folderList": 2,  # the folder that is named
    "browser.download.alwaysOpenPanel": False,
    "browser.toolbars.bookmarks.visibility": "never",
}
# Marionette itself answers whether to leave a page, always with yes; so it is written down that it was asked.
LISTEN = """
const keep = (name, what) => Services.ppmm.sharedData.set(name, [...Services.ppmm.sharedData.get(name) ?? [], what]);
Services.obs.addObserver((request) => {
  const channel = request.QueryInterface(Ci.nsIHttpChannel);
  if (channel.loadInfo.triggeringPrincipal.isContentPrincipal) keep("asked", channel.URI.spec);
}, "http-on-modify-request");
Services.obs.addObserver((dialog) => {
  const { args } = dialog.Dialog;
  keep("questions", args.inPermitUnload ? "leave?" : args.text);
}, "common-dialog-loaded");
"""
KEPT = "return Services.ppmm.sharedData.get(given[0]) ?? [];"

# What its console says of pages: faults of a script, of a style sheet, and what a page's policy stops.
COMPLAINTS = """
const [origin] = given;
return Services.console.getMessageArray().filter((each) => each instanceof Ci.nsIScriptError)
  .filter((each) => each.sourceName.startsWith(origin) || each.innerWindowID || each.category === "CSP")
  .map((each) => `${each.category}: ${each.errorMessage} (${each.sourceName}:${each.lineNumber})`);
"""
FORGET = """
Services.console.reset();
for (const name of ["asked", "questions"]) Services.ppmm.sharedData.set(name, []);
"""

SET = """
const [name, value] = given;
if (value === null) Services.prefs.clearUserPref(name);
else if (typeof value === "boolean") Services.prefs.setBoolPref(name, value);
else if (typeof value === "number") Services.prefs.setIntPref(name, value);
else Services.prefs.setStringPref(name, value);
"""

# Its window is at least 500 wide, so a narrower page is the browser in it made narrower, as its own view for telephones does.
WIDTH = "gBrowser.selectedBrowser.style.maxWidth = given[0] ? `${given[0]}px` : '';"


class Firefox:
    """The program: its tabs, its settings, its downloads."""

    def __init__(self, told: Marionette, downloads: Path) -> None:
        self.told = told
        self.downloads = downloads
        self.own(LISTEN)

    def own(self, script: str, *given: Any) -> Any:
        """What a script of the program's own, not of a page, returns."""
        self.told.ask("Marionette:SetContext", value="chrome")
        try:
            return self.told.run(script, *given)
        finally:
            self.told.ask("Marionette:SetContext", value="content")

    def prefer(self, **settings: Any) -> None:
        """Settings by their name with two low lines for a dot; None takes one back."""
        for name, value in settings.items():
            self.own(SET, name.replace("__", "."), value)

    def complaints(self, origin: str) -> list[str]:
        return [str(each) for each in self.own(COMPLAINTS, origin)]

    def asked(self) -> list[str]:
        """The addresses that pages asked for."""
        return [str(each) for each in self.own(KEPT, "asked")]

    def questions(self) -> list[str]:
        """What it asked whoever sits before it; "leave?" where a page is not to be left without a word."""
        return [str(each) for each in self.own(KEPT, "questions")]

    def forget(self) -> None:
        """Be done with what was complained about and asked for until now, and with every download."""
        self.own(FORGET)
        for each in self.downloads.iterdir():
            each.unlink()

    def tab(self) -> "Tab":
        """A new tab, in front."""
        return Tab(self, self.told.ask("WebDriver:NewWindow", type="tab")["handle"])

    def tabs(self) -> list[str]:
        return list(self.told.ask("WebDriver:GetWindowHandles"))

    def downloaded(self, ending: str) -> bytes:
        """The one file that was saved, whose name ends so."""
        there = eventually(lambda: [*self.downloads.iterdir()], lambda found: [each.suffix for each in found] == [ending])
        [file] = there
        content = file.read_bytes()
        file.unlink()
        return content


class Tab:
    """One tab, and what somebody does with the page in it."""

    def __init__(self, firefox: Firefox, handle: str) -> None:
        self.firefox = firefox
        self.handle = handle

    def ask(self, command: str, **words: Any) -> Any:
        """A command to this tab; it is brought to the front."""
        self.firefox.told.ask("WebDriver:SwitchToWindow", handle=self.handle, focus=True)
        answer = self.firefox.told.ask(f"WebDriver:{command}", **words)
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    # --- the page ---------------------------------------------------------------------------------------------------------------

    def go(self, address: str) -> None:
        self.ask("Navigate", url=address)

    def back(self) -> None:
        self.ask("Back")

    def forward(self) -> None:
        self.ask("Forward")

    def reload(self) -> None:
        self.ask("Refresh")

    def close(self) -> None:
        self.ask("CloseWindow")

    @property
    def url(self) -> str:
        return str(self.ask("GetCurrentURL"))

    def wide(self, pixels: int | None) -> None:
        """So many pixels for the page; None as many as the window has."""
        self.ask("GetCurrentURL")
        self.firefox.own(WIDTH, pixels)
        if pixels:
            assert eventually(lambda: self.evaluate("innerWidth"), lambda seen: seen == pixels) == pixels
            time.sleep(0.2)  # until the page has heard of it

    def evaluate(self, expression: str) -> Any:
        """What an expression of the page is, or becomes."""
        body = f"const done = arguments[arguments.length - 1]; Promise.resolve({expression}).then(done);"
        return self.ask("ExecuteAsyncScript", script=body, args=[], sandbox=None)

    def run(self, script: str, *given: Any) -> Any:
        """What the body of a function in the page returns."""
        return self.ask("ExecuteScript", script=script, args=list(given), sandbox=None)

    def printed(self, *, width: float, height: float) -> bytes:
        """The page as PDF, on paper of so many centimetres."""
        return base64.b64decode(self.ask("Print", page={"width": width, "height": height}))

    # --- what is on it ----------------------------------------------------------------------------------------------------------

    def all(self, selector: str) -> list[str]:
        return [each[ELEMENT] for each in self.ask("FindElements", using="css selector", value=selector)]

    def one(self, selector: str) -> str:
        """The first element of a CSS selector, waited for; all else here takes a selector too."""
        found = eventually(lambda: self.all(selector), bool)
        assert found, f"there is no {selector}"
        return found[0]

    def text(self, selector: str) -> str:
        return " ".join(str(self.ask("GetElementText", id=self.one(selector))).replace("\N{NO-BREAK SPACE}", " ").split())

    def value(self, selector: str) -> str:
        return str(self.ask("GetElementProperty", id=self.one(selector), name="value"))

    def shown(self, selector: str) -> bool:
        return any(self.ask("IsElementDisplayed", id=each) for each in self.all(selector))

    # --- what somebody does -----------------------------------------------------------------------------------------------------

    def click(self, selector: str) -> None:
        self.ask("ElementClick", id=self.one(selector))

    def save(self, selector: str, ending: str) -> bytes:
        """The file that a button fetches; pressed by its key, after which Marionette waits for no page."""
        self.ask("ElementSendKeys", id=self.one(selector), text=KEYS["Enter"])
        return self.firefox.downloaded(ending)

    def send(self, name: str) -> None:
        """Click the button or link of that name."""
        path = f"//*[self::button or self::a][normalize-space(.) = {json.dumps(name)}]"
        self.ask("ElementClick", id=self.ask("FindElement", using="xpath", value=path)[ELEMENT])

    def fill(self, **fields: str) -> None:
        """Type into fields by their id, with a low line for a hyphen."""
        for name, text in fields.items():
            field = self.one(f"[id='{name}'], [id='{name.replace('_', '-')}']")
            if self.ask("GetElementTagName", id=field) != "select":
                self.ask("ElementClear", id=field)
            self.ask("ElementSendKeys", id=field, text=text)

    def press(self, *keys: str) -> None:
        strokes = [{"type": kind, "value": KEYS[key]} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": strokes}])

    def pointer(self, *steps: dict[str, Any]) -> None:
        """What the mouse does, as WebDriver writes it down."""
        self.ask("PerformActions", actions=[{"type": "pointer", "id": "mouse", "actions": list(steps)}])


@contextmanager
def opened(folder: Path) -> Iterator[Firefox]:
    """Firefox with nothing of anybody's in it; without it the test is skipped."""
    downloads = folder / "downloads"
    downloads.mkdir()
    own = {**PREFERENCES, "browser.download.dir": str(downloads)}
    with mozilla.started("firefox-esr", folder, own) as told:
        yield Firefox(told, downloads)
