"""A plan document and its folder against what the course gives: calculated a second time, made again, and compared byte for byte.

Does not know how a file is made, or how what differs is shown.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dosing import wording
from dosing.acts import Opened, issue, moment_from, open_course
from dosing.catalogue import HTML, NO_PDF, PDF, FileRow, NoSuchFile, Wanted, render_file, render_files, row_named, rows
from dosing.engine import ENGINE
from dosing.findings import InputError, Refused
from dosing.formats.bounds import MOST_JSON_BYTES, file_in, read_regular
from dosing.formats.plan_file import read_plan
from dosing.history import History, stored_fingerprints
from dosing.inputs.course import Check
from dosing.inputs.letterhead import Letterhead, Paper
from dosing.inputs.raw import build, course_from
from dosing.inputs.site import Site
from dosing.recheck import recheck, unknown_regimen
from dosing.recheck.compare import Disagreement, compare, compare_lists, show
from dosing.releases import Release, dose_content
from dosing.store.folder import COURSE_FILE
from dosing.store.publishing import stale_feed
from dosing.views import CalendarClass, Printing
from dosing.views.layout.printed import printed_in

PLAN_FILE = "plan.json"
PAPERS: tuple[Paper, ...] = ("a4", "letter")
CLASSES: tuple[CalendarClass, ...] = ("private", "public")
ANOTHER_PLAN = "course.toml holds another plan: none of its revisions carries the fingerprint of plan.json."

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Audit:
    """What does not agree, a sentence each; `beside` says what could not be compared, `document` is what was audited."""

    said: list[str]
    beside: list[str]
    document: Document


def read_document(path: Path) -> dict[str, Any]:
    """What a plan.json, or the one in a folder, holds, not yet recalculated. Raises InputError."""
    found = file_in(path, PLAN_FILE, field="plan")
    return read_plan(read_regular(found, field="plan", most=MOST_JSON_BYTES), str(found))


def audit(path: Path) -> Audit:
    """A plan document calculated again; for a folder also made again from its course, and every file compared. Raises InputError."""
    document = read_document(path)
    folder = path if path.is_dir() else None
    found = recheck(document)
    unknown = unknown_regimen(document)
    said = [*([unknown] if unknown else []), *(each.sentence for each in found)]
    beside: list[str] = []
    if isinstance(document.get("release"), dict):
        strangers = _strangers(folder, document) if folder is not None else {}
        said += strangers.values()
        if _readable(document) and strangers.get(COURSE_FILE) != ANOTHER_PLAN:
            compared, beside = _against_course(document, folder, frozenset(each.path for each in found), list(strangers))
            said += compared
        if folder is not None and (stale := stale_feed(folder, _newest_in(folder) or str(document["release"].get("fingerprint")))):
            said.append(stale)
    return Audit(said, beside, document)


def _readable(document: Document) -> bool:
    """Whether the parts of a document are of the kinds that a comparison reads; what is not, the second calculation has named."""
    made, inputs = document.get("release"), document.get("inputs")
    return (
        isinstance(made, dict)
        and all(isinstance(made.get(key), str) for key in ("fingerprint", "issued"))
        and isinstance(inputs, dict)
        and all(isinstance(inputs.get(key), dict) for key in ("site", "course"))
        and isinstance(document.get("letterhead"), dict)
        and all(isinstance(document.get(key), list) for key in ("visits", "findings"))
    )


def _read(path: Path) -> bytes:
    return read_regular(path, most=MOST_JSON_BYTES)  # a sheet of many visits is larger than any course file


def _ours(folder: Path) -> Iterator[tuple[Path, FileRow]]:
    """The files of a folder that could be this program's, in the order of their names."""
    for path in sorted(folder.iterdir()):
        row = row_named(path.name)
        if row is not None and path.is_file():
            yield path, row


def _strangers(folder: Path, document: Document) -> dict[str, str]:
    """The files of a folder that do not carry the plan's fingerprint, each with what is said of it."""
    own = str(document["release"].get("fingerprint"))
    newest = _newest_in(folder) or own  # what is printed by itself is of the course file, which may have gone on since plan.json
    said: dict[str, str] = {}
    for path, row in _ours(folder):
        if path.name == COURSE_FILE:
            said |= _other_revision(path, own)
        elif path.name != PLAN_FILE and (newest if printed_in(path.name) else own)[:12] not in _fingerprints_in(row, _read(path)):
            said[path.name] = _of_older(folder, path, row) or _of_another(path.name, own)
    return said


def _newest_in(folder: Path) -> str:
    """The fingerprint of the newest revision of a folder's course file; nothing without one."""
    if not (folder / COURSE_FILE).exists():
        return ""
    return stored_fingerprints(open_course(read_regular(folder / COURSE_FILE), COURSE_FILE).course)[-1] or ""


def remove_older_prints(folder: Path, opened: Opened) -> list[str]:
    """Take away what was printed into a folder of an older revision of a course: a label of an old dose must not lie beside a new sheet."""
    stored = [each[:12] for each in stored_fingerprints(opened.course) if each]
    removed: list[str] = []
    for path, row in _ours(folder):
        carried = _fingerprints_in(row, _read(path)) if printed_in(path.name) else set()
        if not carried.isdisjoint(stored[:-1]) and stored[-1] not in carried:
            path.unlink()
            removed.append(path.name)
    return removed


def _of_another(name: str, own: str) -> str:
    return f"{name} was made from another plan: it does not carry the fingerprint {wording.fingerprint(own)}."


def _of_older(folder: Path, path: Path, row: FileRow) -> str:
    """What is said of something printed by itself that is of another revision of the folder's course."""
    if printed_in(path.name) is None or not (folder / COURSE_FILE).exists():
        return ""
    carried = _fingerprints_in(row, _read(path))
    stored = stored_fingerprints(open_course(read_regular(folder / COURSE_FILE), COURSE_FILE).course)
    number = next((number for number, each in enumerate(stored, start=1) if each and each[:12] in carried), None)
    if number is None:
        return ""
    return f"{path.name} was printed of revision {number}, and the course has gone on; destroy it and what was printed from it."


def refuse_among_others(folder: Path, opened: Opened) -> None:
    """Keep what is printed of a course out of a folder with files of another one. Raises InputError."""
    own = {fingerprint[:12] for fingerprint in stored_fingerprints(opened.course) if fingerprint}
    strangers = [path.name for path, row in (_ours(folder) if folder.is_dir() else ()) if not _of_course(path, row, opened, own)]
    if strangers:
        sentence = f"{folder} holds {strangers[0]}, which is of another course or plan; print into a folder of this course, or a new one."
        raise InputError("printed-among-others", "out", sentence)


def _of_course(path: Path, row: FileRow, opened: Opened, own: set[str]) -> bool:
    if path.name != COURSE_FILE:
        return not own.isdisjoint(_fingerprints_in(row, _read(path)))
    try:
        return open_course(read_regular(path), str(path)).course.course_id == opened.course.course_id
    except InputError:
        return False


def _other_revision(path: Path, own: str) -> dict[str, str]:
    """Whether the course file has gone on, or is another course's: its newest revision is not the plan's."""
    opened = open_course(read_regular(path), str(path))
    stored = stored_fingerprints(opened.course)
    if opened.by_hand or stored[-1] == own:
        return {}
    if own in stored:
        older = (
            f"plan.json is older than course.toml, which is at revision {opened.course.revision}; write the folder again with dosing plan."
        )
        return {COURSE_FILE: older}
    return {COURSE_FILE: ANOTHER_PLAN}


_SHORT = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b")
_LONG = re.compile(r"\b[0-9a-f]{64}\b")
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(([^)]*)\)|<([0-9A-Fa-f]*)>)")


def _fingerprints_in(row: FileRow, content: bytes) -> set[str]:
    """The fingerprints that one of our files carries, each by its first 12 digits in lower case."""
    text = _pdf_titles(content) if row.media_type == PDF else content.decode("utf-8", errors="replace").replace("\r\n ", "")
    if row.titled and row.media_type == HTML:
        text = text.partition("</title>")[0]
    return {found.replace("-", "").lower() for found in _SHORT.findall(text)} | {found[:12] for found in _LONG.findall(text)}


def _pdf_titles(content: bytes) -> str:
    """The titles in a PDF's own description, which may stand in a compressed part."""
    titles = [
        literal or bytes.fromhex(digits.decode())
        for part in _pdf_parts(content)
        for literal, digits in _PDF_TITLE.findall(part)
        if len(digits) % 2 == 0
    ]
    return " ".join(title.decode("utf-16-be" if title[:2] == b"\xfe\xff" else "latin-1", errors="replace") for title in titles)


def _pdf_parts(content: bytes) -> list[bytes]:
    """A PDF, and what its compressed parts hold."""
    parts = [content]
    for match in _PDF_STREAM.finditer(content):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(match[1], 100_000))
    return parts


def _against_course(
    document: Document, folder: Path | None, known: frozenset[str], strangers: Sequence[str]
) -> tuple[list[str], list[str]]:
    """What a document, and a folder's files but the `strangers`, hold that the course does not give; and what was not compared.

    The course is the folder's course.toml; without one, the document's own inputs. Values whose paths are `known` were named before.
    """
    engine = document["release"].get("engine")
    if engine != ENGINE:
        what = "the files" if folder is not None else "the document"
        return [], [f"{show(engine)} made {what} and this is {ENGINE}, so only numbers and fingerprints were compared."]
    file = folder / COURSE_FILE if folder is not None and (folder / COURSE_FILE).exists() else None
    gives = "course.toml gives" if file else "the plan document's own inputs give"
    try:
        opened = open_course(read_regular(file), str(file)) if file else _from_inputs(document)
        releases = _releases(document, opened, both=file is None)
    except InputError as problem:
        return [f"{gives} no plan: {str(problem).removesuffix('.')}."], []
    except Refused as refused:
        return [f"{gives} no plan: {finding.message}" for finding in refused.findings], []
    rebuilt = releases[0].document
    said = [_given(each, gives) for each in _values(document, rebuilt) if each.path not in known] + _findings(document, rebuilt, gives)
    if folder is None:
        return said, []
    skipped = {*strangers, COURSE_FILE, *([PLAN_FILE] if said or known else [])}
    if file is None:
        skipped |= {path.name for path, row in _ours(folder) if row.titled}  # a slip tells of revisions that only the course file holds
    there = {path.name: _read(path) for path, _ in _ours(folder) if path.name not in skipped}
    printed = {name: there.pop(name) for name in tuple(there) if printed_in(name)}
    altered, beside = min((_altered(there, made, gives) for made in releases), key=lambda found: len(found[0]))
    left = [_how_altered(name, gives) for name, content in printed.items() if not _printed_so(name, content, opened)]
    return said + altered + left + (_gone(folder, releases[0]) if file else []), beside


def _gone(folder: Path, made: Release) -> list[str]:
    """The files that are written with a course's folder and are not in it; a PDF is not made everywhere, nor a file for each visit."""
    wanted = [row.name for row in rows(made) if not row.visit and row.media_type != PDF]
    return [f"{name} is not in the folder; write it again with dosing plan." for name in wanted if not (folder / name).exists()]


def _releases(document: Document, opened: Opened, *, both: bool) -> list[Release]:
    """The plan that the course gives at the document's revision; `both` as a newest one and, for printed older sheets, as void."""
    stored, own = stored_fingerprints(opened.course), document["release"]["fingerprint"]
    issued = moment_from(document["release"]["issued"])
    made = issue(opened, issued, stored.index(own) + 1 if own in stored else None)
    return [made, replace(made, void=True)] if both else [made, replace(made, void=False)] if made.void else [made]


def _from_inputs(document: Document) -> Opened:
    """The course that a document states itself, as if nothing had been stored with it. Raises InputError."""
    made, inputs = document["release"], document["inputs"]
    course = course_from(inputs["course"], "inputs.course")
    site = build(Site, inputs["site"], "inputs.site", under="site")
    letterhead = build(Letterhead, document["letterhead"], "letterhead", under="letterhead")
    checks = made.get("checks") if isinstance(made.get("checks"), list) else []
    history = Opened(site, letterhead, course, by_hand=True).history if checks else None
    course = course.model_copy(update={"checks": tuple(_check(each, history) for each in checks) if history else ()})
    return Opened(site, letterhead, course, by_hand=True)


def _check(stated: Any, history: History) -> Check:
    """A check as a course would store it whose visits are given what the document says; one of an older version names no revision."""
    raw = dict(stated) if isinstance(stated, dict) else {}
    raw.setdefault("revision", history.newest.number)
    if type(raw["revision"]) is int and 1 <= raw["revision"] <= history.newest.number:
        checked = history.revisions[raw["revision"] - 1]
        raw["fingerprint"] = checked.fingerprint
        raw["contents"] = {visit.visit: dose_content(visit) for visit in checked.visits if visit.active}
    return build(Check, raw, "release.checks")


def _given(each: Disagreement, gives: str) -> str:
    return each._replace(reason=f"{gives} {'nothing there' if each.recalculated is None else show(each.recalculated)}").sentence


def _values(stated: Document, rebuilt: Document) -> Iterator[Disagreement]:
    """Every value that differs, but for the findings."""
    for key in ("release", "inputs", "letterhead"):
        yield from compare(key, stated[key], rebuilt[key])
    paths = [f"visits.{visit['visit']}" for visit in rebuilt["visits"]]
    paths += [f"visits[{number}]" for number in range(len(paths), len(stated["visits"]))]
    yield from compare_lists(paths, stated["visits"], rebuilt["visits"])


def _findings(stated: Document, rebuilt: Document, gives: str) -> list[str]:
    """The findings that stand in one document alone: by their words, since one taken out would shift all behind it."""
    old, new = stated["findings"], rebuilt["findings"]
    lost = [f"A finding is missing in the document; {gives} {_in_words(each)}" for each in new if each not in old]
    return lost + [f"A finding of the document is not what {gives}: {_in_words(each)}" for each in old if each not in new]


def _in_words(finding: object) -> str:
    if isinstance(finding, dict):
        return f"{finding.get('code')}: {finding.get('message')}".replace(wording.NBSP, " ")
    return f"{show(finding)}."


def _altered(there: Mapping[str, bytes], made: Release, gives: str) -> tuple[list[str], list[str]]:
    """The files that are not what a release gives, on either paper and with any calendar; and what was not compared."""
    pdf = any(name.endswith(".pdf") for name in there)
    paper = made.letterhead.paper
    files = render_files(made, Wanted(paper, pdf=pdf, split=True))
    without = pdf and not any(name.endswith(".pdf") for name in files)
    left = [name for name in there if files.get(name) != there[name] and not (without and name.endswith(".pdf"))]
    other_paper: Paper = "a4" if paper == "letter" else "letter"
    others = [Wanted(other_paper, pdf=pdf, split=True, calendar_class="public")]
    others += [Wanted(paper, pdf=False, split=True, calendar_class=each, calendar_details=True) for each in CLASSES]
    for wanted in others:
        if left:
            other = render_files(made, wanted)
            left = [name for name in left if other.get(name) != there[name]]
    beside = [f"The PDF files were compared by their fingerprint alone. {NO_PDF}"] if without else []
    return [_how_altered(name, gives) for name in left], beside


_ISSUED = re.compile(rf"\b([0-9]{{1,2}}) ({'|'.join(wording.MONTHS)}) ([0-9]{{4}}), ([0-9]{{2}}):([0-9]{{2}}) UTC")
_PDF_CREATED = re.compile(rb"/CreationDate \((?:D:)?([0-9]{12})[0-9]{2}Z\)")


def _printed_so(name: str, content: bytes, opened: Opened) -> bool:
    """Whether something that was printed by itself is what the course gave at the moment that stands on it, on either paper.

    A PDF is taken as it is where none can be made here.
    """
    moment = _moment_in(content)
    if moment is None:
        return False
    with suppress(InputError, Refused, NoSuchFile):
        made = issue(opened, moment)
        for paper in PAPERS:
            try:
                if render_file(made, name, Wanted(paper, printing=Printing(past=True))) == content:
                    return True
            except NoSuchFile as missing:
                return str(missing) == NO_PDF
    return False


def _moment_in(content: bytes) -> datetime | None:
    """The moment of issue that a sheet carries, to the minute."""
    if content.startswith(b"%PDF"):
        created = next((found[1] for part in _pdf_parts(content) if (found := _PDF_CREATED.search(part))), None)
        text = f"{created.decode()}" if created else ""
    else:
        found_in = _ISSUED.search(content.decode("utf-8", errors="replace"))
        day, month, year, hour, minute = found_in.groups() if found_in else ("", "", "", "", "")
        text = f"{year}{wording.MONTHS.index(month) + 1:02}{day:0>2}{hour}{minute}" if found_in else ""
    with suppress(ValueError):
        return datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC)
    return None


def _how_altered(name: str, gives: str) -> str:
    how = "with other options, or with another version of plutoprint" if name.endswith(".pdf") else "with other options"
    return f"{name} was altered, or made {how}: it is not byte for byte what {gives}."
