"""A request's form: its fields and its one file, bounded, from bytes that were already counted.

Does not know which form it is.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from dosing.acts import revision_from
from dosing.catalogue import Wanted
from dosing.findings import InputError
from dosing.views import Printing
from dosing.web.form_fields import MOST_TYPED, Typed
from dosing.web.guard import MOST_BODY_BYTES, MOST_FILE_BYTES
from dosing.web.letters import packed

MOST_FIELDS = 200
LONG_FIELDS = ("course", "site", "typed")  # what travels, and is bounded by the body alone
FILES = {"site_file": "site", "course_file": "course_file"}  # the field of a file, and the one that it travels in


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form; a file stands, in letters, in the field in which it travels. Raises InputError."""
    kind = request.headers.get("content-type", "")
    typed = await _with_file(request) if kind.startswith("multipart/") else _plain(await request.body())
    for name, value in typed.items():
        if len(value) > MOST_TYPED and name not in (*LONG_FIELDS, *FILES.values()):
            raise InputError("field-too-long", "", f"one field holds more than {MOST_TYPED:,} characters; write less into it.")
    return typed


def _unreadable() -> InputError:
    return InputError("form-unreadable", "", "the form holds too many fields, or cannot be read; begin again from its page.")


def _plain(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("ascii", errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise _unreadable() from None
    return _once(pairs)


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The fields by their names. Raises InputError for one that came twice, of which one would have to be guessed."""
    typed = dict(pairs)
    if len(typed) < len(pairs):
        raise InputError("field-twice", "", "one field of the form came twice; go back, and send the form once from its own page.")
    return typed


async def _with_file(request: Request) -> dict[str, str]:
    try:
        form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BODY_BYTES)
    except HTTPException:
        raise _unreadable() from None
    try:
        typed = _once([(name, _text(value)) for name, value in form.multi_items() if isinstance(value, str)])
        for name, value in form.multi_items():
            if isinstance(value, UploadFile) and name in FILES and (content := await value.read()):
                typed[FILES[name]] = packed(_bounded(content))
    finally:
        await form.close()
    return typed


def _bounded(content: bytes) -> bytes:
    if len(content) > MOST_FILE_BYTES:
        raise InputError("too-large", "", f"the file is larger than {MOST_FILE_BYTES // 1_000_000} MB; choose a file of this program's.")
    return content


def _text(value: str) -> str:
    return value.encode("utf-8", errors="replace").decode("utf-8")


def wanted(typed: Typed) -> Wanted:
    """How files are wanted, from a form's choices; what is not one of ours counts as not chosen."""
    paper = typed.get("paper")
    return Wanted(
        "letter" if paper == "letter" else "a4" if paper == "a4" else None,
        calendar_class="public" if typed.get("calendar_class") == "public" else "private",
        calendar_details=bool(typed.get("calendar_details")),
        split=bool(typed.get("split")),
        printing=Printing(past=bool(typed.get("past"))),
    )


def revision_wanted(typed: Typed) -> int | None:
    """The revision that a form asks for; None for the newest. Raises InputError."""
    return revision_from(typed["revision"]) if "revision" in typed else None
