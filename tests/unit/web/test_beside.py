"""Work beside the answers: others are answered meanwhile, what it raises arrives, and what was asked first comes first."""

import asyncio
import threading

import pytest

from dosing.findings import InputError
from dosing.web.beside import beside


def test_others_are_answered_while_something_is_made() -> None:
    may_end = threading.Event()

    async def both() -> tuple[bool, str]:
        making = asyncio.create_task(beside(lambda: may_end.wait(timeout=30)))
        await asyncio.sleep(0)
        may_end.set()  # which nothing could do if the work held everybody up
        return await making, "answered"

    assert asyncio.run(both()) == (True, "answered")


def test_what_the_work_raises_is_raised_to_whom_asked() -> None:
    def refuse() -> None:
        raise InputError("too-late", "paper", "there is no such paper")

    with pytest.raises(InputError, match="there is no such paper"):
        asyncio.run(beside(refuse))


def test_what_was_asked_first_is_made_first_and_alone() -> None:
    made: list[str] = []

    def making(name: str) -> str:
        made.append(f"{name} begun")
        made.append(f"{name} ended")
        return name

    async def three() -> list[str]:
        return list(await asyncio.gather(*(beside(lambda name=name: making(name)) for name in "abc")))

    assert asyncio.run(three()) == ["a", "b", "c"]
    assert made == ["a begun", "a ended", "b begun", "b ended", "c begun", "c ended"]
