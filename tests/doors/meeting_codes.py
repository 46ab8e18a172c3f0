"""Command lines that meet a problem, for `test_every_code.py`: each a function of an empty folder."""

import os
import re
import socket
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import chdir
from pathlib import Path
from shutil import copytree
from typing import Any
from unittest.mock import patch

import pytest

from tests.doors.command import COURSE_ID, FIXED, ISSUED, Ran, begin, changed, check, done, dosing
from tests.units import put

Met = Callable[[Path], Ran]

NOWHERE = ""  # no option or argument of the command puts it right
FILE = "the file"  # said of the file itself, by its name

COURSE = f'course_id = "{COURSE_ID}"\nweight = "72.5kg"\nweighed = 2027-01-02\nstart = 2027-01-04\nprepared_by = "AB"\n'
# At a site that has decided about the drug of which the regimen warns.
TO_CHECK = f'{COURSE}[site.premedications.h2_blocker]\ndrug = "ranitidine"\n'
PATIENT = ("--weight", "72.5kg", "--weighed", "2027-01-02", "--start", "2027-01-04", "--prepared-by", "AB")


def a_change(kind: str, more: str = "", when: str = "2027-01-04") -> str:
    """A change as a course file holds it."""
    return f'\n[[change]]\nkind = "{kind}"\nreason = "as ordered"\nby = "AB"\nwhen = {when}\n{more}\n'


def plan(*words: str) -> Met:
    """A new plan of the patient above, with what is typed here in place of their own."""
    own = [word for name, value in zip(PATIENT[::2], PATIENT[1::2], strict=True) if name not in words for word in (name, value)]
    fixed = [word for name, value in zip(FIXED[::2], FIXED[1::2], strict=True) if name not in words for word in (name, value)]
    return lambda _: dosing("plan", *own, *fixed, *words)


def with_site(text: str) -> Met:
    def run(folder: Path) -> Ran:
        (folder / "file.toml").write_text(text, encoding="utf-8")
        return dosing("plan", *PATIENT, *FIXED, "--site", folder / "file.toml")

    return run


def of_file(content: str | bytes) -> Met:
    def run(folder: Path) -> Ran:
        (folder / "file.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
        return dosing("plan", folder / "file.toml")

    return run


def made(folder: Path, text: str) -> Path:
    """The course file of a folder that was written from a file by hand, once what it records had happened."""
    (folder / "hand.toml").write_text(text, encoding="utf-8")
    issued = "2027-01-12T09:00:00Z" if text == RECORDED else ISSUED
    done(dosing("plan", folder / "hand.toml", "--issued", issued, "--out", folder / "course"))
    return folder / "course" / "course.toml"


def altered(text: str, alter: Callable[[str], str]) -> Met:
    """The plan of a course file that was altered outside of this program."""

    def run(folder: Path) -> Ran:
        course = made(folder, text)
        course.write_text(alter(course.read_text(encoding="utf-8")), encoding="utf-8")
        return dosing("plan", course)

    return run


def changing(verb: str, *words: str, when: str = "2027-01-12", text: str = COURSE) -> Met:
    return lambda folder: dosing(verb, made(folder, text), *words, "--reason", "as ordered", "--by", "CD", "--when", when, "--yes")


def checking(by: str, text: str = TO_CHECK, **typed: str) -> Met:
    return lambda folder: check(made(folder, text), by=by, **typed)


def checking_with(*words: str) -> Met:
    """A check in which these words stand in place of all that is right."""
    return lambda folder: dosing("check", made(folder, TO_CHECK).parent, "--by", "CD", *words, "--issued", ISSUED)


def of_another_version(text: str) -> str:
    return re.sub(r'(?m)^engine = "dosing [^"]*"', 'engine = "dosing 0.0.1"', text).replace('weight = "72.5kg"', 'weight = "73.5kg"')


def checked_twice(text: str) -> Met:
    def run(folder: Path) -> Ran:
        course = made(folder, text)
        done(check(course))
        return check(course, by="GH")

    return run


def revision_before_a_rebase(folder: Path) -> Ran:
    course = made(folder, COURSE)
    course.write_text(of_another_version(course.read_text(encoding="utf-8")), encoding="utf-8")
    done(dosing("rebase", course, "--reason", "compared", "--by", "CD", "--yes"))
    return dosing("plan", course, "--revision", "1")


def changes_in_one_list(folder: Path) -> Ran:
    course = made(folder, COURSE)
    course.write_text("change = []\n" + course.read_text(encoding="utf-8"), encoding="utf-8")
    return dosing("omit", course, "C1D8", "--reason", "as ordered", "--by", "CD", "--when", "2027-01-04", "--yes")


def changed_meanwhile(folder: Path) -> Ran:
    course = made(folder, COURSE)

    def somebody_else(*_: object, **__: object) -> bool:
        course.write_bytes(course.read_bytes() + b"\n# somebody else was here\n")
        return True

    with patch("click.confirm", somebody_else):
        return dosing("omit", course, "C1D8", "--reason", "as ordered", "--by", "CD", "--when", "2027-01-04")


def by_hand(folder: Path) -> Ran:
    (folder / "file.toml").write_text(COURSE, encoding="utf-8")
    return dosing("undo", folder / "file.toml", "--reason", "as ordered", "--by", "CD")


def publishing(*words: str) -> Met:
    """Publish a course, from the folder in which its own stands."""

    def run(folder: Path) -> Ran:
        course = made(folder, COURSE)
        with chdir(folder):
            return dosing("publish", course, *words)

    return run


def published(folder: Path) -> Path:
    for name in ("web", "elsewhere"):
        (folder / name).mkdir()
    course = made(folder, COURSE)
    done(dosing("publish", course, "--to", folder / "web", "--issued", ISSUED))
    return course


def published_then(*words: str) -> Met:
    def run(folder: Path) -> Ran:
        published(folder)
        with chdir(folder):
            return dosing(*words, "--issued", ISSUED)

    return run


def publishing_among_sheets(folder: Path) -> Ran:
    course = made(folder, COURSE)
    (folder / "web").mkdir()
    (folder / "web" / "nurse.html").touch()
    return dosing("publish", course, "--to", folder / "web")


def feed_folder_gone(folder: Path) -> Ran:
    course = published(folder)
    (folder / "web").rename(folder / "away")
    return dosing("plan", course, "--out", course.parent, "--issued", ISSUED)


def published_newer(folder: Path) -> Ran:
    """A copy of a course that was gone on with is gone on with no further, and then printed."""
    course = published(folder)
    copytree(course.parent, folder / "copy")
    changed(course, "omit", "C1D22", when="2027-01-04")
    done(dosing("plan", course, "--out", course.parent, "--issued", ISSUED))
    return dosing("print", folder / "copy", "--sheet", "nurse", "--issued", ISSUED, "--out", folder / "printed")


def into_a_published_folder(folder: Path) -> Ran:
    course = published(folder)
    return dosing("print", course.parent, "--issued", ISSUED, "--out", folder / "web" / "deeper")


def published_into_a_folder_with_a_dollar(folder: Path) -> Ran:
    (folder / "a$b").mkdir()
    return dosing("publish", made(folder, COURSE), "--to", folder / "a$b")


def published_in_vain(folder: Path) -> Ran:
    course = published(folder)
    with patch("tempfile.mkdtemp", side_effect=PermissionError(13, "Permission denied")):
        return dosing("publish", course)


def no_readable_publish_file(folder: Path) -> Ran:
    course = published(folder)
    (course.parent / "publish.toml").write_text("x = 1\n", encoding="utf-8")
    return dosing("plan", course, "--out", course.parent, "--issued", ISSUED)


def withdrawn_in_vain(folder: Path) -> Ran:
    course = published(folder)
    with patch.object(Path, "unlink", side_effect=PermissionError(13, "Permission denied")):
        return dosing("publish", course, "--withdraw")


def into(prepare: Callable[[Path], object], *words: str) -> Met:
    """A new plan written into a folder named out, after something was put there."""

    def run(folder: Path) -> Ran:
        prepare(folder / "out")
        return dosing("plan", *PATIENT, *words, "--issued", ISSUED, "--out", folder / "out")

    return run


def sheets_alone(folder: Path) -> None:
    begin(folder).unlink()


def no_readable_course(folder: Path) -> None:
    begin(folder).write_text("no course", encoding="utf-8")


def a_folder_in_the_way(folder: Path) -> None:
    (folder / "nurse.html").mkdir(parents=True)


def void_into_its_course(folder: Path) -> Ran:
    course = made(folder, COURSE + a_change("omit", 'visit = "C1D8"'))
    return dosing("plan", course, "--revision", "1", "--out", course.parent)


def link_to_itself(folder: Path) -> Ran:
    (folder / "file.toml").symlink_to("file.toml")
    return dosing("plan", folder / "file.toml")


def letterhead(text: str) -> Met:
    def run(folder: Path) -> Ran:
        (folder / "site.toml").write_text(text, encoding="utf-8")
        return dosing("letterhead", made(folder, COURSE), folder / "site.toml")

    return run


def document(content: bytes) -> Met:
    def run(folder: Path) -> Ran:
        (folder / "plan.json").write_bytes(content)
        return dosing("recheck", folder)

    return run


def printing(*words: str) -> Met:
    return lambda folder: dosing("print", made(folder, COURSE).parent, *words, "--issued", ISSUED, "--out", folder / "printed")


def printing_among_others(folder: Path) -> Ran:
    begin(folder / "printed")
    return printing("--visit", "C1D8")(folder)


def labelled(text: str) -> Met:
    return lambda folder: dosing("recheck", made(folder, COURSE).parent, "--code", text)


SHARING = ("day", "--date", "2027-01-11", "--share-vials", "--prepared-before", "60")


def of_a_unit(command: str, *words: str, site: dict[str, Any] | None = None, **course: Any) -> Met:
    """A command about a folder of courses that holds one course."""

    def run(folder: Path) -> Ran:
        put(folder / "unit", 1, site, **course)
        with chdir(folder):
            return dosing(command, "unit", *words, "--issued", ISSUED)

    return run


def calendar_of_others(folder: Path) -> Ran:
    (folder / "unit.ics").touch()
    return of_a_unit("calendar", "--out", "unit.ics")(folder)


def serving(*words: str) -> Met:
    def run(_: Path) -> Ran:
        pytest.importorskip("fastapi", reason="fastapi is not installed (pip install 'dosing[web]')")
        return dosing("serve", "--no-browser", *words)

    return run


def behind_proxy(*words: str, secret: str = "", mode: int = 0o600) -> Met:
    """A proxy that signs people in, described wrongly; `secret` is the text of the file that holds its secret."""

    def run(folder: Path) -> Ran:
        options = ["--behind-proxy", "--allow-host", "dosing.test", *words]
        if secret:
            (folder / "secret").write_text(secret, encoding="utf-8")
            (folder / "secret").chmod(mode)
            options += ["--user-header", "Remote-User", "--proxy-secret", str(folder / "secret")]
        return serving(*options)(folder)

    return run


def port_taken(folder: Path) -> Ran:
    with socket.socket() as taking:
        taking.bind(("127.0.0.1", 0))
        taking.listen()
        return serving("--port", str(taking.getsockname()[1]))(folder)


def launcher(*, platform: str = "linux", there: str = "", site: str = "") -> Met:
    """The launcher, on another system, over somebody else's entry, or with a site file of an odd name."""

    def run(folder: Path) -> Ran:
        pytest.importorskip("fastapi", reason="fastapi is not installed (pip install 'dosing[web]')")
        entries = folder / "applications"
        entries.mkdir()
        if there:
            (entries / "dosing.desktop").write_text(there, encoding="utf-8")
        if site:
            (folder / site).write_text('time_zone = "Europe/Paris"\n', encoding="utf-8")
        named = ("--site", folder / site) if site else ()
        with patch.object(sys, "platform", platform), patch.dict(os.environ, {"XDG_DATA_HOME": str(folder)}):
            return dosing("serve", "--install-launcher", *named)

    return run


def sites(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def profile(rate: str, *, basis: str = "ml_per_hour", bag: str = "250", more: str = "", head: str = "", follows: str = "order") -> str:
    named = ("[[infusion.profiles]]", 'name = "own"', f'follows = "{follows}"', 'reference = "order 14"')
    lines = sites(*named, f'basis = "{basis}"', f"bag_ml = {bag}", head)
    return lines + "".join(f"[[infusion.profiles.{part}]]\nrate = {rate}\n{more}" for part in ("first", "second", "later"))


COMPARED = 'compared_by = "AB"\ncompared_on = 2026-12-01\n'
IN_FORCE = f'[infusion]\nprofile = "own"\n{COMPARED}'
BY_LABEL = f'[infusion]\nprofile = "label-250ml"\n{COMPARED}'


def slot(name: str, *lines: str) -> str:
    """What a site file gives for one premedication."""
    return sites(f"[premedications.{name}]", *lines)


def unreviewed(folder: Path) -> Ran:
    course = made(folder, f'regimen = "label-10-us-kd"\ncycles = 3\n{COURSE}')
    return check(course)


RECORDED = COURSE + a_change("outcome", 'visit = "C1D8"\nin_full = true', "2027-01-12")
OTHER_DAYS = ("--to", "2027-01-20")
NOT_NEEDED = slot("steroid", 'drug = "none"', 'reason = "none is wanted"')


A_ROW = f"course_id,weight,start\n{COURSE_ID},72.5kg,2027-01-04\n".encode()


def planning(folder: Path, content: bytes, *words: str) -> Ran:
    (folder / "roster.csv").write_bytes(content)
    return dosing("roster", folder / "roster.csv", "--out", folder / "out", *(words or ("--jobs", "1", "--issued", ISSUED)))


def roster(content: bytes) -> Met:
    return lambda folder: planning(folder, content)


def more_rows_than_are_read(folder: Path) -> Ran:
    with patch("dosing.formats.roster.MOST_ROWS", 0):
        return planning(folder, A_ROW)


def a_copy_in_the_way(folder: Path) -> Ran:
    (folder / "roster.csv").write_bytes(A_ROW)
    return dosing("roster", folder / "roster.csv", "--assign-ids", "--out", folder / "roster.csv")


def unfinished(folder: Path) -> Path:
    """A run that was stopped before it came to its end."""
    done(planning(folder, A_ROW))
    run = folder / "out" / "roster-run.jsonl"
    run.write_bytes(run.read_bytes().removesuffix(b'{"ended": true}\n'))
    return run


def run_of_another_moment(folder: Path) -> Ran:
    unfinished(folder)
    return planning(folder, A_ROW, "--issued", "2027-01-03T10:00:00Z")


def run_under_way(folder: Path) -> Ran:
    fcntl = pytest.importorskip("fcntl", reason="this system has no such locks")
    with unfinished(folder).open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        return planning(folder, A_ROW)


def no_readable_run(folder: Path) -> Ran:
    unfinished(folder).write_bytes(b"{}\n")
    return planning(folder, A_ROW)


def a_process_lost(folder: Path) -> Ran:
    lost: Future[object] = Future()
    lost.set_exception(BrokenProcessPool())
    with patch.object(ProcessPoolExecutor, "submit", return_value=lost):
        return planning(folder, A_ROW + A_ROW.splitlines()[1].replace(b"34,", b"35,"), "--jobs", "2")
