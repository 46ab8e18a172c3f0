"""Something done in forks of this process, so many at a time as there are processors, each with its time. Needs fork."""

import os
import resource
import select
import signal
import time
from collections.abc import Callable
from typing import NamedTuple

AT_ONCE = os.cpu_count() or 1
MOST_BYTES = 4 * 1024**3  # of each fork's own memory: one that never ends may ask for all that there is


class Child(NamedTuple):
    """A fork that runs one mutant, and the pipe on which it says what it saw."""

    pid: int
    pipe: int
    since: float
    seconds: float
    then: Callable[[str, str], None]


class Forks:
    """So many forks at a time as there are processors, each with its time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._running: list[Child] = []
        self._at_once = at_once

    def run(self, what: Callable[[], str], seconds: float, then: Callable[[str, str], None]) -> None:
        """Start one as soon as there is room; `then` gets "killed", "survived", "unfit" or "too long", and the test."""
        while len(self._running) >= self._at_once:
            self._wait()
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _end_with(what, writing, seconds)
        os.close(writing)
        self._running.append(Child(pid, reading, time.monotonic(), seconds, then))

    def finish(self) -> None:
        """Wait for those that run."""
        while self._running:
            self._wait()

    def _wait(self) -> None:
        ready, _, _ = select.select([child.pipe for child in self._running], [], [], 0.2)
        for child in list(self._running):
            late = time.monotonic() - child.since > child.seconds
            if child.pipe not in ready and not late:
                continue
            if child.pipe not in ready:
                os.killpg(child.pid, signal.SIGKILL)
            with os.fdopen(child.pipe, "rb") as pipe:
                said = pipe.read().decode() if child.pipe in ready else ""
            os.waitpid(child.pid, 0)
            self._running.remove(child)
            end, _, test = said.partition(" ")
            # One that ended without a word took its process down with it.
            child.then(end or ("too long" if late else "killed"), test)


def _end_with(what: Callable[[], str], pipe: int, seconds: float) -> None:
    """Run something in a fork, write what it said, and end the process. Does not return."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    most = int(seconds) + 10  # of a processor: it ends though nobody is there any more to end it
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    say_nothing()
    try:
        said = what()
    except BaseException as problem:  # noqa: BLE001 - whatever a mutant raises, it was seen
        said = f"killed {type(problem).__name__}"
    os.write(pipe, said.encode()[:4000])
    os._exit(0)


def say_nothing() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
