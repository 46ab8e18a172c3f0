"""publish.toml: what is read is what was written, and anything else is refused with a sentence."""

import pytest

from dosing.findings import InputError
from dosing.formats.publish_file import Published, read_published, render_published

COURSE_ID = "6f1f0f0e-52f7-4b8e-9d5b-0f5f7d1c2a34"
NAME = "0123456789abcdef" * 3 + ".ics"
PUBLISHED = Published(COURSE_ID, '/srv/a folder of "calendars"/É', NAME, "public")


def test_what_was_written_is_read_back() -> None:
    assert read_published(render_published(PUBLISHED), "publish.toml") == PUBLISHED


def written(old: str, new: str) -> bytes:
    content = render_published(PUBLISHED).decode()
    assert old in content
    return content.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NAME, "../../etc/passwd"),  # a name alone, and one that this program gives
        (NAME, "visits.ics"),
        (NAME, NAME.upper()),
        (COURSE_ID, "7"),
        ('"public"', '"everybody"'),
        ('"public"', "1"),
        ("calendar_class", "calendar"),
        ('name = "', 'more = 1\nname = "'),
        ("dosing-publish/1", "dosing-course/2"),
        ('folder = "/srv/a folder of \\"calendars\\"/É"', 'folder = ""'),
        ("/srv/a folder", "srv/a folder"),
        ("/srv/a folder", "/srv/a\\tfolder"),
    ],
)
def test_what_this_program_never_writes_is_refused(old: str, new: str) -> None:
    with pytest.raises(InputError) as refused:
        read_published(written(old, new), "publish.toml")
    assert refused.value.code == "publish-unreadable"
    assert str(refused.value) == (
        "publish.toml is not as dosing publish writes it; put it back as it was, or take its calendar off the web server and begin anew."
    )


def test_a_newer_format_is_named() -> None:
    with pytest.raises(InputError) as refused:
        read_published(written("dosing-publish/1", "dosing-publish/2"), "publish.toml")
    assert str(refused.value) == (
        "publish.toml has the format 'dosing-publish/2', newer than this program reads (dosing-publish/1); use the program that wrote it."
    )
