#!/usr/bin/env python3
"""Runs the dashboard's queries over 100 clusters with 10 pools each, in a real Prometheus.

Two exporters poll the clusters. One of them cannot read half of the clusters since the first minute
and shows their old data. 60 exporters show data about themselves, and 30 of them scan a segment. All series are generated, imported
with promtool, and recorded with the rules in k8s/alerts.
"""

import json
import math
import pathlib
import re
import sys
import tempfile
import unittest
from types import SimpleNamespace

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "replay"))

from fleet import JOB, START  # noqa: E402
from prometheus import Prometheus  # noqa: E402
from replay import record  # noqa: E402

SIZE = 40  # minutes
END = START + 60 * (SIZE - 1)
CLUSTERS = 100
NETWORKS = 60  # clusters 0 to 39 share their network with clusters 60 to 99
STALE = 50  # the second exporter cannot read the clusters before this
MOST_SERIES = 50  # of one graph
GRAPHS = ("timeseries", "state-timeline", "bargauge")
REASONS = ("config", "unreachable", "tls", "unauthorized", "forbidden", "timeout", "throttled", "protocol",
           "no_metallb", "internal")
RESOURCES = ("bgppeers", "namespaces", "nodes", "version")
EXPORTERS = [f"site-{i}:10472" for i in range(60)]
FRESH, BEHIND = EXPORTERS[:2]
SCANNERS = 30
SCANNED = 25  # networks that are scanned

# Grafana's values with everything selected. "All" of the clusters is a list of their names.
VARIABLES = {
    "$__rate_interval": "4m", "$__interval": "1m", "$__range": f"{SIZE - 1}m", "$trend": "30m",
    "$network": ".*", "$cluster": "(" + "|".join(f"c{c:02}" for c in range(CLUSTERS)) + ")",
    "$pool": ".*", "offset 7d": "offset 30m",
}


def network(c):
    return f"net-{c % NETWORKS:02}"


class Pool:
    """Pool 0 has one address, pool 1 is full by design, and pool 9 has addresses of both families."""

    def __init__(self, c, i):
        self.cluster, self.number, self.key = f"c{c:02}", 10 * c + i, (f"c{c:02}", f"p{i}")
        self.labels = {"cluster": self.cluster, "pool": f"p{i}"}
        self.families = ("ipv4", "ipv6") if i == 9 else ("ipv4",)
        self.alerts = "off" if i == 1 else "on"
        self.capacity = 1 if i == 0 else 100
        self.always_full = i < 2

    def assigned(self, t):
        """Grows. Each two minutes, 15 other pools are full."""
        if self.always_full or (self.number + 17 * (t // 2)) % 1000 < 15:
            return self.capacity
        return 20 + t // 4 + self.number % 7


POOLS = [Pool(c, i) for c in range(CLUSTERS) for i in range(10)]


class Duplicate:
    """50 addresses are duplicate for ten minutes each, ten until the end."""

    def __init__(self, k):
        self.c, self.address = k % 40, f"10.0.0.{k}"
        self.start = k % 30
        self.end = self.start + 10 if k < 50 else SIZE

    def at(self, t):
        return self.start <= t < self.end


DUPLICATES = [Duplicate(k) for k in range(60)]


def families(t):
    """(metric, labels, value, cluster) of each series of the fleet, from data of minute t."""
    for pool in POOLS:
        assigned = pool.assigned(t)
        for family in pool.families:
            labels = {**pool.labels, "family": family}
            yield "metallb_pool_capacity_addresses", labels, pool.capacity
            yield "metallb_pool_assigned_addresses", labels, assigned
            yield "metallb_pool_available_addresses", labels, pool.capacity - assigned
            yield "metallb_pool_utilization_ratio", labels, assigned / pool.capacity
        yield "metallb_pool_invalid_entries", pool.labels, int(pool.number % 12 == 0)
        yield "metallb_pool_overlapping_entries", pool.labels, 0
        yield "metallb_plan_unplanned_addresses", pool.labels, 5 * int(pool.number % 40 == 2)
        # The settings of the pools changed after the first minute.
        yield "metallb_pool_info", {**pool.labels, "auto_assign": "true", "capacity_alerts": pool.alerts,
                                    "avoid_buggy_ips": str(t > 0).lower()}, 1
    for c in range(CLUSTERS):
        labels = {"cluster": f"c{c:02}"}
        yield "metallb_cluster_info", {**labels, "context": "x", "network": network(c), "location": "",
                                       "server_version": "v1.31"}, 1
        yield "metallb_cluster_metallb_installed", labels, 1
        yield "metallb_cluster_services", {**labels, "state": "pending"}, 3
        yield "metallb_cluster_services", {**labels, "state": "assigned"}, 30
        yield "metallb_cluster_unpooled_addresses", labels, 2 * (c % 2)


def network_series(t):
    for n in range(NETWORKS):
        labels = {"network": f"net-{n:02}"}
        duplicates = [d for d in DUPLICATES if d.c == n and d.at(t)]
        yield "metallb_fleet_duplicate_addresses", labels, len(duplicates)
        for d in duplicates:
            for c in (d.c, d.c + NETWORKS):
                yield "metallb_fleet_duplicate_address_info", {
                    **labels, "address": d.address, "cluster": f"c{c:02}", "holder": "shop/web"}, 1
        yield "metallb_fleet_overlapping_pools", labels, 2 * int(n < 40)
        if n < 40:
            yield "metallb_fleet_overlapping_addresses", {
                **labels, "cluster": f"c{n:02}", "pool": "p2", "other_cluster": f"c{n + NETWORKS:02}",
                "other_pool": "p3"}, 10
            yield "metallb_fleet_shared_asn_clusters", {**labels, "asn": "64512"}, 2
        for metric in ("metallb_fleet_duplicate_address_info", "metallb_address_info"):
            yield "metallb_fleet_conflict_series_dropped", {**labels, "metric": metric}, n % 3


def address_series(t):
    """Namespace n of cluster c has n + 1 addresses, the last of which two Services share."""
    for c in range(CLUSTERS):
        for n in range(5):
            for a in range(n + 1 if t > 0 else 9):
                for service in ("a", "b") if a == n else ("a",):
                    yield "metallb_address_info", {
                        "network": network(c), "address": f"10.{c}.{n}.{a}", "cluster": f"c{c:02}",
                        "holder": f"ns{n}/{service}"}, 1


def poll_series(t, behind):
    for c in range(CLUSTERS):
        labels = {"cluster": f"c{c:02}"}
        fails = behind and c < STALE and t > 0
        prefix = "metallb_exporter_cluster_"
        yield prefix + "up", labels, int(not fails)
        yield prefix + "last_success_timestamp_seconds", labels, START + (0 if fails else 60 * t)
        yield prefix + "poll_duration_seconds", labels, 0.1 + (c + 10 * t) % CLUSTERS
        yield prefix + "polls_total", labels, 2 * t
        for number, resource in enumerate(RESOURCES):
            # The data of a poll that failed is of minute 0, when no BGPPeers could be read.
            unread = resource == "bgppeers" if fails or t == 0 else c % 40 == number
            yield prefix + "partial", {**labels, "resource": resource}, int(unread)
        for reason in REASONS:
            yield (prefix + "poll_errors_total", {**labels, "reason": reason},
                   2 * t if fails and reason == "timeout" else 0)


def own_series(t, number):
    yield "up", {}, 1
    yield "metallb_exporter_build_info", {"version": "1", "revision": "r"}, 1
    yield "metallb_exporter_config_last_reload_successful", {}, 1
    yield "process_cpu_seconds_total", {}, t * (1 + (number + t) % len(EXPORTERS))
    yield "process_resident_memory_bytes", {}, 10_000_000 + (number + 7 * t) % len(EXPORTERS)
    yield "process_open_fds", {}, 10 + (number + 7 * t) % len(EXPORTERS)
    yield "process_max_fds", {}, 1024
    yield "process_start_time_seconds", {}, START - number


def contested(n, t):
    """The contested addresses of network n."""
    return [f"10.9.{n}.{a}" for a in range(1 + (n + t) % 3)]


def scan_series(t, number):
    """A scan ends each five minutes. Five networks have two scanners, and the last one scanned only once."""
    n, ended = number % SCANNED, t // 5 * 5
    if number == SCANNERS - 1:
        ended = 0
    interface = {"interface": "eth0"}
    labels = {"network": f"net-{n:02}", **interface}
    addresses = contested(n, ended)
    for kind in ("duplicate", "split", "stolen", "foreign"):
        yield ("metallb_scan_conflict_addresses", {**labels, "kind": kind},
               len(addresses) if kind == "split" else 3 if kind == "duplicate" else 0)
    for address in addresses:
        for node in "ab":
            yield "metallb_scan_answer_info", {
                **labels, "address": address, "kind": "split", "mac": f"02:00:00:00:00:0{node}",
                "cluster": f"c{n:02}", "node": node}, 1
    for pool in ("p2", "p3"):
        yield ("metallb_scan_squatted_addresses", {**labels, "cluster": f"c{n:02}", "pool": pool},
               2 * int(pool == "p2"))
    yield "metallb_scan_asked_addresses", labels, 100 + n
    yield "metallb_scan_answered_addresses", labels, 90
    yield "metallb_scan_silent_addresses", labels, 10
    yield "metallb_scan_up", interface, 1
    yield "metallb_scan_interval_seconds", interface, 300
    yield "metallb_scan_duration_seconds", interface, 20
    yield "metallb_scan_last_success_timestamp_seconds", interface, START + 60 * ended
    yield "metallb_scan_packets_sent_total", interface, 100 * t
    yield "metallb_scan_packets_dropped_total", interface, 0


def known(t, behind):
    """Minute t as an exporter knows it. The second knows only minute 0 of the clusters it cannot read."""
    def old(labels):
        return labels["cluster"] < f"c{STALE:02}"

    for series in (families, address_series if t in (0, SIZE - 1) else lambda t: ()):
        if behind:
            yield from (s for s in series(0) if old(s[1]))
            yield from (s for s in series(t) if not old(s[1]))
        else:
            yield from series(t)
    # A network's conflicts need both clusters.
    yield from network_series(0 if behind else t)


def write_samples(out):
    samples = {}

    def add(t, name, labels):
        text = ",".join(f'{key}="{value}"' for key, value in labels.items())
        return samples.setdefault(f"{name}{{{text}}}", [])

    for t in range(SIZE):
        def scrape(instance, series):
            for name, labels, value in series:
                add(t, name, {"job": JOB, "instance": instance, **labels}).append((t, value))

        for instance in (FRESH, BEHIND):
            scrape(instance, known(t, instance == BEHIND))
            scrape(instance, poll_series(t, instance == BEHIND))
        for number, instance in enumerate(EXPORTERS):
            scrape(instance, own_series(t, number))
            if number < SCANNERS:
                scrape(instance, scan_series(t, number))
        for pool in POOLS:
            add(t, "ALERTS", {"alertname": "MetalLBPoolExhausted", "alertstate": "firing",
                              "severity": "critical", **pool.labels}).append((t, 1))
    for head, values in samples.items():
        out.write("".join(f"{head} {value} {START + 60 * t}\n" for t, value in values))
    out.write("# EOF\n")


def dashboard():
    return json.loads((PROJECT / "grafana/dashboards/metallb-pools.json").read_text(encoding="utf-8"))


def substitute(query):
    for name, value in VARIABLES.items():
        query = query.replace(name, value)
    return query


class DashboardOfALargeFleet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.panels = [p for p in dashboard()["panels"] if p["type"] != "row"]
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        samples = pathlib.Path(cls.folder.name) / "samples"
        with samples.open("w", encoding="utf-8") as out:
            write_samples(out)
        server = Prometheus(cls.folder.name, PROJECT / "k8s/alerts/rules.yaml")
        server.load(samples)
        cls.server = cls.enterClassContext(server)
        record(server, server.rules(), SimpleNamespace(size=SIZE), lambda text: None, often=0)

    def result(self, target):
        """[(labels, [value])] of a panel's query, as Grafana asks for it."""
        query = substitute(target["expr"])
        if target.get("instant"):
            data = self.server.get("/api/v1/query", query=query, time=END)
            found = [(s["metric"], [float(s["value"][1])]) for s in data["result"]]
        else:
            data = self.server.get("/api/v1/query_range", query=query, start=START, end=END, step=60)
            found = [(s["metric"], [float(v) for _, v in s["values"]]) for s in data["result"]]
        for labels, values in found:
            self.assertTrue(all(map(math.isfinite, values)), f"{labels} of {query}")
        return found

    def panel(self, title, kind=None):
        return next(p for p in self.panels if p["title"] == title and kind in (None, p["type"]))

    def rows(self, title, *columns, target=0):
        """{the values of the columns: value} of a panel's query."""
        rows = self.result(self.panel(title)["targets"][target])
        return {tuple(labels[c] for c in columns): values[-1] for labels, values in rows}

    def test_no_graph_draws_too_many_series(self):
        for panel in self.panels:
            count = sum(len(self.result(target)) for target in panel["targets"])
            with self.subTest(panel["title"]):
                self.assertGreater(count, 0)
                if panel["type"] in GRAPHS:
                    self.assertLessEqual(count, MOST_SERIES)
                if panel["type"] == "stat":
                    self.assertEqual(count, 1)

    def test_no_graph_or_table_shows_a_series_twice(self):
        for panel in self.panels:
            shown = []
            for target in panel["targets"]:
                legend = target.get("legendFormat", "")
                for labels, _ in self.result(target):
                    if panel["type"] in GRAPHS:
                        shown.append(re.sub(r"{{(\w+)}}", lambda label: labels[label[1]], legend))
                    elif panel["type"] == "table":
                        columns = panel["transformations"][-1]["options"]["indexByName"]
                        self.assertLessEqual(set(labels), set(columns), panel["title"])
                        shown.append((target["refId"], *sorted(labels.items())))
            self.assertEqual(len(shown), len(set(shown)), panel["title"])

    def test_all_pools_shows_the_data_of_the_exporter_that_can_read_the_cluster(self):
        truth = {(*p.key, family): (p.capacity, p.assigned(SIZE - 1), p.capacity - p.assigned(SIZE - 1))
                 for p in POOLS for family in p.families}
        columns = [self.rows("All pools", "cluster", "pool", "family", target=i) for i in range(3)]
        wrong = [key for key in truth if truth[key] != tuple(column.get(key) for column in columns)]
        self.assertEqual(wrong[:5], [])

    def test_settings_come_from_the_exporter_that_can_read_the_cluster(self):
        rows = self.rows("Pool settings", "cluster", "pool", "avoid_buggy_ips", "capacity_alerts")
        wrong = sorted(set(rows) ^ {(*p.key, "true", p.alerts) for p in POOLS})
        self.assertEqual(wrong[:5], [])

    def test_unread_resources_are_those_of_the_exporter_that_can_read_the_cluster(self):
        rows = self.rows("Resources that cannot be read", "cluster", "resource")
        self.assertEqual(set(rows), {(f"c{c:02}", resource) for number, resource in enumerate(RESOURCES)
                                     for c in range(CLUSTERS) if c % 40 == number})

    def test_fullest_pools_are_those_with_capacity_alerts(self):
        for title in ("Fullest pools, IPv4", "Fullest pools, IPv6"):
            pools = {pool for _, pool in self.rows(title, "cluster", "pool")}
            self.assertFalse(pools & {"p0", "p1"}, title)
        self.assertEqual(set(self.rows("Fullest pools, IPv4", "cluster", "pool").values()), {1})

    def test_utilization_graph_shows_pools_that_were_full_at_any_time(self):
        series = self.result(self.panel("Utilization of the fullest pools")["targets"][0])
        self.assertEqual({max(values) for _, values in series}, {1})
        self.assertEqual({len(values) for _, values in series}, {SIZE})

    def test_numbers_at_a_glance(self):
        full = [p for p in POOLS if not p.always_full and p.assigned(SIZE - 1) == p.capacity]
        for title, value in {
                "Pools": 1000, "Pools at 80 % or more": len(full), "Exhausted pools": len(full),
                "Invalid pools": sum(p.number % 12 == 0 for p in POOLS),
                "Duplicate addresses": sum(d.at(SIZE - 1) for d in DUPLICATES), "Overlapping pools": 80,
                "Pending Services": 300, "Clusters down": 0}.items():
            _, (shown,) = self.result(self.panel(title, "stat")["targets"][0])[0]
            self.assertEqual(shown, value, title)

    def test_growth_is_the_difference_of_a_week(self):
        growth = self.rows("Growth in the last week", "cluster", "pool", "family")
        for pool in POOLS:
            for family in pool.families:
                if (*pool.key, family) in growth:
                    self.assertEqual(growth[(*pool.key, family)],
                                     pool.assigned(SIZE - 1) - pool.assigned(SIZE - 31), pool.key)

    def test_duplicate_addresses_are_shown_while_they_were_duplicate(self):
        series = self.result(self.panel("When addresses were duplicate")["targets"][0])
        minutes = {d.address: d.end - d.start for d in DUPLICATES}
        self.assertEqual({labels["address"]: len(values) for labels, values in series},
                         {labels["address"]: minutes[labels["address"]] for labels, _ in series})
        self.assertLessEqual({d.address for d in DUPLICATES[50:]},
                             {labels["address"] for labels, _ in series})

    def test_a_shared_address_counts_once_in_its_namespace(self):
        rows = self.rows("Namespaces with the most addresses", "cluster", "namespace")
        self.assertEqual({(n, value) for (_, n), value in rows.items()}, {("ns4", 5)})
        rows = self.rows("Services with the most addresses", "cluster", "holder")
        self.assertEqual({(h, value) for (_, h), value in rows.items()}, {("ns4/a", 5)})

    def test_the_last_scan_shows_who_answers(self):
        rows = self.rows("Who answers", "network", "address", "node")
        self.assertEqual(set(rows), {(f"net-{n:02}", address, node) for n in range(SCANNED)
                                     for address in contested(n, (SIZE - 1) // 5 * 5) for node in "ab"})
        rows = self.rows("Squatted addresses", "network", "cluster", "pool")
        self.assertEqual(rows, {(f"net-{n:02}", f"c{n:02}", "p2"): 2 for n in range(SCANNED)})

    def test_annotations_are_few(self):
        for annotation in dashboard()["annotations"]["list"]:
            if "expr" in annotation:
                found = self.result(annotation)
                self.assertTrue(0 < len(found) <= MOST_SERIES, annotation["name"])


if __name__ == "__main__":
    unittest.main()
