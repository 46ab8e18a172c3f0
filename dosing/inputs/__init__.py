"""The three inputs as strict, frozen models: what the regimen fixes, what a site decides, what one course is.

Knows no files and does no arithmetic.
"""
