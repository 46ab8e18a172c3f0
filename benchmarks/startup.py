"""How long a person waits for `dosing --help` and `dosing plan`, as ratios to what Python and pydantic cost by themselves.

Every round runs each command once, one after the other, so that a busy machine slows all of them alike; the ratio is taken within the
round, and the median over the rounds is printed. Nothing is measured against a number of seconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
WARM_UP_ROUNDS = 2

COMMANDS = {
    "pass": ("{python}", "-c", "pass"),
    "pydantic": ("{python}", "-c", "from pydantic import BaseModel"),
    "help": ("{dosing}", "--help"),
    "plan": ("{dosing}", "plan", "--weight", "72.5kg", "--start", "2027-01-04"),
}
GOALS = (
    ("help", "pass", 5.0, "dosing --help against python -c pass"),
    ("plan", "pydantic", 1.7, "dosing plan against python -c 'from pydantic import BaseModel'"),
)


def main() -> int:
    arguments = read_arguments()
    with tempfile.TemporaryDirectory(prefix="dosing-startup-") as folder:
        scripts = arguments.scripts or install(Path(folder) / "venv")
        seconds = measure(scripts, arguments.rounds, Path(folder))
    print(f"{arguments.rounds} rounds; median milliseconds: " + ", ".join(f"{name} {median_ms(seconds[name])}" for name in COMMANDS))
    for name, against, goal, title in GOALS:
        ratio = statistics.median(mine / theirs for mine, theirs in zip(seconds[name], seconds[against], strict=True))
        verdict = "within" if ratio <= goal else "NOT within"
        print(f"{ratio:5.2f}  {title}: {verdict} the goal of at most {goal:g}")
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=21, help="how often every command is run (21)")
    parser.add_argument(
        "--scripts",
        type=Path,
        help="the bin folder of an environment with dosing installed, not in editable mode (default: a new one is made and removed)",
    )
    return parser.parse_args()


def install(environment: Path) -> Path:
    """The bin folder of a new environment with dosing as a user gets it: no editable install, bytecode compiled."""
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile")
    subprocess.run((*pip, "--constraint", str(TOP / "requirements.lock"), str(TOP)), check=True)
    return scripts


def measure(scripts: Path, rounds: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of every command in every round, the warm-up left out."""
    # PYTHONDONTWRITEBYTECODE would compile the first run's modules again in every run; PYTHONPATH would measure another checkout.
    environment = {name: text for name, text in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    filled = {
        name: [word.format(python=scripts / "python", dosing=scripts / "dosing") for word in command] for name, command in COMMANDS.items()
    }
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(WARM_UP_ROUNDS + rounds):
        for name, command in filled.items():
            began = time.perf_counter()
            run = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            took = time.perf_counter() - began
            if run.returncode != 0:
                sys.exit(f"{' '.join(command)} ended with {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
            if turn >= WARM_UP_ROUNDS:
                seconds[name].append(took)
    return seconds


def median_ms(seconds: list[float]) -> int:
    return round(statistics.median(seconds) * 1000)


if __name__ == "__main__":
    sys.exit(main())
