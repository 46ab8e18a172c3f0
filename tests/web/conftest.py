"""A server for the tests of the page."""

from collections.abc import Iterator

import pytest

from tests.web.visitor import FIXED, PATIENT, Answer, Served, serve


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests: it keeps nothing, so that no test can see another."""
    running = serve(tmp_path_factory.mktemp("served"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def planned(server: Served) -> Answer:
    """The page of the plan of the tests' patient."""
    return server.post("/plan", {**PATIENT, **FIXED})
