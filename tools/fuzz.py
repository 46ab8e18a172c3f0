"""Coverage-guided fuzzing of every parser, by atheris.

`python -m tools.fuzz MINUTES` (by `make fuzz`, which installs atheris beside the project) starts from the golden files and the examples,
follows whatever runs new code, and writes docs/safety/fuzzing.md. An input that is neither read nor answered with one sentence, within
five seconds, is kept in build/fuzz/found. Does not judge what was read.
"""

import hashlib
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["dosing"]):
    from dosing.findings import InputError, Refused
    from dosing.inputs.kinds import Unfit
    from dosing.quantities import NotReadable
    from tests.safety import test_fuzz as parsers

TOP = Path(__file__).resolve().parent.parent
WORK = TOP / "build" / "fuzz"
PAGE = TOP / "docs" / "safety" / "fuzzing.md"
LONGEST = 200_000  # bytes; what is longer is refused unread

HEAD = """\
# Coverage-guided fuzzing

Made by `make fuzz`, by hand: [atheris](https://github.com/google/atheris) gives every parser inputs that it changes so that they run code
which none did before. It begins with the golden files, the examples, and texts that are right. "Found" is an input that was neither
read nor answered with one sentence within five seconds. What hypothesis and this found once stays in `tests/safety/test_fuzz.py`.

"""


def targets() -> list[tuple[str, Callable[[bytes], object]]]:
    """Every parser by its name, each taking bytes."""

    def of_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
        return lambda content: read(content.decode("utf-8", errors="surrogatepass"))

    texts = [(name, of_text(read)) for name, read in parsers.TEXTS.items()]
    return [*((f"a {name} file", read) for name, (read, _) in parsers.FILES.items()), *texts]


def seeds() -> list[bytes]:
    """What the fuzzer begins with: the number of a parser, and something that it reads."""
    named = [name for name, _ in targets()]
    files = [(named.index(f"a {name} file"), content) for name, (_, contents) in parsers.FILES.items() for content in contents]
    right = [b"72.5kg", b"160 lb", b"2027-01-04", b"2027-01-04T09:00:00Z", b"1,450 mg", b"72.5 mL", b"20mg/kg", b"1A2B-3C4D-5E6F", b"12"]
    right.append(b"dosing-label/1 6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34 r2 C1D8 bag-1/2 724mg 1A2B-3C4D-5E6F")
    texts = [(n, each) for n in range(len(parsers.FILES), len(named)) for each in right]
    return [bytes([n]) + content for n, content in (*files, *texts)]


class Fuzzed:
    """One run: how many inputs each parser got, and what was found."""

    def __init__(self) -> None:
        self.targets = targets()
        self.tried: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.found: dict[str, str] = {}

    def one(self, data: bytes) -> None:
        """Give one input to the parser that its first byte names."""
        if not data:
            return
        name, read = self.targets[data[0] % len(self.targets)]
        began = time.perf_counter()
        try:
            read(data[1:])
            self.taken[name] += 1
        except (InputError, Refused, NotReadable, Unfit) as problem:
            if not str(problem) or "\n" in str(problem):
                self._keep(name, data, f"a sentence of {len(str(problem).splitlines())} lines")
        except UnicodeDecodeError:
            pass  # the harness's own: bytes that are no text
        except Exception as problem:  # noqa: BLE001 - this is what is looked for
            self._keep(name, data, _place(problem))
        self.tried[name] += 1
        if time.perf_counter() - began > parsers.SECONDS:
            self._keep(name, data, f"took longer than {parsers.SECONDS:g} s")

    def _keep(self, name: str, data: bytes, what: str) -> None:
        key = f"{name}: {what}"
        if key in self.found:
            return
        folder = WORK / "found"
        folder.mkdir(parents=True, exist_ok=True)
        self.found[key] = hashlib.sha256(data).hexdigest()[:12]
        (folder / self.found[key]).write_bytes(data)
        print(f"Found: {key} ({folder / self.found[key]})", flush=True)

    def page(self, minutes: float, day: str) -> str:
        """The whole page."""
        total = sum(self.tried.values())
        version = metadata.version("atheris")
        lines = [HEAD, f"Last run on {day}: {minutes:g} minutes, atheris {version}, {total:,} inputs.\n\n"]
        lines.append("| parser | inputs | of these read as right |\n|---|---|---|\n")
        lines += [f"| {name} | {self.tried[name]:,} | {self.taken[name]:,} |\n" for name, _ in self.targets]
        lines.append("\nFound:\n\n" if self.found else "\nFound: nothing.\n")
        lines += [f"- {each}\n" for each in self.found]
        return "".join(lines)


def _place(problem: BaseException) -> str:
    """What was raised, and where in the program."""
    frames = [each for each in traceback.extract_tb(problem.__traceback__) if "/dosing/" in each.filename]
    last = frames[-1] if frames else None
    where = f"{last.filename.rpartition('/dosing/')[2]}, {last.name}" if last else "outside of the program"
    return f"{type(problem).__name__} in {where}"


def main(minutes: float) -> int:
    corpus = WORK / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for content in seeds():
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    run, ends = Fuzzed(), time.monotonic() + 60 * minutes

    def one(data: Any) -> None:
        run.one(bytes(data))
        if time.monotonic() > ends:
            PAGE.write_text(run.page(minutes, datetime.now(UTC).date().isoformat()), encoding="utf-8")
            print(f"{sum(run.tried.values()):,} inputs, found {len(run.found)}: {PAGE.relative_to(TOP)} is written.", flush=True)
            os._exit(1 if run.found else 0)

    atheris.Setup([sys.argv[0], str(corpus), f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=4096", "-print_final_stats=1"], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0))
