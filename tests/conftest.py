"""What every test can ask for: outside programs by name, and a run in which nothing may be left out.

With DOSING_REQUIRE_ALL=1, as the gate sets it, whatever would quietly not run is a failure with a sentence: a skipped test, a test
that gives up as an expected failure before its end, a file or a class without a test, an empty table of cases, a run without tests.
"""

import os
import shutil
import tomllib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dosing.findings import InputError
from dosing.inputs.kinds import Unfit
from dosing.quantities import NotReadable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent

# Without these Chromium asks for a sandbox that root has not got, and looks for hosts outside the machine.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def everything_is_required() -> bool:
    return os.environ.get("DOSING_REQUIRE_ALL") == "1"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not everything_is_required() or not report.skipped or call.excinfo is None:
        return report
    if hasattr(report, "wasxfail"):
        # A test that ran to its failing line, as it said it would, is a result. One that was never started, or gave up, is none.
        if not isinstance(call.excinfo.value, pytest.xfail.Exception):
            return report
        del report.wasxfail
    report.outcome = "failed"
    report.longrepr = f"{item.name} did not run, and DOSING_REQUIRE_ALL=1 lets nothing be left out: {call.excinfo.value}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if not everything_is_required():
        return report
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} did not run, and DOSING_REQUIRE_ALL=1 lets nothing be left out: {reason}"
    elif report.passed and not report.result and holds_tests(collector):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} holds no test, and DOSING_REQUIRE_ALL=1 lets nothing be empty."
    return report


def holds_tests(collector: pytest.Collector) -> bool:
    # Every module is asked for examples in its docstrings, and most have none.
    return isinstance(collector, pytest.Module | pytest.Class) and type(collector).__name__ != "DoctestModule"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test says which hazards of the log it guards against; one that there is not would guard against nothing."""
    marks = [(item, mark) for item in items for mark in item.iter_markers("hazard")]
    if not marks:
        return
    log = tomllib.loads((REPOSITORY / "docs" / "safety" / "hazards.toml").read_text(encoding="utf-8"))
    known = {each["id"] for each in log["hazard"]}
    for item, mark in marks:
        for name in mark.args or ("without a name",):
            if name not in known:
                raise pytest.UsageError(f"{item.name} carries the hazard {name}, which docs/safety/hazards.toml does not hold")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if everything_is_required() and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    if everything_is_required() and not any(terminalreporter.stats.get(outcome) for outcome in ("passed", "failed", "error", "xfailed")):
        terminalreporter.write_line(
            f"No test ran, and DOSING_REQUIRE_ALL=1 asks for at least one (exit status {int(exitstatus)}).", red=True
        )


@pytest.fixture(autouse=True, scope="session")
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for the user who runs the tests, it keeps in a folder of the tests."""
    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def program() -> Callable[..., Path]:
    """The path of an outside program, under the first of its names that is installed; without one the test is skipped."""

    def find(*names: str, package: str) -> Path:
        for name in names:
            if found := shutil.which(name):
                return Path(found)
        pytest.skip(f"{names[0]} is not installed (Debian package {package}), so this test did not run.")

    return find


@pytest.fixture(scope="session")
def chromium(program: Callable[..., Path]) -> Path:
    """The system's Chromium."""
    return program("chromium", "chromium-browser", "google-chrome", package="chromium")


# While playwright is started, no other test of its thread can start it again or run an event loop of its own: so one file at a time.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> "Iterator[Browser]":
    """The system's Chromium without a window, started once for a file of tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install 'dosing[test]')")
    with playwright.sync_playwright() as started:
        window = started.chromium.launch(executable_path=str(chromium), args=list(CHROMIUM_FLAGS))
        yield window
        window.close()


@pytest.fixture(scope="session")
def node(program: Callable[..., Path]) -> Path:
    """Node.js, for the parsers that are written for it."""
    return program("node", "nodejs", package="nodejs")


@pytest.fixture(scope="session")
def php(program: Callable[..., Path]) -> Path:
    """The PHP command line, for the parsers that are written for it."""
    return program("php", package="php-cli")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the checkout."""
    return REPOSITORY


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes of the problems that the program names meanwhile."""
    found: list[str] = []
    for kind in (InputError, Unfit, NotReadable):
        monkeypatch.setattr(kind, "__init__", _noting(kind.__init__, found))
    return found


def _noting(made: Callable[..., None], found: list[str]) -> Callable[..., None]:
    def init(self: object, code: str, *rest: Any, **more: Any) -> None:
        found.append(code)
        made(self, code, *rest, **more)

    return init
