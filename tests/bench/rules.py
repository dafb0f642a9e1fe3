"""The cost of k8s/alerts/global-rules.yaml in a real Prometheus with the series of many sites.

Measures the Prometheus of this machine, and Debian 13's if it is unpacked in build/debian13.
"""

import contextlib
import gzip
import http.server
import json
import math
import pathlib
import re
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from measure import cpu_seconds
from table import Row

RULES = pathlib.Path(__file__).parents[2] / "k8s" / "alerts" / "global-rules.yaml"
INTERVAL = int(re.search(r"interval: (\d+)s", RULES.read_text()).group(1))  # of the costly group
SITES = 4  # each with an exporter
CLUSTERS = 25  # of each site
ADDRESSES = 2_000  # of each cluster
STAGED = 10  # the first cluster of the second site has so many addresses of the first one
SERIES = SITES * CLUSTERS * ADDRESSES
LIMIT = 300  # seconds to wait for a value


def address(number):
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def exposition(site):
    """The series of an exporter with --metrics.address-info=addresses that the rules read."""
    lines = []
    for cluster in range(site * CLUSTERS, (site + 1) * CLUSTERS):
        lines.append(f'metallb_cluster_info{{cluster="c{cluster}",network="default",'
                     f'context="c{cluster}",server="https://c{cluster}:6443"}} 1')
        for number in range(ADDRESSES):
            staged = cluster == CLUSTERS and number < STAGED
            text = address(number if staged else cluster * ADDRESSES + number)
            lines.append(f'metallb_address_info{{cluster="c{cluster}",network="default",'
                         f'address="{text}"}} 1')
    return gzip.compress("\n".join(lines + [""]).encode(), 6)


@contextlib.contextmanager
def exporters():
    """The address of a server that has the series of site 2 at /2."""
    bodies = {f"/{site}": exposition(site) for site in range(SITES)}

    class Exporter(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # the name is the base class's
            body = bodies[self.path]
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Exporter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


class Prometheus:
    """A Prometheus that scrapes the exporters every 30 s."""

    def __init__(self, process, url, config, targets):
        self.process = process
        self.url = url
        self.config = config
        self.targets = targets

    @staticmethod
    def configuration(targets, rules):
        jobs = "".join(f"- job_name: site-{site}\n  honor_labels: true\n  metrics_path: /{site}\n"
                       f"  static_configs: [{{targets: ['{targets}']}}]\n" for site in range(SITES))
        return f"global: {{scrape_interval: 30s}}\nrule_files: [{rules}]\nscrape_configs:\n{jobs}"

    def load(self, rules):
        """Reads its configuration again, with the rules."""
        self.config.write_text(self.configuration(self.targets, rules))
        self.process.send_signal(signal.SIGHUP)

    def query(self, query):
        data = urllib.parse.urlencode({"query": query}).encode()
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/query", data) as response:
                return json.load(response)["data"]["result"]
        except urllib.error.HTTPError as error:
            if error.code != 503:  # it is not ready
                raise
            return []

    def wait_for(self, query, value):
        deadline = time.monotonic() + LIMIT
        result = None
        while time.monotonic() < deadline:
            result = self.query(query)
            if len(result) == 1 and float(result[0]["value"][1]) == value:
                return
            time.sleep(1)
        raise RuntimeError(f"{query} is {result} after {LIMIT} s, expected {value}")

    def duration(self):
        """The sum of the last evaluations of all groups, in seconds."""
        with urllib.request.urlopen(f"{self.url}/metrics") as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if line.startswith("prometheus_rule_group_last_duration_seconds{"))

    def cpu(self, seconds):
        """The CPU seconds that the process uses in this time."""
        before = cpu_seconds(self.process.pid)
        time.sleep(seconds)
        return cpu_seconds(self.process.pid) - before


@contextlib.contextmanager
def prometheus(bench, program):
    """A Prometheus without rules that has all series."""
    with exporters() as targets:
        config = bench.folder / "prometheus.yml"
        config.write_text(Prometheus.configuration(targets, ""))
        with tempfile.TemporaryDirectory(dir=bench.folder) as storage:
            command = [program, f"--config.file={config}", f"--storage.tsdb.path={storage}",
                       "--web.listen-address=127.0.0.1:0"]
            with bench.started(command, "msg=\"Listening on\" address=") as (process, where):
                server = Prometheus(process, f"http://{where}", config, targets)
                server.wait_for("count(metallb_address_info)", SERIES)
                yield server


def rules(bench, minutes):
    newer = bench.build.parent / "debian13" / "usr" / "bin" / "prometheus"
    for program in ["prometheus"] + ([str(newer.resolve())] if newer.exists() else []):
        yield from cost_in(bench, minutes, program)


def cost_in(bench, minutes, program):
    """The CPU of the process with the rules, minus its CPU without them."""
    # Whole intervals, so that each measurement has as many evaluations as its time implies.
    seconds = max(2, math.ceil(minutes * 60 / INTERVAL)) * INTERVAL
    with prometheus(bench, program) as server:
        without = server.cpu(seconds)
        server.load(RULES)
        server.wait_for("count(network_address:metallb_address_info:current)", STAGED)
        cost = (server.cpu(seconds) - without) * 60 / seconds
        server.wait_for("count(network_address:metallb_address_info:current)", STAGED)
        duration = server.duration()
    version = subprocess.run([program, "--version"], check=True, capture_output=True,
                             text=True).stdout.split()[2]
    work = f"global rules with {SERIES:,} address series, Prometheus {version}"
    yield Row(f"{work}: CPU in a minute", cost, "s", goal="under 1 s", met=cost < 1)
    yield Row(f"{work}: duration of an evaluation", duration, "s")
