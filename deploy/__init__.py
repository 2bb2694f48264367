"""An OpenSearch cluster to try and to test against; standard library alone."""
