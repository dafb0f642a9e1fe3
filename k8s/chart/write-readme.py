#!/usr/bin/env python3
"""Prints the chart's README.md with the table of values written from values.yaml.

The text above the heading "Values" is not changed. Each value needs a comment that starts with
"# --". A comment above a mapping describes the whole mapping.
"""

import pathlib
import re
import sys

CHART = pathlib.Path(__file__).parent / "metallb-pool-exporter"
HEADING = "## Values\n"


def rows(lines):
    """Yields the path, the default and the description of each value."""
    path, comment, described_at = [], None, None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        indent = len(line) - len(line.lstrip())
        if described_at is not None and (indent > described_at or text.startswith("- ")):
            continue
        described_at = None
        if text.startswith("# -- "):
            comment = text[5:]
        elif text.startswith("#"):
            comment = comment and comment + text[1:]
        else:
            key, default = re.fullmatch(r"(\w+):\s*(.*)", text).groups()
            path = path[: indent // 2] + [key]
            if comment:
                yield ".".join(path), default, comment
                comment, described_at = None, indent
            elif default:
                sys.exit(f"values.yaml:{number}: {key} has no comment that starts with \"# --\"")


def cell(default):
    if default == "null":
        return ""
    return f"`{default}`" if default else "see `values.yaml`"


readme = (CHART / "README.md").read_text()
print(readme[: readme.index(HEADING)] + HEADING)
print("| value | default | meaning |\n|---|---|---|")
for name, default, meaning in rows((CHART / "values.yaml").read_text().splitlines()):
    print(f"| `{name}` | {cell(default)} | {meaning} |")
