"""Bytes in letters that a form, a header and a page do not alter: the one place that knows base64.

Does not know what the bytes mean.
"""

import hashlib
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode


def packed(content: bytes) -> str:
    """A file in letters; the line ends of a text in a form's field would come back changed."""
    return urlsafe_b64encode(content).decode("ascii")


def unpacked(text: str) -> bytes:
    """The file that `packed` wrote; nothing where it cannot be read."""
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return b""


def policy_hash(style: bytes) -> str:
    """A style as a policy for content names it."""
    return f"'sha256-{b64encode(hashlib.sha256(style).digest()).decode('ascii')}'"
