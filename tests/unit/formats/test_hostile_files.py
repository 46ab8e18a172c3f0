import json
import resource
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dosing.formats import bounds

# Hostile files: what passes is read by its parser in little memory and time, and nothing else reaches it.

MEMORY = 256 * 1024 * 1024
SECONDS = 10

READER = f"""
import json, resource, sys, tomllib
from decimal import Decimal
from dosing.formats import bounds
from dosing.findings import InputError

content = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
check, parse = {{
    "toml": (bounds.check_toml, lambda: tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)),
    "json": (bounds.check_json, lambda: json.loads(content)),
}}[sys.argv[1]]
try:
    if sys.argv[2] == "checked":
        check(content, "it")
    parse()
    print("read")
except InputError as problem:
    print(problem.code)
except (MemoryError, RecursionError) as problem:
    print(type(problem).__name__)
except ValueError:
    print("broken")
"""


def read_in_little_memory(content: bytes, kind: str, how: str = "checked") -> str:
    """How a parser fares with a file in a process of its own that may have 256 MB and ten seconds."""
    command = [sys.executable, "-W", "ignore", "-c", READER, kind, how]
    done = subprocess.run(command, input=content, capture_output=True, check=False, cwd=Path(bounds.__file__).parents[2], timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout.decode().strip()


def filled(piece: str, start: str = "", end: str = "", most: int = bounds.MOST_BYTES) -> bytes:
    """A piece again and again, up to a file's size."""
    return (start + piece * ((most - len(start) - len(end)) // len(piece.encode())) + end).encode()


def numbered(make: Any, count: int) -> bytes:
    """Pieces that are each another's, as many as are asked for and a file can hold."""
    text = "".join(make(f"{number:x}") for number in range(count))
    return (text if len(text) <= bounds.MOST_BYTES else text[: text.rindex("\n", 0, bounds.MOST_BYTES) + 1]).encode()


DEEP, FULL, LONG = "nested-too-deeply", "too-many-keys", "number-too-long"

HOSTILE_TOML: list[tuple[str, Callable[[], bytes], str]] = [
    ("a dotted key of 64 kB", lambda: b"a." * 32_000 + b"a=1", DEEP),
    ("a dotted key of 2 MB", lambda: filled("a.", end="a=1"), FULL),
    ("a dotted key in quotes and spaces", lambda: filled("\"a\" . 'b'\t.", end="a = 1", most=64_000), DEEP),
    ("a dotted key in an inline table", lambda: b"x = {" + b"a." * 32_000 + b"a=1}", DEEP),
    ("a dotted header", lambda: b"[" + b"a." * 32_000 + b"a]", DEEP),
    ("a dotted header of a list of tables", lambda: b"[[" + b"a." * 32_000 + b"a]]", DEEP),
    ("a dotted key without an end", lambda: b"a." * 32_000, DEEP),
    ("many dotted keys", lambda: numbered(lambda n: f"a{n}.b.c.d.e.f.g.h.i.j=1\n", 100_000), FULL),
    ("as many dotted keys as pass", lambda: numbered(lambda n: f"a{n}.b.c.d.e.f.g.h.i.j=1\n", 19_900), "read"),
    ("as many dotted keys as pass, in a table", lambda: b"[a.b.c.d]\n" + numbered(lambda n: f"a{n}.b.c.d.e.f.g.h=1\n", 24_900), "read"),
    ("nested lists", lambda: b"a=" + b"[" * 100_000 + b"]" * 100_000, DEEP),
    ("nested lists without an end", lambda: filled("[", "a="), FULL),
    ("nested lists on lines of their own", lambda: b"a=" + b"[\n" * 1_000 + b"]" * 1_000, DEEP),
    ("nested lists between comments", lambda: b"a=" + b"[#'\n" * 1_000 + b"]" * 1_000, DEEP),
    ("nested inline tables", lambda: b"a=" + b"{a=" * 60_000, DEEP),
    ("nested lists and inline tables", lambda: b"a=" + b"[{a=" * 30_000, DEEP),
    ("closed brackets only", lambda: filled("]", "a="), "broken"),
    ("many keys", lambda: numbered(lambda n: f"{n}=1\n", 300_000), FULL),
    ("as many keys as pass", lambda: numbered(lambda n: f"{n}=1\n", 199_000), "read"),
    ("as many empty tables as pass", lambda: numbered(lambda n: f"{n}={{}}\n", 99_900), "read"),
    ("as many empty lists in a list as pass", lambda: filled("[],", "a=[", "]", 299_000), "read"),
    ("as many tables in a list as pass", lambda: filled("{a={}},", "a=[", "]", 349_000), "read"),
    ("many headers of a list of tables", lambda: filled("[[a]]\n"), FULL),
    ("as many headers of a list of tables as pass", lambda: b"[[a]]\n" * 50_000, "read"),
    ("many headers", lambda: numbered(lambda n: f"[{n}]\n", 300_000), FULL),
    ("as many headers as pass", lambda: numbered(lambda n: f"[{n}]\n", 50_000), "read"),
    ("as many long headers as pass", lambda: numbered(lambda n: f"[{n}.b.c.d.e.f.g.h.i]\n", 5_500), "read"),
    ("headers in headers", lambda: filled("[[a]]\n[[a.b]]\n"), FULL),
    ("as many headers in headers as pass", lambda: b"[[a]]\n[[a.b]]\n" * 16_600, "read"),
    ("a long text", lambda: filled("a", 'a="', '"'), "read"),
    ("a long text of quotes", lambda: filled('" ', 'a="""', '"""'), "read"),
    ("a long text of escapes", lambda: filled("\\n", 'a="', '"'), "read"),
    ("a long text of escaped quotes", lambda: filled('\\"', 'a="""', '"""'), "read"),
    ("a long text of brackets", lambda: filled("[", "a='''", "'''"), "read"),
    ("a long key", lambda: filled("a", "", "=1"), "read"),
    *(
        (f"a text that {quote} opens and nothing closes, of {piece!r}", partial(filled, piece, f"a={quote}"), "broken")
        for quote in ('"', "'", '"""', "'''")
        for piece in ("a", "[", '\\"', "''a\\\\" if quote == "'''" else "a\\\\")
    ),
    ("texts that nothing closes", lambda: filled('"\n'), "broken"),
    ("texts side by side", lambda: filled("''"), "broken"),
    ("quotation marks", lambda: filled('"'), "broken"),
    ("backslashes", lambda: filled("\\"), "broken"),
    ("comments", lambda: filled("#\n"), "read"),
    ("one long comment", lambda: filled("[", "#"), "read"),
    ("empty lines", lambda: filled("\n"), "read"),
    ("empty lines of Windows", lambda: filled(" \r\n"), "read"),
    ("spaces", lambda: filled(" ", "a=", "1"), "read"),
    ("dotted keys with the line ends of Windows", lambda: b"a=1\r\n" * 2 + b"b." * 32_000 + b"a=1\r\n", DEEP),
    ("a dotted key behind a byte order mark", lambda: b"\xef\xbb\xbf" + b"a." * 32_000 + b"a=1", DEEP),
    ("NUL", lambda: b"\0" * 1_000_000, "not-utf-8"),
    ("a dotted key in UTF-16", lambda: ("a." * 32_000 + "a=1").encode("utf-16"), "not-utf-8"),
    ("half a character", lambda: b"a='\xf0\x9f\x92", "not-utf-8"),
    ("a number of 2 MB", lambda: filled("1", "a="), LONG),
    ("a fraction of 2 MB", lambda: filled("1", "a=1."), LONG),
    ("a hexadecimal number of 2 MB", lambda: filled("f", "a=0x"), LONG),
    ("a number of 2 MB with underscores", lambda: filled("_1", "a=1"), LONG),
    ("an exponent of 2 MB", lambda: filled("9", "a=1e+"), LONG),
    ("words nearly as long as a number", lambda: filled("1" * 30 + " ", "a="), "broken"),
    ("more than 2 MB", lambda: b"#" * (bounds.MOST_BYTES + 1), "too-large"),
]  # fmt: skip

HOSTILE_JSON: list[tuple[str, Callable[[], bytes], str]] = [
    ("nested lists", lambda: b"[" * 100_000 + b"]" * 100_000, DEEP),
    ("nested lists without an end", lambda: filled("["), FULL),
    ("nested objects", lambda: b'{"a":' * 100_000, DEEP),
    ("nested lists and objects", lambda: b'[{"a":' * 60_000, DEEP),
    ("nested lists behind a text", lambda: b'["\\\\\\"",' + b"[" * 1_000 + b"]" * 1_001, DEEP),
    ("nested lists behind a byte order mark", lambda: b"\xef\xbb\xbf" + b"[" * 100_000, DEEP),
    ("many lists", lambda: filled("[],", "[", "1]"), FULL),
    ("many objects", lambda: filled("{},", "[", "1]"), FULL),
    ("as many objects as pass", lambda: filled('{"":{}},', "[", "1]", 530_000), "read"),
    ("as many keys as pass", lambda: json.dumps(dict.fromkeys(map(str, range(120_000)))).encode(), "read"),
    ("as many values as pass", lambda: filled("1,", "[", "1]", 399_000), "read"),
    ("a long text", lambda: filled("[", '"', '"'), "read"),
    ("a long text of escapes", lambda: filled('\\"', '"', '"'), "read"),
    ("a text that nothing closes", lambda: filled("[", '"'), "broken"),
    ("a text of escapes that nothing closes", lambda: filled('\\"', '"'), "broken"),
    ("texts side by side", lambda: filled('""'), "broken"),
    ("closed brackets only", lambda: filled("]}"), "broken"),
    ("spaces", lambda: filled(" ", "1"), "read"),
    ("NUL", lambda: b"\0" * 1_000_000, "not-utf-8"),
    ("nested lists in UTF-16", lambda: ("[" * 100_000).encode("utf-16"), "not-utf-8"),
    ("nested lists in UTF-32 without a mark", lambda: ("[" * 100_000).encode("utf-32-le"), "not-utf-8"),
    ("a number of 2 MB", lambda: filled("1"), LONG),
    ("a fraction of 2 MB", lambda: filled("1", "-0."), LONG),
    ("an exponent of 2 MB", lambda: filled("9", "1e"), LONG),
    ("more than 8 MB", lambda: b" " * (bounds.MOST_JSON_BYTES + 1), "too-large"),
]


def named(cases: list[tuple[str, Callable[[], bytes], str]]) -> list[Any]:
    return [pytest.param(make, outcome, id=name) for name, make, outcome in cases]


@pytest.mark.parametrize(("make", "outcome"), named(HOSTILE_TOML))
def test_a_hostile_toml_file_is_refused_or_read_in_little_memory_and_time(make: Callable[[], bytes], outcome: str):
    assert read_in_little_memory(make(), "toml") == outcome


@pytest.mark.parametrize(("make", "outcome"), named(HOSTILE_JSON))
def test_a_hostile_json_file_is_refused_or_read_in_little_memory_and_time(make: Callable[[], bytes], outcome: str):
    assert read_in_little_memory(make(), "json") == outcome


def test_without_the_check_a_small_hostile_file_takes_all_memory():
    assert resource.RLIMIT_AS  # or the limit would show nothing
    assert read_in_little_memory(b"a." * 32_000 + b"a=1", "toml", "unchecked") == "MemoryError"
    assert read_in_little_memory(b"a=" + b"[" * 100_000, "toml", "unchecked") == "RecursionError"
