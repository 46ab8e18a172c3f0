"""Work that takes long, done beside the answers to everybody else.

Does not know what the work is.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")

# One thread: printing is not known to bear two at once, and a second would take the time of those who wait for a page.
_worker = ThreadPoolExecutor(1, thread_name_prefix="files")


async def beside(work: Callable[[], Made]) -> Made:
    """What the work gives; what it raises is raised here. Of several the first asked comes first."""
    return await asyncio.get_running_loop().run_in_executor(_worker, work)
