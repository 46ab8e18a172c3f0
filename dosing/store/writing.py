"""The folder of a course as every door writes it: what must not be overwritten refused, what is published written first.

Does not know how a file is made.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dosing.acts import Opened
from dosing.catalogue import Wanted
from dosing.releases import Release
from dosing.store.folder import refuse_another_course, refuse_older_into, save
from dosing.store.publishing import feeds_of, real, refuse_published_folder


def write_course(
    folder: Path, opened: Opened, made: Release, wanted: Wanted, *, beside: Sequence[Path] = (), force: bool = False
) -> Mapping[str, bytes]:
    """Write a release's files into a folder; `beside` are other folders by which its calendar may be published. Raises InputError.

    `force` says that another course there may be overwritten.
    """
    refuse_published_folder(folder)
    refuse_older_into(folder, made)
    if not force:
        refuse_another_course(folder, opened)
    feeds = feeds_of([*beside, real(folder)], made)
    # First what is published: the course has gone on already, and its calendar must not stay behind.
    return save(folder, opened, made, wanted, before=feeds.write)
