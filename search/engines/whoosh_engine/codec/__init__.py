"""A Whoosh codec whose segments are arrays, mapped as they stand: docs/index-format.md."""
