"""Ours beside other engines on the same reviews: searches, facets, builds, sizes, memory.

``run`` is the program, ``http_load`` the part over HTTP. ``peers`` is the table of engines.
"""
