"""How fast is it? Each module prints a table of medians and ratios of one run."""
