#!/usr/bin/env python3
"""Replays thirty days of incidents against the alerting rules.

    replay.py RULES_FILE [--alert NAME …] [--keep FOLDER]

Writes the series of the incidents into a real Prometheus, evaluates each alert at every minute, and
compares what fires with the truth of the incidents. Prints each alert that is false, missed, late,
ended early or fired again, and fails if there is any. Restarts of Prometheus may cause refires.
"""

import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile
import time
from collections import Counter

from fleet import DAY, HOUR
from incidents import FIRST_HOUR, Incidents
from prometheus import Prometheus

# Prometheus restores the state of alerts with at least this `for` (--rules.alert.for-grace-period).
RESTORED = 10
# A recorded series that this many expressions use is written. The others are inlined.
OFTEN = 4
NAME = re.compile(r"\b\w+:\w+:\w+\b")


def clock(minute):
    minute += FIRST_HOUR * HOUR
    return f"day {minute // DAY} {minute % DAY // HOUR:02}:{minute % HOUR:02}"


def inline(expression, records):
    """Replaces the recorded series in `records` by their expressions."""
    def replace(match):
        name, window, offset = match.groups()
        if name not in records:
            return match.group()
        text = f"({inline(records[name], records)})"
        if window:
            text += f"[{window if ':' in window else window + ':1m'}]"
        if offset:
            text = text + offset if window else f"last_over_time({text}[1m:1m]{offset})"
        return text

    return re.sub(rf"({NAME.pattern})(?:\[([^]]+)\])?( offset \w+)?", replace, expression)


def record(server, rules, fleet, progress, often=OFTEN):
    """Writes the recorded series that `often` expressions use. Returns the other records by name.

    Evaluating an expression at 43,200 minutes takes seconds, and each inlined copy takes as long.
    """
    records = {rule["name"]: rule["query"] for rule in rules if rule["type"] == "recording"}
    uses = Counter(name for rule in rules for name in NAME.findall(rule["query"]))
    waiting = [name for name in records if uses[name] >= often]
    while waiting:
        # Prometheus lists the rules in their order, so that each uses only earlier ones.
        query = {name: inline(records[name], records) for name in waiting}
        layer = []
        for name in waiting:
            if not uses_any(records[name], layer, records):
                layer.append(name)
        samples = server.folder / "recorded"
        with samples.open("w", encoding="utf-8") as out:
            for name in layer:
                server.write(out, name, query[name], fleet.size)
            out.write("# EOF\n")
        server.load(samples)
        for name in layer:
            del records[name]
        waiting = [name for name in waiting if name not in layer]
        progress("recorded " + ", ".join(layer))
    return records


def uses_any(expression, names, records):
    used = set(NAME.findall(expression))
    return any(name in names or name in records and uses_any(records[name], names, records)
               for name in used)


def firing(active, pending_for, no_evaluation, size):
    """The windows [start, end) in which an alert fires that is active in these minutes."""
    active, windows, start, since = set(active), [], None, None
    for t in range(size + 1):
        if t < size and no_evaluation.mask[t]:
            if pending_for >= RESTORED:
                continue
            is_active = False
        else:
            is_active = t in active
        if is_active and since is None:
            since = t
        if is_active and start is None and t - since >= pending_for:
            start = t
        if not is_active:
            if start is not None:
                windows.append((start, t))
            start = since = None
    return windows


class Comparison:
    """Compares the windows of one alert and label set with its truths."""

    def __init__(self, alert, labels, pending_for, restarts):
        self.name = f"{alert}{{{', '.join(f'{k}={v}' for k, v in sorted(labels))}}}"
        self.pending_for, self.restarts = pending_for, restarts
        self.findings = []

    def report(self, kind, start, text=""):
        self.findings.append(f"{kind:8} {clock(start)} {self.name}{': ' if text else ''}{text}")

    def run(self, truths, windows):
        left = list(windows)
        for truth in sorted(truths, key=lambda truth: truth.start):
            if truth.end - truth.start <= self.pending_for:
                continue
            inside = [w for w in left if w[0] < truth.end + truth.lingers and w[1] > truth.start]
            left = [w for w in left if w not in inside]
            self.compare(truth, inside)
        for start, end in left:
            self.report("false", start, f"fires for {end - start} min")

    def compare(self, truth, windows):
        expected = truth.start + self.pending_for
        if not windows:
            if not truth.optional:
                self.report("missed", truth.start, f"true for {truth.end - truth.start} min")
            return
        first, last = windows[0][0], windows[-1][1]
        if first < truth.start:
            self.report("false", first, f"fires {truth.start - first} min before it is true")
        if first > expected + truth.late and not truth.optional:
            self.report("late", expected, f"fires {first - expected} min late")
        if last < truth.end - 1 and not truth.optional:
            self.report("early", last, f"ends {truth.end - last} min early")
        if last > truth.end + truth.lingers:
            self.report("false", truth.end, f"continues for {last - truth.end} min")
        for (_, end), (start, _) in zip(windows, windows[1:]):
            caused = self.pending_for < RESTORED and any(
                start - self.pending_for - 1 <= t < start for t in self.restarts)
            if not caused:
                self.report("refired", start, f"was away for {start - end} min")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rules", type=pathlib.Path)
    parser.add_argument("--alert", nargs="+", help="judge only these")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER",
                        help="keep the series here, and use them if they are here already")
    options = parser.parse_args()

    started = time.monotonic()

    def progress(text):
        print(f"{time.monotonic() - started:6.1f} s  {text}", file=sys.stderr, flush=True)

    incidents = Incidents()
    fleet = incidents.fleet
    progress("simulated")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        server = Prometheus(folder, options.rules.resolve())
        if options.keep and options.keep.exists():
            shutil.copytree(options.keep, folder / "data", copy_function=os.link)
        else:
            with (folder / "samples").open("w", encoding="utf-8") as out:
                fleet.write(out)
            server.load(folder / "samples")
            if options.keep:
                shutil.copytree(folder / "data", options.keep)
        progress("loaded")
        with server:
            findings = judge(server, incidents, options.alert, progress)
    for finding in sorted(findings):
        print(finding)
    print(f"{len(findings)} findings; {len(incidents.truths)} truths")
    return 1 if findings else 0


def judge(server, incidents, only, progress):
    fleet = incidents.fleet
    rules = server.rules()
    records = record(server, rules, fleet, progress)
    restarts = [t for t in range(fleet.size) if fleet.prometheus_down.mask[t]]
    truths = {}
    for truth in incidents.truths:
        key = truth.alert, frozenset(truth.labels.items())
        truths.setdefault(key, []).append(truth)
    findings = []
    for rule in rules:
        if rule["type"] != "alerting" or only and rule["name"] not in only:
            continue
        name, pending_for = rule["name"], int(rule["duration"]) // 60
        active = server.minutes(inline(rule["query"], records), fleet.size)
        known = {labels for alert, labels in truths if alert == name}
        for labels in known | set(active):
            comparison = Comparison(name, labels, pending_for, restarts)
            comparison.run(truths.get((name, labels), []),
                           firing(active.get(labels, ()), pending_for, fleet.prometheus_down,
                                  fleet.size))
            findings += comparison.findings
        progress(f"judged {name}")
    missing = {alert for alert, _ in truths} - {rule["name"] for rule in rules}
    if not only:
        findings += [f"missed   {alert}: no such rule" for alert in missing]
    return findings


if __name__ == "__main__":
    sys.exit(main())
