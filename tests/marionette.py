"""A small client of Marionette, by which a program of Mozilla's is told what to do: JSON messages, each after its length, over loopback."""

import json
import socket
from contextlib import suppress
from typing import Any

MAX_DIGITS = 10


class Marionette:
    """One session in the program's own window (its chrome context)."""

    def __init__(self, port: int, *, timeout: float) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._read = self._socket.makefile("rb")
        self._asked = 0
        try:
            hello = self._message()
            assert hello["marionetteProtocol"] == 3, hello
            self.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
            self.ask("Marionette:SetContext", value="chrome")
            self.ask("WebDriver:SetTimeouts", script=int(timeout * 1000) - 1000)
        except BaseException:
            self.close()
            raise

    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of an async function returns, or fails with."""
        body = f"const [...given] = arguments; const done = given.pop(); (async () => {{ {script} }})().then(done, (e) => done({{failed: `${{e}}`}}));"
        answer = self.ask("WebDriver:ExecuteAsyncScript", script=body, args=list(arguments), sandbox="system", newSandbox=True)["value"]
        if isinstance(answer, dict) and "failed" in answer:
            raise RuntimeError(str(answer["failed"]))
        return answer

    def quit(self) -> None:
        with suppress(OSError, ValueError):  # it may be gone before it has answered
            self.ask("Marionette:Quit", flags=["eForceQuit"])

    def close(self) -> None:
        self._read.close()
        self._socket.close()

    def ask(self, command: str, **words: Any) -> Any:
        """The answer to one command of the protocol; RuntimeError with what the program says against it."""
        self._asked += 1
        asked = json.dumps([0, self._asked, command, words]).encode()
        self._socket.sendall(str(len(asked)).encode() + b":" + asked)
        kind, number, error, result = self._message()
        assert (kind, number) == (1, self._asked)
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _message(self) -> Any:
        digits = b""
        while (byte := self._read.read(1)) != b":":
            if not byte.isdigit() or len(digits) == MAX_DIGITS:
                raise ValueError(f"no length of a message: {digits + byte!r}")
            digits += byte
        return json.loads(self._read.read(int(digits)))
