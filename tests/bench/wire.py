#!/usr/bin/env python3
"""Measures scans of the wire on a network in this machine (tests/wire/lab.sh).

    unshare --net --mount wire.py BUILD_FOLDER FOLDER

wire() runs it so. It prints the measurements as JSON. Needs root.
"""

import functools
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading

from measure import Bench
from table import Row

LAB = pathlib.Path(__file__).parents[1] / "wire" / "lab.sh"
ASSIGNED = 70  # addresses of the /24 that a node answers for
FREE = range(240, 248)  # some of the others
LARGE = 65_000  # answers of the /16, at least


def wire(bench):
    """A /24 and a /16, next to arp-scan and a loop of arping."""
    if os.geteuid() != 0:
        print("the wire scan is not measured: only root can create a network", file=sys.stderr)
        return
    with open(bench.folder / "wire.json", "w+", encoding="utf-8") as output:
        subprocess.run(["unshare", "--net", "--mount", __file__, bench.build, bench.folder],
                       check=True, stdout=output)
        output.seek(0)
        all_of = json.load(output)
    ours, large = all_of["scan"], all_of["large"]
    # The number of packets decides about the CPU time, not the rate.
    yield Row("scan a /24 at 500 packets/s, two rounds, --wait 500ms", ours["wall"], "s",
              "arp-scan" if "arp-scan" in all_of else "", all_of.get("arp-scan", {}).get("wall"),
              "under 1.5 s", ours["wall"] < 1.5)
    yield Row("scan a /24 at 500 packets/s, as many packets as at the default rate: CPU",
              ours["cpu"] * 1000, "ms CPU", goal="under 50 ms", met=ours["cpu"] < 0.05)
    if "arping" in all_of:
        yield Row("scan a /24", ours["wall"], "s", f"arping in a loop ({len(FREE)} free addresses,"
                  " times 254)", all_of["arping"]["wall"] / len(FREE) * 254)
    yield Row("scan a /16 where every address answers: lost answers", large["lost"], "", goal="none",
              met=large["lost"] == 0 and large["answered"] > LARGE)
    yield Row("scan a /16 where every address answers: peak memory", large["peak_kib"] / 1024, "MiB",
              goal="under 20 MiB", met=large["peak_kib"] < 20 * 1024)


class Cluster(http.server.BaseHTTPRequestHandler):
    """The API of a cluster with one pool, and one node whose own address is in another segment."""

    def __init__(self, pool, addresses, *more):
        self.lists = {
            "ipaddresspools": ("IPAddressPool", [{"spec": {"addresses": [pool]}}]),
            "nodes": ("Node", [{"status": {"addresses": [{"type": "InternalIP",
                                                          "address": "10.9.9.9"}]}}]),
            "services": ("Service", [{"spec": {"type": "LoadBalancer"},
                                      "status": {"loadBalancer": {"ingress": [{"ip": each}]}}}
                                     for each in addresses]),
        }
        super().__init__(*more)

    def do_GET(self):  # the name is the base class's
        kind, items = self.lists.get(self.path.split("?")[0].rsplit("/", 1)[1], (None, []))
        named = [{"metadata": {"namespace": "shop", "name": f"x-{i}"}, **each}
                 for i, each in enumerate(items)]
        body = json.dumps({"kind": f"{kind}List", "apiVersion": "v1",
                           "metadata": {"resourceVersion": "1"}, "items": named}).encode()
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def serve(bench, name, pool, addresses):
    """Starts the API; returns the command of a scan."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                             functools.partial(Cluster, pool, addresses))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kubeconfig = bench.folder / f"{name}.yaml"
    kubeconfig.write_text(json.dumps({
        "clusters": [{"name": "c", "cluster": {
            "server": f"http://127.0.0.1:{server.server_address[1]}"}}],
        "users": [{"name": "u", "user": {}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}))
    return [bench.exporter, "scan", "--kubeconfig", str(kubeconfig), "--wait", "500ms"]


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def measure(bench):
    node = [f"192.0.2.{number}" for number in range(100, 100 + ASSIGNED)]
    subprocess.run([LAB, "create"], check=True)
    subprocess.run([LAB, "host", "a1", "02:00:00:00:0a:01", f"{node[0]}/24",
                    *(f"{each}/32" for each in node[1:])], check=True)
    subprocess.run([LAB, "settle"], check=True)
    small = serve(bench, "small", "192.0.2.3-192.0.2.254", node)
    commands = {"scan": [*small, "--rate", "500"]}
    if shutil.which("arp-scan"):
        commands["arp-scan"] = ["arp-scan", "--interface=eth9", "192.0.2.0/24"]
    results = dict(zip(commands, bench.compare(list(commands.values()), 5)))
    if shutil.which("arping"):
        loop = "for n in \"$@\"; do arping -q -I eth9 -c 2 -w 1 192.0.2.$n || true; done"
        results["arping"] = bench.run(["bash", "-c", loop, "loop", *map(str, FREE)])

    # The node answers for a whole /16. The interface of the scan is outside of it for the node.
    ip("address", "add", "10.1.255.1/16", "dev", "eth9")
    ip("-n", "a1", "route", "add", "10.1.255.1/32", "dev", "eth0")
    ip("-n", "a1", "route", "add", "local", "10.1.0.0/16", "dev", "eth0", "table", "main")
    large = [*serve(bench, "large", "10.1.0.0-10.1.254.255", []), "--rate", "20000", "--rounds", "1",
             "--max-unassigned", "100000", "-o", "json"]
    results["large"] = bench.run(large)
    counts = json.loads(subprocess.run(large, check=True, capture_output=True).stdout)
    asked, answered = (counts["interfaces"][0][key] for key in ("asked", "answered"))
    results["large"] |= {"lost": asked - answered, "answered": answered}
    return results


if __name__ == "__main__":
    print(json.dumps(measure(Bench(*sys.argv[1:]))))
