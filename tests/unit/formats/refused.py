"""What the tests of the bounds share: what is raised, looked at closely."""

import re
from typing import Any

import pytest

from dosing.findings import InputError

LABEL = "ZEBRA-7"  # a patient's label, which no answer may repeat


def refusal(call: Any, *arguments: Any) -> InputError:
    """What is raised: one sentence that says what to write, and names no option, no form field and no content."""
    with pytest.raises(InputError) as raised:
        call(*arguments, field="an_upload")
    sentence = str(raised.value)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", raised.value.code)
    assert raised.value.field == "an_upload"
    assert raised.value.exit_code == 2
    assert sentence == raised.value.sentence
    assert re.search(r"; (write|give|save) .*\.$", sentence)
    assert not re.search(r"[.!?] [A-Z]|[\n\r\0\x1b]|--|an_upload|invalid", sentence)
    assert LABEL not in sentence
    return raised.value
