"""Run the benchmarks that are named, or all, on one private installation, and print one table."""

import argparse
from pathlib import Path

from benchmarks import case_flow, catalogue_import, clock, pages, search, start, worklist
from benchmarks.figures import Figure, table
from benchmarks.installation import installation

BENCHMARKS = {
    "start": start,
    "pages": pages,
    "case_flow": case_flow,
    "clock": clock,
    "worklist": worklist,
    "search": search,
    "catalogue_import": catalogue_import,
}
RESULTS = Path(__file__).parent / "results.md"
COMMAND = "Figures of `make bench`; README.md says what each means.\n\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"{', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--write", action="store_true", help=f"write the table to {RESULTS.name} too")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    with installation() as home:
        for name, benchmark in BENCHMARKS.items():
            if not arguments.names or name in arguments.names:
                print(f"{name} …", flush=True)
                figures += benchmark.measure(home)
        shown = table(figures)
    print(f"\n{shown}")
    if arguments.write:
        RESULTS.write_text(COMMAND + shown + "\n", encoding="utf-8")
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
