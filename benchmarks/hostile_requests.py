"""``make bench-hostile``: 100,000 hostile requests; defects counted, memory before and after.

A defect is a 5xx, text that is not escaped, a header that is missing; see ``tests.hostile``.

The app is asked in this process as a WSGI server asks it, so that all that it holds shows.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from indexer.rebuild import Rebuild
from search.config import Settings
from search.engines.whoosh_engine import WhooshEngine
from tests.hostile import answered, defect_of, hostile, write_hostile_sources
from webapp import create_app

MANY = 100_000
# Caches fill in these, so that memory is compared with memory.
_WARM = 5_000
_SHOWN = 10_000


def main() -> None:
    """Ask, and print what came of it; leaves with 1 if any answer had a defect."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as sources:
        write_hostile_sources(Path(sources))
        Rebuild([Path(sources)]).run(WhooshEngine(Path(folder)))
        app = create_app(Settings(Path(folder)))
        statuses: Counter[int] = Counter()
        defects = 0
        for number in range(_WARM):
            answered(app, hostile(-number - 1))
        before = resident_bytes()
        started = perf_counter()
        for number in range(many):
            environ = hostile(number)
            answer = answered(app, environ)
            statuses[answer[0]] += 1
            defect = defect_of(*answer)
            if defect:
                defects += 1
                print(f"{number}: {defect}: {environ['PATH_INFO'][:200]!r}")
            if number % _SHOWN == _SHOWN - 1:
                print(f"{number + 1:>9,} asked, {resident_bytes() / 1e6:.1f} MB")
        seconds = perf_counter() - started
        after = resident_bytes()
    failed = sum(count for status, count in statuses.items() if status >= 500)
    print(f"{many:,} requests in {seconds:.0f} s, {many / seconds:,.0f} a second")
    print(f"statuses: {dict(sorted(statuses.items()))}")
    print(f"5xx: {failed}; defects: {defects}")
    print(f"memory before {before / 1e6:.1f} MB, after {after / 1e6:.1f} MB")
    sys.exit(bool(defects))


def resident_bytes() -> int:
    """What this process holds of memory, rubbish taken out."""
    gc.collect()
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) * 1024


if __name__ == "__main__":
    main()
