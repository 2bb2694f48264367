"""The shared core: what a document, a query and a hit are, and how one is found."""
