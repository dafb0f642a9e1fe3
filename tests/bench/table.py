"""The table of measurements, as JSON and as Markdown: one row for each task."""

import dataclasses
import json
import os
import pathlib
import platform
import time


@dataclasses.dataclass
class Row:
    work: str
    ours: float
    unit: str
    peer: str = ""  # what it is compared with
    theirs: float = None  # in the same unit
    goal: str = ""
    met: bool = None

    @property
    def ratio(self):
        """How many times better ours is. Higher rates are better; for all other units, lower values are."""
        if self.theirs is None or self.ours == 0:  # less than a tick of the clock
            return None
        return self.ours / self.theirs if self.unit == "/s" else self.theirs / self.ours


def machine():
    cpu = "unknown"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return {"cpu": cpu, "cores": os.cpu_count(), "system": system, "kernel": platform.release(),
            "load before": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d")}


def number(value):
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def of_unit(value, unit):
    return f"{number(value)} {unit}" if value is not None else ""


def markdown(rows):
    lines = ["| work | ours | compared with | ratio | goal | met |", "|---|---|---|---|---|---|"]
    for row in rows:
        peer = f"{row.peer}: {of_unit(row.theirs, row.unit)}" if row.peer else ""
        met = {True: "yes", False: "**no**", None: ""}[row.met]
        lines.append(f"| {row.work} | {of_unit(row.ours, row.unit)} | {peer} | "
                     f"{number(row.ratio)} | {row.goal} | {met} |")
    return "\n".join(lines)


def write(path, rows, of_machine):
    whole = {"machine": of_machine,
             "rows": [dataclasses.asdict(row) | {"ratio": row.ratio} for row in rows]}
    pathlib.Path(path).write_text(json.dumps(whole, indent=1) + "\n")
