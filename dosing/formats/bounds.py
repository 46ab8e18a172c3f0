"""What stands before every parser: which files are opened at all, and how large, deep and full a TOML or JSON text may be.

Does not know what any of it means, and builds nothing of what it counts.
"""

import errno
import os
import re
import stat
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final

from dosing.findings import InputError

MOST_BYTES: Final = 2_000_000
MOST_JSON_BYTES: Final = 8_000_000  # a plan document states every default, so that it is about twice its course file
MOST_DIGITS: Final = 30

# Of a TOML file. A course of 140 changes, each with a whole site of the largest kind, has 1.3 MB, a depth of 13, 94,000 values and
# 7,000 names of tables.
MOST_DEPTH: Final = 20
MOST_VALUES: Final = 200_000
MOST_TABLE_NAMES: Final = 50_000  # a parser needs about a kilobyte for each, three times as much as for a value

# Of a JSON file. The plan document of half of those changes has 1.6 MB, a depth of 12 and 35,000 values.
MOST_JSON_DEPTH: Final = 40
MOST_JSON_VALUES: Final = 200_000

# Not waiting for a pipe's other end, taking no terminal over, and on Windows no line ends changed; where a platform has them.
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))

_NOT_REGULAR = (
    (stat.S_ISDIR, "a folder; write the name of a file in it, such as {such_as}"),
    (stat.S_ISFIFO, "a pipe, which could be waited on for ever; save what comes out of it, and write the name of that file"),
    (stat.S_ISSOCK, "a socket between programs; write the name of a file"),
    (stat.S_ISCHR, "a device; write the name of a file"),
    (stat.S_ISBLK, "a device; write the name of a file"),
)


def open_regular(path: Path, *, field: str, most: int, such_as: str) -> BinaryIO:
    """A regular file of at most so many bytes, open to be read piece by piece; `such_as` names what is wanted in a folder.

    Raises InputError, for anything else of that name at once.
    """
    try:
        _check_regular(path.stat().st_mode, path, field, such_as)
        stream = os.fdopen(os.open(path, _FLAGS), "rb")
    except (OSError, ValueError) as problem:
        raise problem if isinstance(problem, InputError) else _unreadable(path, problem, field) from None
    try:
        found = os.fstat(stream.fileno())
        _check_regular(found.st_mode, path, field, such_as)
        _check_size(found.st_size, _named(path), field, most, "give it in several files")
    except InputError:
        stream.close()
        raise
    return stream


def read_regular(path: Path, *, field: str = "course_file", most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file of at most so many; anything else of that name is answered at once. Raises InputError."""
    try:
        # Looked at before it is opened: opening alone can wake whoever waits at the other end of a pipe, or start a device.
        _check_regular(path.stat().st_mode, path, field)
        content = _opened(path, field, most)
    except InputError:
        raise
    except (OSError, ValueError) as problem:  # ValueError: a name that no file can have, like one that holds a NUL
        raise _unreadable(path, problem, field) from None
    _check_size(len(content), _named(path), field, most)
    return content


def _opened(path: Path, field: str, most: int) -> bytes:
    descriptor = os.open(path, _FLAGS)
    try:
        _check_regular(os.fstat(descriptor).st_mode, path, field)  # the name may have come to mean another file meanwhile
        return _read(descriptor, most + 1)
    finally:
        os.close(descriptor)


def _read(descriptor: int, most: int) -> bytes:
    """At most so many bytes; one read may give fewer than it was asked for."""
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _check_regular(mode: int, path: Path, field: str, such_as: str = "course.toml or plan.json") -> None:
    if stat.S_ISREG(mode):
        return
    what = next((said for is_it, said in _NOT_REGULAR if is_it(mode)), "not a regular file; write the name of one")
    raise InputError("not-a-regular-file", field, f"{_named(path)} is {what.format(such_as=such_as)}.")


def _unreadable(path: Path, problem: OSError | ValueError, field: str) -> InputError:
    code, said = "file-cannot-be-read", "cannot be read; write the name of a file that can"
    if isinstance(problem, PermissionError):
        said = "may not be read by this user; write the name of a file that may"
    elif isinstance(problem, OSError) and problem.errno == errno.ELOOP:
        said = "is a link that leads back to itself; write the name of the file that it should lead to"
    elif isinstance(problem, FileNotFoundError | NotADirectoryError):
        code = "no-such-file"
        said = f"{'is a link to a file that does' if _is_link(path) else 'does'} not exist; write the name of a file that does"
    return InputError(code, field, f"{_named(path)} {said}.")


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False


def _named(path: Path) -> str:
    """A path as it can be printed everywhere: a name may hold line breaks, or bytes that are no text."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(path))


def file_in(path: Path, wanted_name: str, *, field: str = "course_file") -> Path:
    """The file itself or, of a folder, the file of the wanted name in it. Raises InputError where the folder holds none."""
    if not stat.S_ISDIR(_mode(path)):
        return path  # whatever else may be wrong with it is said when it is read
    if _mode(path / wanted_name):
        return path / wanted_name
    sentence = f"{_named(path)} is a folder without a {wanted_name}; write the name of that file, or of a folder that holds it."
    raise InputError("not-in-the-folder", field, sentence)


def folder_of(path: Path, *, field: str = "course_file") -> Path:
    """The folder itself or, of a course.toml or plan.json, the folder that holds it. Raises InputError for anything else."""
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        return path
    if mode and path.name in ("course.toml", "plan.json"):
        return path.parent
    code, found = ("not-a-folder", "is not a folder") if mode else ("no-such-file", "does not exist")
    sentence = f"{_named(path)} {found}; write the name of a course's folder, or of the course.toml or plan.json in it."
    raise InputError(code, field, sentence)


def _mode(path: Path) -> int:
    """What kind of file it is, in the words of stat; 0 where there is none, or none that can be looked at."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def check_toml(content: bytes, what: str, *, field: str = "course_file") -> None:
    """Refuse a TOML file that could cost its parser too much, readable or not. Raises InputError."""
    bare = bare_toml(_text(content, what, field, MOST_BYTES))
    _check_digits(_TOML_DIGITS, bare, what, field)
    if values_of_toml(bare) > MOST_VALUES:  # first, since it bounds what the others go through
        raise _too_full(what, f"{MOST_VALUES:,} keys and values", field)
    depth, names = shape_of_toml(bare)
    if names > MOST_TABLE_NAMES:
        raise _too_full(what, f"{MOST_TABLE_NAMES:,} names of tables", field)
    if depth > MOST_DEPTH:
        raise _too_deep(what, MOST_DEPTH, field)


def check_json(content: bytes, what: str, *, field: str = "course_file") -> None:
    """Refuse a JSON file that could cost its parser too much, readable or not. Raises InputError."""
    bare = bare_json(_text(content, what, field, MOST_JSON_BYTES))
    _check_digits(_JSON_DIGITS, bare, what, field)
    if values_of_json(bare) > MOST_JSON_VALUES:
        raise _too_full(what, f"{MOST_JSON_VALUES:,} values", field)
    if depth_of_json(bare) > MOST_JSON_DEPTH:
        raise _too_deep(what, MOST_JSON_DEPTH, field)


def _check_size(size: int, what: str, field: str, most: int, how: str = "give a file that this program wrote") -> None:
    if size > most:
        raise InputError("too-large", field, f"{what} is larger than {most // 1_000_000} MB; {how}.")


def _text(content: bytes, what: str, field: str, most: int) -> str:
    """The content as a parser will read it; a NUL shows an encoding that a JSON parser would guess by itself, and read otherwise."""
    _check_size(len(content), what, field, most)
    try:
        if b"\0" not in content:
            return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise InputError("not-utf-8", field, f"{what} is not text in UTF-8; give it as plain text, saved in UTF-8.")


def _check_digits(too_long: re.Pattern[str], bare: str, what: str, field: str) -> None:
    if too_long.search(bare):
        sentence = f"{what} holds a number of more than {MOST_DIGITS} digits; write a plain number, like 72.5."
        raise InputError("number-too-long", field, sentence)


def _too_full(what: str, most: str, field: str) -> InputError:
    return InputError("too-many-keys", field, f"{what} holds more than {most}; give a file that this program wrote.")


def _too_deep(what: str, most: int, field: str) -> InputError:
    sentence = f"{what} nests tables and lists more than {most} deep; write plain keys and values."
    return InputError("nested-too-deeply", field, sentence)


# Every text between quotes, and every comment. None of these can fail once it has begun, so each character is read once: a text
# that is never closed ends where a parser gives up. In a repeated group there is no lookahead: until Python 3.11.4 one that fails
# leaves a possessive repeat at the wrong character (CPython issue 106052).
_TOML_TEXT = re.compile(
    r"""
      \"{3} (?: [^"\\]++ | \\. | "[^"\\] | "\\. | ""[^"\\] | ""\\. )*+ (?: \"{3,5} )?
    | '{3}  (?: [^']++ | '[^'] | ''[^'] )*+ (?: '{3,5} )?
    | "     (?: [^"\\\n]++ | \\[^\n] )*+ "?
    | '     [^'\n]*+ '?
    | \#    [^\n]*+
    """,
    re.VERBOSE | re.DOTALL,
)
_JSON_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)

# A number in any base, with the underscores that TOML allows in it: a word that begins with a digit.
_TOML_DIGITS = re.compile(rf"(?<!\w)[0-9]\w{{{MOST_DIGITS}}}", re.ASCII)
_JSON_DIGITS = re.compile(rf"(?<![0-9])[0-9]{{{MOST_DIGITS + 1}}}")


def bare_toml(text: str) -> str:
    """TOML with one quotation mark for each text between quotes and each comment, so that what is left counts as what it is."""
    return _TOML_TEXT.sub('"', text)


def bare_json(text: str) -> str:
    """JSON with one quotation mark for each text between quotes."""
    return _JSON_TEXT.sub('"', text)


def values_of_toml(bare: str) -> int:
    """At least as many as the tables, lists and values that a parser makes.

    Each has a mark of its own before it: = before a key's value, [ or a comma before a list's, [ before the table of a header,
    [[ before a list and the table in it, and a dot before whatever stands behind the first part of a name. A brace is a second
    mark for the table in it, of which a parser keeps twice as much.
    """
    return sum(bare.count(mark) for mark in "=[{,.")


def values_of_json(bare: str) -> int:
    """At least as many as the objects, lists and values that a parser makes: the first, and one behind each bracket and comma."""
    return 1 + sum(bare.count(mark) for mark in "[{,")


_TOML_MARKS = re.compile(r"[\[\]{}.,]")


def shape_of_toml(bare: str) -> tuple[int, int]:
    """How deep the deepest value stands, or deeper, and how many names there are in table headers, each part of one counted.

    A step down is a part of a key or of a table's name, or a place in a list.
    """
    deepest = names = above = 0
    around: list[int] = []  # the depth inside each bracket that is open
    for line in bare.split("\n"):
        if around or not line.lstrip(" \t").startswith("["):
            deepest = max(deepest, _deepest(line, around, above + 1))
            continue
        parts = 1 + line.count(".")
        names += parts
        above = 2 * parts  # each part can name a list of tables, whose last one is meant
        deepest = max(deepest, above + 1)
    return deepest, names


def _deepest(line: str, around: list[int], start: int) -> int:
    """The deepest place of one line of keys and values; `around` is brought up to its end."""
    deepest = here = around[-1] if around else start
    for mark in _TOML_MARKS.findall(line):
        if mark in "[{":
            here += 1
            around.append(here)
        elif mark == ".":
            here += 1
        elif mark == ",":
            here = around[-1] if around else here
        elif around:
            around.pop()
        deepest = max(deepest, here)
    return deepest


def depth_of_json(bare: str) -> int:
    """How many brackets are open around the deepest value."""
    steps: Iterable[int] = (1 if mark in "[{" else -1 for mark in re.findall(r"[\[\]{}]", bare))
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0), initial=0))
