"""Hold a CycloneDX bill of materials against the lock: what the program runs with, each in its locked version, and nothing else.

The tool that wrote it has held it against the CycloneDX schema already. Does not know how one is made.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.lock import RUN, Locked, read_lock


def problems(bill: Mapping[str, Any], locked: Mapping[str, Locked]) -> list[str]:
    """What a bill lacks or has too much, a sentence each; packages that this platform has not are not asked for."""
    listed = {each["name"].lower().replace("_", "-").replace(".", "-"): each["version"] for each in bill["components"]}
    listed.pop("dosing", None)
    said = [f"{name} is not in the bill." for name, each in locked.items() if name not in listed and not each.marker]
    said += [f"{name} is in the bill and not in the lock." for name in listed if name not in locked]
    said += [
        f"{name} is {listed[name]} in the bill and {each.version} in the lock."
        for name, each in locked.items()
        if listed.get(name, each.version) != each.version
    ]
    return said


def main(path: str) -> int:
    bill = json.loads(Path(path).read_text(encoding="utf-8"))
    found = problems(bill, read_lock(RUN))
    print("\n".join(found) or f"{path}: CycloneDX {bill['specVersion']}, {len(bill['components'])} components, as the lock has them.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
