"""A simulated fleet: what exporters see of clusters, minute by minute, as OpenMetrics text.

Times are minutes since the start of the replay. An exporter polls each cluster and is scraped once a
minute. The data of a cluster that an exporter cannot read are stale, and expire after an hour.
"""

import dataclasses

HOUR = 60
DAY = 24 * HOUR
STALE_AFTER = HOUR
JOB = "metallb-pool-exporter"
SCAN_INTERVAL = 5
# Monday, 2026-01-05, 17:00 UTC. Pools with office hours are at their maximum then, so their daily low is
# known from the start.
START = 1767632400


class Minutes:
    """A set of minutes, built from windows [start, end)."""

    def __init__(self, size):
        self.mask = bytearray(size)

    def add(self, start, end):
        self.mask[start:end] = b"\1" * (min(end, len(self.mask)) - start)

    def __contains__(self, minute):
        return self.mask[minute]


@dataclasses.dataclass
class View:
    """What one exporter knows about one cluster in each minute."""

    up: list  # 1, 0, or None before the first poll
    read: list  # the minute of the last successful poll, or -1 without data
    last_success: list  # the same, also after the data have expired
    polls: list
    errors: list


class Exporter:
    def __init__(self, fleet, name):
        self.size = fleet.size
        self.restarts = set()
        self.name = name
        self.pods = []  # (instance, start, end): a target exists
        self.missed = Minutes(self.size)  # the scrape fails; the process continues
        self.stopped = Minutes(self.size)  # the scrape fails; the process does not run
        self.reload_failed = Minutes(self.size)

    def runs(self, start, end=None):
        """A new Pod, which is a new target."""
        end = self.size if end is None else end
        self.pods.append((f"{self.name}{len(self.pods)}:10472", start, end))

    def rollout(self, at, gap):
        """Replaces the Pod. For `gap` minutes no target exists."""
        instance, start, end = self.pods.pop()
        self.pods.append((instance, start, at))
        self.runs(at + gap, end)

    def restart(self, at):
        """The container restarts between two scrapes and forgets what it has read."""
        self.restarts.add(at)

    def pod_at(self):
        pods = [None] * self.size
        for instance, start, end in self.pods:
            pods[start:end] = [instance] * (end - start)
        return pods

    def scraped(self):
        pods = self.pod_at()
        return [
            pods[t] is not None and not self.missed.mask[t] and not self.stopped.mask[t]
            for t in range(self.size)
        ]


class Cluster:
    def __init__(self, fleet, name, network, label="cluster", since=0, until=None):
        self.fleet, self.name, self.network, self.label = fleet, name, network, label
        self.since, self.until = since, fleet.size if until is None else until
        self.pools = []
        self.away = {}  # by exporter: minutes in which its polls fail
        self.hung = Minutes(fleet.size)  # no poll begins or ends
        self.pending = []  # (start, end, Services)
        self.unpooled = []  # (start, end, addresses)

    def labels(self, **more):
        return {self.label: self.name, **more}

    def cut_off(self, start, end, exporters=None):
        for exporter in exporters or self.fleet.exporters:
            self.away.setdefault(exporter.name, Minutes(self.fleet.size)).add(start, end)

    def pool(self, name, capacity, assigned, **options):
        """`capacity` and `assigned` are numbers or functions of the minute."""
        self.pools.append(Pool(self, name, capacity, assigned, **options))
        return self.pools[-1]


class Pool:
    def __init__(self, cluster, name, capacity, assigned, since=None, until=None, alerts="on",
                 invalid=0, unplanned=0, nodes=0):
        self.cluster, self.name = cluster, name
        self.since = max(cluster.since, since or 0)
        self.until = min(cluster.until if until is None else until, cluster.until)
        self.invalid, self.unplanned, self.nodes = invalid, unplanned, nodes
        # "on", "off", or a function of the minute
        self.alerts_at = alerts if callable(alerts) else lambda t: alerts
        minutes = range(cluster.fleet.size)
        self.capacity = [capacity(t) for t in minutes] if callable(capacity) else None
        self.assigned = [assigned(t) for t in minutes] if callable(assigned) else None
        self.constant = (capacity, assigned)

    def at(self, minute):
        """(capacity, assigned) in reality."""
        return (self.capacity[minute] if self.capacity else self.constant[0],
                self.assigned[minute] if self.assigned else self.constant[1])

    def labels(self):
        return self.cluster.labels(pool=self.name, family="ipv4")


@dataclasses.dataclass
class Duplicate:
    address: str
    holders: list  # (Cluster, "namespace/name"); the first one releases the address at the end
    start: int
    end: int


@dataclasses.dataclass
class Fact:
    """A series of a network with a value, which the clusters' data show from start to end."""

    metric: str
    labels: dict
    value: int
    clusters: list  # the first one ends it
    start: int
    end: int


class Scanner:
    """An exporter that only scans. A scan ends in each fifth minute. If it fails, its last data stay."""

    def __init__(self, fleet, network):
        self.exporter, self.network = Exporter(fleet, "scan"), network
        self.failed = Minutes(fleet.size)
        self.contested = []  # (address, start, end)
        self.squatted = []  # (start, end)

    @staticmethod
    def first_scan(minute):
        return -(-minute // SCAN_INTERVAL) * SCAN_INTERVAL

    def last_success(self, minute):
        scan = minute // SCAN_INTERVAL * SCAN_INTERVAL
        while scan in self.failed:
            scan -= SCAN_INTERVAL
        return scan


class Fleet:
    def __init__(self, days):
        self.size = days * DAY
        self.scanners = []
        self.exporters, self.clusters = [], []
        self.duplicates, self.facts = [], []
        self.prometheus_down = Minutes(self.size)
        self.replicated = []  # (start, end, start and end of the gap of the second Prometheus)

    def exporter(self, name):
        self.exporters.append(Exporter(self, name))
        return self.exporters[-1]

    def cluster(self, name, network, **options):
        self.clusters.append(Cluster(self, name, network, **options))
        return self.clusters[-1]

    def scanner(self, network):
        self.scanners.append(Scanner(self, network))
        return self.scanners[-1]

    def view(self, exporter, cluster):
        """Simulates the polls of one cluster by one exporter."""
        pods, restarts = exporter.pod_at(), exporter.restarts
        away = cluster.away.get(exporter.name, Minutes(self.size)).mask
        view = View([], [], [], [], [])
        up = last = pod = None
        polls = errors = 0
        for t in range(self.size):
            exists = cluster.since <= t < cluster.until
            starts = pods[t] != pod or t in restarts or (t > 0 and exporter.stopped.mask[t - 1])
            if starts or exporter.stopped.mask[t] or not exists:
                pod, up, last, polls, errors = pods[t], None, None, 0, 0
            runs = pod is not None and not exporter.stopped.mask[t] and exists
            if runs and not (cluster.hung.mask[t] and up is not None):
                polls += 1
                if away[t] and starts:
                    polls -= 1  # the first poll has not timed out yet
                elif away[t]:
                    up, errors = 0, errors + 1
                else:
                    up, last = 1, t
            view.up.append(up)
            view.read.append(-1 if last is None or t - last >= STALE_AFTER else last)
            view.last_success.append(last)
            view.polls.append(polls)
            view.errors.append(errors)
        return view

    def known(self, cluster):
        """Whether some exporter's scrape shows data of the cluster, fresh or stale."""
        known = Minutes(self.size)
        for exporter in self.exporters:
            read = self.views[exporter.name, cluster.name].read
            for t, scraped in enumerate(self.scraped[exporter.name]):
                if scraped and read[t] >= 0:
                    known.mask[t] = 1
        return known

    def simulate(self):
        self.scraped = {e.name: e.scraped() for e in self.exporters}
        for e in self.exporters:
            for t in range(self.size):
                if self.prometheus_down.mask[t]:
                    self.scraped[e.name][t] = False
        self.views = {(e.name, c.name): self.view(e, c)
                      for e in self.exporters for c in self.clusters}

    def write(self, out):
        """Writes every scrape as OpenMetrics."""
        self.out = out
        self.times = [f" {START + 60 * t}\n" for t in range(self.size)]
        for exporter in self.exporters:
            self._write_exporter(exporter)
        for scanner in self.scanners:
            self._write_scanner(scanner)
        out.write("# EOF\n")

    def _write_exporter(self, exporter):
        pods = exporter.pod_at()
        scraped = self.scraped[exporter.name]
        down = self.prometheus_down.mask
        self._series(pods, "up", {},
                     ((t, int(scraped[t])) for t in range(self.size) if pods[t] and not down[t]))
        shown = [t for t in range(self.size) if scraped[t]]
        self._series(pods, "metallb_exporter_config_last_reload_successful", {},
                     ((t, int(t not in exporter.reload_failed)) for t in shown))
        views = {c.name: self.views[exporter.name, c.name] for c in self.clusters}
        for cluster in self.clusters:
            self._write_cluster(pods, shown, cluster, views[cluster.name])
        for network in sorted({c.network for c in self.clusters}):
            self._write_network(pods, shown, network, views)

    def _write_scanner(self, scanner):
        pods, scraped, down = (scanner.exporter.pod_at(), scanner.exporter.scraped(),
                               self.prometheus_down.mask)

        def series(name, labels, samples):
            self._series(pods, name, labels, samples, job=JOB + "-scan")

        series("up", {}, ((t, int(scraped[t])) for t in range(self.size) if pods[t] and not down[t]))
        shown = [(t, scanner.last_success(t)) for t in range(self.size) if scraped[t] and not down[t]]
        interface = {"interface": "eth0"}
        labels = {"network": scanner.network, **interface}
        series("metallb_scan_interval_seconds", interface, ((t, 60 * SCAN_INTERVAL) for t, _ in shown))
        series("metallb_scan_duration_seconds", interface, ((t, 20) for t, _ in shown))
        series("metallb_scan_up", interface,
               ((t, int(t // SCAN_INTERVAL * SCAN_INTERVAL == scan)) for t, scan in shown))
        series("metallb_scan_last_success_timestamp_seconds", interface,
               ((t, START + 60 * scan) for t, scan in shown))
        series("metallb_scan_conflict_addresses", {**labels, "kind": "stolen"},
               ((t, sum(start <= scan < end for _, start, end in scanner.contested))
                for t, scan in shown))
        series("metallb_scan_squatted_addresses", {**labels, "cluster": "peer", "pool": "web"},
               ((t, sum(start <= scan < end for start, end in scanner.squatted)) for t, scan in shown))
        for address, start, end in scanner.contested:
            series("metallb_scan_answer_info",
                   {**labels, "address": address, "kind": "stolen", "mac": "02:00:00:00:00:01",
                    "cluster": "other", "node": "b1"},
                   ((t, 1) for t, scan in shown if start <= scan < end))

    def _write_cluster(self, pods, shown, cluster, view):
        labels = cluster.labels()
        shown = [t for t in shown if view.up[t] is not None]
        prefix = "metallb_exporter_cluster_"
        self._series(pods, prefix + "up", labels, ((t, view.up[t]) for t in shown))
        self._series(pods, prefix + "last_success_timestamp_seconds", labels,
                     ((t, START + 60 * view.last_success[t]) for t in shown
                      if view.last_success[t] is not None))
        self._series(pods, prefix + "polls_total", labels, ((t, view.polls[t]) for t in shown))
        self._series(pods, prefix + "poll_errors_total", {**labels, "reason": "unreachable"},
                     ((t, view.errors[t]) for t in shown))
        read = [(t, view.read[t]) for t in shown if view.read[t] >= 0]
        for metric, labels, windows in (
                ("metallb_cluster_services", cluster.labels(state="pending"), cluster.pending),
                ("metallb_cluster_unpooled_addresses", cluster.labels(), cluster.unpooled)):
            self._series(pods, metric, labels,
                         ((t, next((n for start, end, n in windows if start <= r < end), 0))
                          for t, r in read))
        for pool in cluster.pools:
            self._write_pool(pods, pool, [(t, r) for t, r in read if pool.since <= r < pool.until])

    def _write_pool(self, pods, pool, read):
        values = [(t, *pool.at(r)) for t, r in read]
        labels = pool.labels()
        prefix = "metallb_pool_"
        if pool.constant[0] != 0:
            self._series(pods, prefix + "capacity_addresses", labels, ((t, c) for t, c, _ in values))
            self._series(pods, prefix + "available_addresses", labels,
                         ((t, c - a) for t, c, a in values))
            self._series(pods, prefix + "utilization_ratio", labels,
                         ((t, a / c) for t, c, a in values))
        del labels["family"]
        self._series(pods, prefix + "invalid_entries", labels,
                     ((t, pool.invalid) for t, _ in read))
        if pool.unplanned:
            self._series(pods, "metallb_plan_unplanned_addresses", labels,
                         ((t, pool.unplanned) for t, _ in read))
        if pool.nodes:
            self._series(pods, prefix + "node_addresses", labels,
                         ((t, pool.nodes) for t, _ in read))
        self._series(pods, prefix + "info",
                     {**labels, "auto_assign": "true", "avoid_buggy_ips": "false",
                      "capacity_alerts": "off"},
                     ((t, 1) for t, r in read if pool.alerts_at(r) == "off"))

    def _write_network(self, pods, shown, network, views):
        clusters = [c for c in self.clusters if c.network == network]
        # The facts of a network are absent until each of its clusters has been polled once.
        shown = [t for t in shown
                 if all(views[c.name].up[t] is not None or not c.since <= t < c.until
                        for c in clusters)]

        def seen(t, item, of):
            return (all(item.start <= views[c.name].read[t] for c in of)
                    and views[of[0].name].read[t] < item.end)

        counts = dict.fromkeys(shown, 0)
        for item in self.duplicates:
            holders = [c for c, _ in item.holders]
            if holders[0].network != network:
                continue
            near = [t for t in shown if item.start <= t < item.end + 2 * STALE_AFTER]
            times = [t for t in near if seen(t, item, holders)]
            for t in times:
                counts[t] += 1
            for cluster, holder in item.holders:
                self._series(pods, "metallb_fleet_duplicate_address_info",
                             cluster.labels(network=network, address=item.address, holder=holder),
                             ((t, 1) for t in times))
        self._series(pods, "metallb_fleet_duplicate_addresses", {"network": network},
                     counts.items())
        pools = dict.fromkeys(shown, 0)
        for fact in self.facts:
            if fact.clusters[0].network != network:
                continue
            times = [t for t in shown if seen(t, fact, fact.clusters)]
            if fact.metric == "metallb_fleet_overlapping_addresses":
                for t in times:
                    pools[t] += 2
            self._series(pods, fact.metric, {"network": network, **fact.labels},
                         ((t, fact.value) for t in times))
        self._series(pods, "metallb_fleet_overlapping_pools", {"network": network}, pools.items())

    def _series(self, pods, name, labels, samples, job=JOB):
        """Writes one series for each Pod that appears in the samples."""
        text = ",".join(f'{key}="{value}"' for key, value in labels.items())
        text = f'{name}{{job="{job}",{text}{"," if text else ""}instance="'
        lines = {}
        for t, value in samples:
            lines.setdefault(pods[t], []).append((t, value))
        for pod, values in lines.items():
            head = f'{text}{pod}"}} '
            self.out.write("".join(f"{head}{v}{self.times[t]}" for t, v in values))
            for start, end, gap_start, gap_end in self.replicated:
                head = f'{text}{pod}",prometheus_replica="b"}} '
                self.out.write("".join(
                    f"{head}{v}{self.times[t]}" for t, v in values
                    if start <= t < end and not gap_start <= t < gap_end))
