"""The Whoosh engine: generations on this machine's disk. The only importer of whoosh."""

from search.engines.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
