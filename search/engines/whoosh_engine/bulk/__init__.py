"""Documents to a segment of the columnar codec by arrays, without Whoosh's writer."""
