"""Whole processes: polls, the fleet and /metrics. The peers are kubectl, the bare transport and Exposer."""

import http.client
import re
import statistics
import subprocess
import time

from measure import (cpu_seconds, descriptors, peak_kib, series_of, wait_until_read)
from table import Row

SHOWN = ("jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.type} "
         "{.status.loadBalancer.ingress[*].ip}{\"\\n\"}{end}")
FLEET = (100, 1_000, 200)


def kubectl(folder, *more):
    return ["kubectl", "--kubeconfig", f"{folder}/kubeconfig", f"--cache-dir={folder}/cache",
            "get", "services", "--all-namespaces", "-o", SHOWN, *more]


def one_poll(bench):
    """10,000 Services, 2,000 of them LoadBalancer, over TLS with gzip in pages of 500."""
    for version in ("old", "new"):
        with bench.clusters(1, 10_000, 2_000, version=version) as (folder, url):
            poll = [bench.exporter, "check", "--kubeconfig", f"{folder}/kubeconfig"]
            if version == "old":
                transport = [bench.program("bench_transport"), url, f"{folder}/ca.crt", "bench"]
                ours, least, theirs = bench.compare([poll, transport, kubectl(folder)], 5)
                work = "poll 10,000 Services, without the field selector"
                most = 20
            else:
                selecting = kubectl(folder, "--field-selector", "spec.type=LoadBalancer")
                ours, theirs, selected = bench.compare([poll, kubectl(folder), selecting], 5)
                work = "poll 10,000 Services, with the field selector"
                most = 60
        yield Row(work, ours["cpu"] * 1000, "ms CPU", "kubectl", theirs["cpu"] * 1000,
                  f"1/{most} or less", theirs["cpu"] >= most * ours["cpu"])
        if version == "old":
            yield Row(work, ours["cpu"] * 1000, "ms CPU", "the transport alone",
                      least["cpu"] * 1000, "at most 4 times",
                      ours["cpu"] <= 4 * least["cpu"])
        else:
            yield Row(work, ours["cpu"] * 1000, "ms CPU", "kubectl with it",
                      selected["cpu"] * 1000)
        yield Row(f"{work}: peak memory", ours["peak_kib"] / 1024, "MiB", "kubectl",
                  theirs["peak_kib"] / 1024, "under 30 MiB", ours["peak_kib"] < 30 * 1024)


def start(bench):
    times = []
    with bench.clusters(*FLEET) as (folder, _):
        for _ in range(5):
            began = time.monotonic()
            with bench.serving(f"{folder}/kubeconfig") as (_, address):
                scrape = wait_until_read(address)
                times.append(time.monotonic() - began)
                up = [line for line in series_of(scrape)
                      if line.startswith("metallb_exporter_cluster_up{") and line.endswith(" 1")]
                if len(up) != FLEET[0]:
                    raise RuntimeError(f"only {len(up)} clusters are up")
    taken = statistics.median(times)
    yield Row("start to first complete scrape, 100 clusters", taken, "s", goal="under 2 s",
              met=taken < 2)


def fleet(bench, minutes):
    """100 clusters, polled every 30 s."""
    with bench.clusters(*FLEET) as (folder, _), \
            bench.serving(f"{folder}/kubeconfig", "--collector.interval=30s") as (process, address):
        wait_until_read(address)
        before, began, most = cpu_seconds(process.pid), time.monotonic(), 0
        while time.monotonic() < began + minutes * 60:
            most = max(most, descriptors(process.pid))
            time.sleep(0.2)
        share = (cpu_seconds(process.pid) - before) / (time.monotonic() - began) * 100
        memory = peak_kib(process.pid) / 1024
    work = f"100 clusters of 1,000 Services (200 LoadBalancer), every 30 s, {minutes:g} min"
    yield Row(f"{work}: CPU", share, "% of a core", goal="under 2 %", met=share < 2)
    yield Row(f"{work}: peak memory", memory, "MiB", goal="under 64 MiB", met=memory < 64)
    yield Row(f"{work}: descriptors, at most", most, "", goal="at most 256", met=most <= 256)


def wrk(url, *headers):
    """Requests per second, and the 99th percentile in ms."""
    text = subprocess.run(["wrk", "-t", "2", "-c", "8", "-d", "5s", "--latency", *headers, url],
                          check=True, capture_output=True, text=True).stdout
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", text).groups()
    if re.search(r"Non-2xx", text):
        raise RuntimeError(text)
    return (float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
            float(p99) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit])


def scrapes(bench):
    """/metrics with 10,000 series under 8 connections."""
    with bench.clusters(*FLEET) as (folder, _), \
            bench.serving(f"{folder}/kubeconfig", "--collector.interval=1h") as (_, address):
        exposition = bench.folder / "exposition"
        exposition.write_text(wait_until_read(address))
        with bench.started([bench.program("bench_exposer"), str(exposition)], "ready ") as (_, said):
            port, series = said.split()
            for name, most, headers in (("plain", 6, ()),
                                        ("gzip", 1, ("-H", "Accept-Encoding: gzip"))):
                ours, theirs = [], []
                for _ in range(3):
                    ours.append(wrk(f"http://{address}/metrics", *headers))
                    theirs.append(wrk(f"http://127.0.0.1:{port}/metrics", *headers))
                rate, p99 = (statistics.median(each) for each in zip(*ours))
                their_rate, their_p99 = (statistics.median(each) for each in zip(*theirs))
                work = f"/metrics, {int(series):,} series, 8 connections, {name}"
                yield Row(f"{work}: p99", p99, "ms", "prometheus-cpp's Exposer", their_p99,
                          f"under {most} ms", p99 < most)
                yield Row(f"{work}: requests", rate, "/s", "prometheus-cpp's Exposer", their_rate,
                          "at least 20 times", rate >= 20 * their_rate)


def scrape_p99(address, seconds):
    client = http.client.HTTPConnection(address)
    times = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        client.request("GET", "/metrics", headers={"Accept-Encoding": "gzip"})
        client.getresponse().read()
        times.append(time.monotonic() - began)
        time.sleep(0.01)
    return statistics.quantiles(times, n=100)[98] * 1000


def scrape_while_polled(bench):
    """One scraper; every cluster changes between two polls."""
    quiet, busy = [], []
    with bench.clusters(*FLEET, change_ms=2_500) as (folder, _):
        with bench.serving(f"{folder}/kubeconfig", "--collector.interval=1h") as (_, still), \
                bench.serving(f"{folder}/kubeconfig", "--collector.interval=5s") as (_, polling):
            wait_until_read(still)
            wait_until_read(polling)
            for _ in range(3):
                quiet.append(scrape_p99(still, 10))
                busy.append(scrape_p99(polling, 10))
    ours, theirs = statistics.median(busy), statistics.median(quiet)
    yield Row("a scrape while 100 clusters are polled: p99", ours, "ms",
              "an idle exporter", theirs, "no more than 2 times", ours <= 2 * theirs)


def validate(bench):
    """100 clusters of 10 pools, in files."""
    root = bench.folder / "manifests"
    for cluster in range(100):
        folder = root / f"cluster-{cluster}"
        folder.mkdir(parents=True)
        pools = [f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"
                 f"metadata:\n  name: pool-{pool}\n  namespace: metallb-system\n"
                 f"spec:\n  addresses:\n  - 10.{cluster}.{pool}.0/24\n" for pool in range(10)]
        pools.append("apiVersion: metallb.io/v1beta1\nkind: L2Advertisement\n"
                     "metadata:\n  name: all\n  namespace: metallb-system\n")
        (folder / "pools.yaml").write_text("---\n".join(pools))
    ours, = bench.compare([[bench.exporter, "validate", str(root)]], 5)
    yield Row("validate 100 clusters of 10 pools in files", ours["wall"], "s", goal="under 0.5 s",
              met=ours["wall"] < 0.5)
