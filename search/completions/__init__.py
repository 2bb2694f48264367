"""What is offered while one types: titles, authors and frequent phrases of a generation.

Collected from the documents while the generation is built, and kept with it in one file that
answers by itself, whatever the engine.
"""

from search.completions.changes import ChangedCompletions, CompletionChanges
from search.completions.collect import CompletionCollector
from search.completions.entries import KINDS, CompletionKind, Entry, beginning, typed_range
from search.completions.file import FILE_NAME, CompletionFile
from search.completions.writing import write_completions
from search.function_words import LINKS

__all__ = [
    "FILE_NAME",
    "KINDS",
    "LINKS",
    "ChangedCompletions",
    "CompletionChanges",
    "CompletionCollector",
    "CompletionFile",
    "CompletionKind",
    "Entry",
    "beginning",
    "typed_range",
    "write_completions",
]
