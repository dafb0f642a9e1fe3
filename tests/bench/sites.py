"""A parent that reads other exporters: its cost, and whether it finds every staged conflict."""

import contextlib

from measure import cpu_seconds, peak_kib, wait_until_read
from table import Row
from watch import cpu_shares, scrape, total

CHILDREN = 4
CLUSTERS = 250  # of each child
ADDRESSES = 200  # of each cluster
CHANGES = 20  # a second
STAGED = 10  # every tenth cluster has a duplicate and overlapping pools


@contextlib.contextmanager
def parent(bench, clusters):
    """A parent of CHILDREN exporters: the process, its address, and the process of the exporters."""
    command = [bench.program("bench_sites"), str(CHILDREN), str(clusters), str(ADDRESSES)]
    with bench.started(command, "ready ", nice=10) as (children, urls):
        sources = [option for url in urls.split() for option in ("--fleet.from", url)]
        with bench.serving(None, *sources) as (process, address):
            wait_until_read(address)
            yield process, address, children


def check(address, clusters):
    """Fails if a staged conflict is missing, or if there are others."""
    text = scrape(address)
    staged = CHILDREN * len(range(0, clusters, STAGED))
    for metric, expected in (("metallb_fleet_duplicate_addresses", staged),
                             # The pool that has the addresses, and the staged one.
                             ("metallb_fleet_overlapping_pools", 2 * staged)):
        found = total(text, metric)
        if found != expected:
            raise RuntimeError(f"{metric} is {found}, expected {expected}")


def cpu(bench, clusters, changes, minutes):
    """The CPU of the parent, in per cent of a core, and its peak memory in MiB."""
    with parent(bench, clusters) as (process, address, children):
        check(address, clusters)
        children.stdin.write(f"rate {changes}\n")
        children.stdin.flush()
        share, = cpu_shares((process,), minutes * 60)
        check(address, clusters)
        return share, peak_kib(process.pid) / 1024


def sites(bench, minutes):
    """4 exporters with 250 clusters of 200 addresses each, and a tenth of that."""
    with parent(bench, CLUSTERS) as (process, address, _):
        before = cpu_seconds(process.pid)
        idle, = cpu_shares((process,), minutes * 60)
    work = f"parent of {CHILDREN} exporters, each with {CLUSTERS} clusters of {ADDRESSES} addresses"
    yield Row(f"{work}, idle: CPU", idle, "% of a core")
    yield Row(f"{work}: CPU of the first read", before, "s")
    share, memory = cpu(bench, CLUSTERS, CHANGES, minutes)
    yield Row(f"{work}, {CHANGES} changes a second: CPU", share, "% of a core", goal="under 10 %",
              met=share < 10)
    yield Row(f"{work}, {CHANGES} changes a second: peak memory", memory, "MiB",
              goal="under 300 MiB", met=memory < 300)
    small, _ = cpu(bench, CLUSTERS // 10, CHANGES // 10, minutes)
    yield Row("the same with a tenth of the clusters and changes: CPU for each cluster",
              small / (CHILDREN * CLUSTERS // 10) * 1000, "% of a core for 1,000 clusters",
              "250 clusters each", share / (CHILDREN * CLUSTERS) * 1000, "equal",
              share / small <= 15)
