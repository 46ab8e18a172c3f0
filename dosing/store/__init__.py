"""A course's folder around what doors do: read within bounds, kept from being overwritten, locked, written whole, and audited.

Does not know how a file is made.
"""
