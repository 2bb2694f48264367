"""Change the files of a folder all the time, until standard input ends.

usage: python -m tests.restless FOLDER SEED
"""

from __future__ import annotations

import random
import select
import sys
from pathlib import Path

from tests.test_update import page

FILES = 24


def change(folder: Path, chance: random.Random) -> None:
    """Do something to one of the files."""
    number = chance.randrange(FILES)
    path = folder / f"{number:02}.txt"
    raw = page(number, f"Review {chance.randrange(9)} of a train.").encode() * chance.choice([1, 9])
    match chance.randrange(6):
        case 0:
            path.unlink(missing_ok=True)
        case 1:
            path.write_bytes(raw[: chance.randrange(len(raw))])
        case 2:
            beside = folder / ".beside"
            beside.write_bytes(raw)
            beside.replace(path)
        case 3:
            rows = "".join(f"Film {n},1999,Row {chance.randrange(99)}.\n" for n in range(5))
            (folder / "t.csv").write_text(f"film,year,text\n{rows}")
        case 4:
            (folder / "more" / f"{number}").mkdir(parents=True, exist_ok=True)
            (folder / "more" / f"{number}" / "page.txt").write_bytes(raw)
        case _:
            with path.open("wb") as file:
                for start in range(0, len(raw), 40):
                    file.write(raw[start : start + 40])
                    file.flush()


def main() -> None:
    """See the top of the file."""
    folder, chance = Path(sys.argv[1]), random.Random(int(sys.argv[2]))
    changes = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        change(folder, chance)
        changes += 1
        if changes == FILES:
            sys.stdout.write("at work\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
