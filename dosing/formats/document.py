"""The plan document as JSON bytes.

Does not know what any number means.
"""

import json

from dosing.releases import Release


def render_document(release: Release) -> bytes:
    """`plan.json`: the plan document, indented, UTF-8, with a line feed at the end."""
    return (json.dumps(release.document, indent=2, ensure_ascii=False) + "\n").encode()
