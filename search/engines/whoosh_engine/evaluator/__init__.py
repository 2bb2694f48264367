"""Whoosh's query trees answered by arrays: document numbers and scores."""
