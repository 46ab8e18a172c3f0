"""Which version of the program this is.

Does not know anything else.
"""

VERSION = "0.2.0"
ENGINE = f"dosing {VERSION}"
