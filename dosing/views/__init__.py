"""One view of a release for each module: they hold no arithmetic, plan nothing, and do not know one another."""
