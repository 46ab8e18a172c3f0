"""How the sheets order, group and place what a release holds; nothing here makes a number of the plan."""
