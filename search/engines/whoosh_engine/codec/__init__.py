"""A Whoosh codec whose segments are arrays, mapped as they stand: docs/index-format.md."""

from search.engines.whoosh_engine.codec.columnar import (
    ColumnarCodec,
    ColumnarSegment,
    segment_arrays,
)

__all__ = ["ColumnarCodec", "ColumnarSegment", "segment_arrays"]
