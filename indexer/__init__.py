"""How documents get in: readers, rebuild and the command line."""
