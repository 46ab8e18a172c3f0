"""The page and the HTTP API: requests in, the clock, pages and files out.

Does not know arithmetic or wording.
"""
