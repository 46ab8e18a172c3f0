"""The style, the script and the typeface of the pages: kept by a browser until one of them changes.

Does not know what a page says.
"""

import hashlib
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from dosing.assets import asset
from dosing.web.problems import WORDS, problem_page

KINDS = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "form.js": "text/javascript; charset=utf-8",
    "line.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "fonts/dosing-sans.woff2": "font/woff2",
    "fonts/dosing-sans-bold.woff2": "font/woff2",
}
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


@cache
def stamp() -> str:
    """The first 12 hexadecimal digits of a digest over all of them: another address for another content."""
    digest = hashlib.sha256()
    for name in KINDS:
        digest.update(asset(name))
    return digest.hexdigest()[:12]


def static_address(name: str) -> str:
    """Where a page finds one of them."""
    return f"/static/{stamp()}/{name}"


async def static(request: Request) -> Response:
    """One of them; under its stamp it is kept, under its name alone it is asked for anew each time."""
    first, _, rest = request.path_params["name"].partition("/")
    name = rest if first == stamp() else request.path_params["name"]
    if name not in KINDS:
        return problem_page(404, *WORDS["missing"])
    return Response(asset(name), headers={"content-type": KINDS[name], **(FOR_EVER if first == stamp() else {})})
