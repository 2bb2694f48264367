"""The behaviours that every engine must have, each once, over every engine there is."""
