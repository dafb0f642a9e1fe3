#!/usr/bin/env python3
"""Measures the exporter and its peers, prints a table and writes it as JSON.

    run.py BUILD_FOLDER [--minutes 5] [--only NAME …]
"""

import argparse
import pathlib
import sys
import tempfile

import parts
import programs
import rules
import sites
import table
import watch
import wire
from measure import Bench

WORKS = ("parts", "validate", "one_poll", "start", "scrapes", "scrape_while_polled", "wire", "fleet",
         "sites", "rules", "watch", "watch_many")


def measure(bench, name, minutes):
    if name == "parts":
        return parts.run(bench)
    if name == "fleet":
        return programs.fleet(bench, minutes)
    if name == "sites":
        return sites.sites(bench, minutes)
    if name == "rules":
        return rules.rules(bench, minutes)
    if name == "watch":
        return watch.watch(bench, minutes)
    if name == "watch_many":
        return watch.watch_many(bench)
    if name == "wire":
        return wire.wire(bench)
    return getattr(programs, name)(bench)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=5, help="how long the fleets are polled and watched")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS)
    options = parser.parse_args()

    of_machine = table.machine()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.build, folder)
        for name in options.only:
            print(f"measuring {name} …", file=sys.stderr)
            rows.extend(measure(bench, name, options.minutes))
    table.write(options.build.parent / "bench.json", rows, of_machine)
    print(table.markdown(rows))
    print(", ".join(f"{key}: {value}" for key, value in of_machine.items()))


if __name__ == "__main__":
    main()
