"""Watch mode, with polling at the same time: idle clusters, the latency of changes, many events."""

import contextlib
import http.client
import pathlib
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time

from measure import cpu_seconds, descriptors, peak_kib, resident_kib, threads, wait_until_read
from table import Row

FLEET = (100, 1_000, 200)
CHANGES = 100
EVENTS = 1_000  # a second
MANY = 1_000
WATCHED = 3  # resources of a cluster


def total(exposition, metric):
    return sum(float(line.rsplit(" ", 1)[1]) for line in exposition.splitlines()
               if line.startswith(metric + "{"))


def scrape(address):
    client = http.client.HTTPConnection(address)
    client.request("GET", "/metrics")
    return client.getresponse().read().decode()


def wait_until_watched(process, address, clusters):
    """Until the first bookmark of a watch, which comes after a minute, the cluster is also listed."""
    wait_until_read(address)
    for _ in range(3_000):
        proven = sum("the cluster is watched" in line for line in process.lines)
        watches = total(scrape(address), "metallb_exporter_cluster_watch_open")
        if proven == clusters and watches == WATCHED * clusters:
            return
        time.sleep(0.1)
    raise RuntimeError(f"only {proven} clusters are watched: {scrape(address)}")


def cpu_shares(processes, seconds):
    """Of a core, in per cent."""
    before, began = [cpu_seconds(process.pid) for process in processes], time.monotonic()
    time.sleep(seconds)
    taken = time.monotonic() - began
    return [(cpu_seconds(process.pid) - spent) / taken * 100
            for process, spent in zip(processes, before)]


class Scraper(threading.Thread):
    """Scrapes all the time, and knows when the number of Services of a cluster first changed."""

    def __init__(self, address, clusters):
        super().__init__(daemon=True)
        self.address, self.before, self.changed, self.ended = address, {}, {}, False
        self.marks = [f'metallb_cluster_services{{cluster="c{i}",state="assigned"}} '
                      for i in range(clusters)]

    def run(self):
        client = http.client.HTTPConnection(self.address)
        while not self.ended:
            client.request("GET", "/metrics")
            text, now = client.getresponse().read().decode(), time.monotonic()
            for number, mark in enumerate(self.marks):
                start = text.find(mark) + len(mark)
                value = text[start:text.find("\n", start)]
                if self.before.setdefault(number, value) != value:
                    self.changed.setdefault(number, now)
            time.sleep(0.02)


def latencies(clusters, addresses):
    """One change in each cluster at a random time: the seconds until each exporter shows it."""
    scrapers = [Scraper(address, CHANGES) for address in addresses]
    for scraper in scrapers:
        scraper.start()
    time.sleep(1)
    made = {}
    for number in random.sample(range(CHANGES), CHANGES):
        time.sleep(random.expovariate(1))
        made[number] = time.monotonic()
        clusters.stdin.write(f"change {number}\n")
        clusters.stdin.flush()
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and any(len(s.changed) < CHANGES for s in scrapers):
        time.sleep(0.1)
    for scraper in scrapers:
        scraper.ended = True
        scraper.join()
        if len(scraper.changed) < CHANGES:
            raise RuntimeError(f"only {len(scraper.changed)} changes are visible")
    return [[scraper.changed[number] - made[number] for number in made] for scraper in scrapers]


def watch(bench, minutes):
    """100 clusters, watched and polled by two exporters at the same time."""
    with bench.changing_clusters(*FLEET) as (folder, clusters), \
            bench.serving(f"{folder}/kubeconfig", "--collector.mode=watch") as (watching, at), \
            bench.serving(f"{folder}/kubeconfig", "--collector.interval=30s") as (polling, polled):
        wait_until_watched(watching, at, FLEET[0])
        wait_until_read(polled)
        ours, theirs = cpu_shares((watching, polling), minutes * 60)
        work = "watch: 100 idle clusters of 1,000 Services (200 LoadBalancer)"
        yield Row(f"{work}: CPU", ours, "% of a core", "polling", theirs, "under 0.2 %", ours < 0.2)
        yield Row(f"{work}: peak memory", peak_kib(watching.pid) / 1024, "MiB", "polling",
                  peak_kib(polling.pid) / 1024, "under 80 MiB", peak_kib(watching.pid) < 80 * 1024)
        yield Row(f"{work}: descriptors", descriptors(watching.pid), "", "polling",
                  descriptors(polling.pid))

        ours, theirs = latencies(clusters, (at, polled))
        for name, part in (("median", 50), ("p99", 99)):
            mine, other = (statistics.quantiles(times, n=100, method="inclusive")[part - 1]
                           for times in (ours, theirs))
            goal, met = ("under 1 s", mine < 1) if part == 99 else ("", None)
            yield Row(f"watch: {CHANGES} changes at random times, visible in /metrics: {name}", mine,
                      "s", "polling", other, goal, met)

        before = total(scrape(at), "metallb_exporter_cluster_watch_events_total")
        clusters.stdin.write(f"rate {EVENTS} {FLEET[0]}\n")
        clusters.stdin.flush()
        ours, theirs = cpu_shares((watching, polling), 60)
        events = total(scrape(at), "metallb_exporter_cluster_watch_events_total") - before
        yield Row(f"watch: {events / 60:,.0f} events a second in 100 clusters: CPU", ours,
                  "% of a core", "polling", theirs, "under 20 %", ours < 20)


@contextlib.contextmanager
def behind_one_port(bench, protocol):
    with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
        server = pathlib.Path(__file__).with_name("watch_server.js")
        command = ["node", str(server), folder, str(MANY), str(FLEET[2]), protocol]
        with bench.started(command, "ready ", nice=10):
            yield f"{folder}/kubeconfig"


def watch_many(bench):
    """1,000 idle clusters behind one port."""
    if not shutil.which("node"):
        print("watch_many is skipped: node is missing", file=sys.stderr)
        return
    for protocol, name in (("h2", "HTTP/2"), ("https", "HTTP/1.1 with TLS"), ("http", "HTTP/1.1")):
        with behind_one_port(bench, protocol) as kubeconfig, \
                bench.serving(kubeconfig, "--collector.mode=watch") as (process, address):
            wait_until_watched(process, address, MANY)
            share, = cpu_shares((process,), 120)
            memory = resident_kib(process.pid) / 1024
            work = f"watch: 1,000 idle clusters of 200 LoadBalancer Services, {name}"
            yield Row(f"{work}: CPU", share, "% of a core", goal="under 2 %", met=share < 2)
            yield Row(f"{work}: memory", memory, "MiB", goal="under 400 MiB", met=memory < 400)
            yield Row(f"{work}: threads for each", threads(process.pid) / MANY, "",
                      goal="at most 1", met=round(threads(process.pid) / MANY, 1) <= 1)
            each = descriptors(process.pid) / MANY
            yield Row(f"{work}: descriptors for each", each, "", goal="at most 3",
                      met=round(each, 1) <= 3)
