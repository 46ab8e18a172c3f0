"""One view of a release for each module: they hold no arithmetic and do not know one another."""
