#!/usr/bin/env python3
"""Checks a bill of materials in CycloneDX's JSON format: check_sbom.py FILE PACKAGE...

Each PACKAGE must be a component of it.
"""
import json
import re
import sys
from urllib.parse import unquote

# https://github.com/package-url/purl-spec: a colon is never an escape.
PURL = re.compile(r"pkg:deb/debian/([a-z0-9.%B-]+)@([A-Za-z0-9.~_%:-]+)"
                  r"\?arch=(?:amd64|arm64|all)&distro=debian-\d+")


def problems(bom, packages):
    if bom["bomFormat"] != "CycloneDX" or bom["specVersion"] != "1.5":
        yield "it is not CycloneDX 1.5"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bom["metadata"]["timestamp"]):
        yield f"invalid timestamp {bom['metadata']['timestamp']!r}"
    if not re.fullmatch(r"\d+\.\d+\.\d+", bom["metadata"]["component"]["version"]):
        yield f"invalid version {bom['metadata']['component']['version']!r}"
    components = bom["components"]
    for component in components:
        purl = PURL.fullmatch(component["purl"])
        if not purl or "%3A" in component["purl"]:
            yield f"invalid purl {component['purl']!r}"
        elif [unquote(part) for part in purl.groups()] != [component["name"], component["version"]]:
            yield f"purl {component['purl']!r} is not {component['name']} {component['version']}"
    references = [component["bom-ref"] for component in components]
    for reference in sorted({r for r in references if references.count(r) > 1}):
        yield f"{reference!r} is there twice"
    names = {component["name"] for component in components}
    for name in sorted(set(packages) - names):
        yield f"{name!r} is missing"


found = list(problems(json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2:]))
for problem in found:
    print(f"{sys.argv[1]}: {problem}", file=sys.stderr)
sys.exit(1 if found else 0)
