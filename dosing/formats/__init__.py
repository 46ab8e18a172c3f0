"""What is read and written: the course file, the site file, the plan document, and what is shipped.

Does not know pages, or where a file is kept.
"""
