"""Bytes in letters, there and back."""

import pytest

from dosing.web.letters import packed, policy_hash, unpacked


@pytest.mark.parametrize("content", [b"", b"a", b"\r\n\n", bytes(range(256))])
def test_bytes_come_back_as_they_went(content: bytes) -> None:
    assert unpacked(packed(content)) == content
    assert all(each.isascii() and (each.isalnum() or each in "-_=") for each in packed(content))


@pytest.mark.parametrize("text", ["!", "x", "eA", "é", "\ud800"])
def test_letters_that_were_never_written_hold_nothing(text: str) -> None:
    assert unpacked(text) == b""


def test_a_style_is_named_as_a_policy_names_it() -> None:
    # SHA-256 of nothing, from FIPS 180-4's test vectors, in base64.
    assert policy_hash(b"") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
