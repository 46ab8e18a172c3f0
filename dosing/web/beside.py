"""Work that takes long, done beside the answers to everybody else.

Does not know what the work is.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from dosing.web.carried import Carried

Made = TypeVar("Made")

SHORT = 12  # changes; a course with no more is read and shown in some milliseconds, less than it may wait behind a file
# One thread: printing is not known to bear two at once, and a second would take the time of those who wait for a page.
_worker = ThreadPoolExecutor(1, thread_name_prefix="files")


async def beside(work: Callable[[], Made]) -> Made:
    """What the work gives; what it raises is raised here. Of several the first asked comes first."""
    return await asyncio.get_running_loop().run_in_executor(_worker, copy_context().run, work)


async def in_turn(carried: Carried, work: Callable[[], Made]) -> Made:
    """What work on a course gives: beside for a long course, whose every revision is made again, and at once for a short one."""
    return work() if len(carried.opened.course.changes) <= SHORT else await beside(work)
