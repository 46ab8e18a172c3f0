"""Work on several cores: calls that are answered by processes of their own, which leave Ctrl-C to this one and end when it does.

Does not know what is worked on.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Final, TypeVar

from dosing.findings import InputError

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Waiting = Callable[[], Answer]

AHEAD: Final = 4  # calls that are handed to each process before the first of them is waited for
MOST_UNASKED: Final = 8


def default_jobs() -> int:
    """How many processes work unless it is said: one for each core that this one may use, eight at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_UNASKED)


@contextmanager
def workers(work: Callable[[Asked], Answer], jobs: int) -> Iterator[Callable[[Asked], Waiting[Answer]]]:
    """A function that begins a call and gives a way to wait for its answer: here and at once for one job, else by processes.

    The processes are begun with the first call. Waiting raises InputError where one of them was ended from outside.
    """
    gc.enable()  # a command is over before collecting garbage would pay; long work is not
    if jobs < 2:
        yield lambda asked: _there(work(asked))
        return
    executor = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_process)
    begun = False

    def submit(asked: Asked) -> Waiting[Answer]:
        nonlocal begun
        if not begun:
            _begin(executor, jobs)
            begun = True
        future = executor.submit(work, asked)
        return lambda: _answered(future)

    try:
        yield submit
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _there(answer: Answer) -> Waiting[Answer]:
    return lambda: answer


def _answered(future: Future[Answer]) -> Answer:
    try:
        return future.result()
    except BrokenProcessPool:
        how = "run the command again with fewer jobs; what is finished is kept"
        raise InputError("worker-lost", "jobs", f"a process of this run was ended from outside; {how}.") from None


def _begin(executor: ProcessPoolExecutor, jobs: int) -> None:
    """Begin all processes, so that Ctrl-C reaches this one alone: a process does not hear what was blocked when it was begun."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]) if hasattr(signal, "pthread_sigmask") else None
    try:
        for _ in range(jobs):
            executor.submit(os.getpid)
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_process() -> None:
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for its next call for ever."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)
