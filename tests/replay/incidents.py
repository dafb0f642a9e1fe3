"""Thirty days of incidents, each with the truth of its alerts and the reason for it.

A truth says from when to when the condition of an alert is true as far as any exporter can know. The
replay adds the alert's `for`. Everything else that fires is false.

- The capacity alerts of every pool follow from its real numbers, by the definitions of the alerts:
  see capacity_truths. An incident need not name them.
- A cluster is unknown if no exporter has shown data of it, fresh or stale, for 15 minutes. Whether an
  alert of its pools fires then is not judged, and its return is not a refire.
"""

import dataclasses

from fleet import DAY, HOUR, SCAN_INTERVAL, Duplicate, Fact, Fleet

FIRST_HOUR = 17  # of day 0, a Monday


def at(day, clock="00:00"):
    hours, minutes = clock.split(":")
    return day * DAY + (int(hours) - FIRST_HOUR) * HOUR + int(minutes)


@dataclasses.dataclass
class Truth:
    alert: str
    labels: dict
    start: int  # the condition becomes true
    end: int  # and false
    late: int = 3  # minutes after start + `for` in which it must fire
    lingers: int = 3  # minutes after `end` in which it may still fire
    optional: bool = False  # true, but a rule that does not see it is good enough


def pool_truths(fleet):
    """UtilizationHigh, NearlyExhausted and Exhausted of each pool, as they are defined.

    A pool with one address, or with capacity alerts off, has none.
    """
    for cluster in fleet.clusters:
        known = fleet.known(cluster).mask
        for pool in cluster.pools:
            yield from capacity_truths(pool, known)


def capacity_truths(pool, known):
    conditions = {
        "MetalLBPoolUtilizationHigh": lambda capacity, assigned: assigned >= 0.8 * capacity,
        "MetalLBPoolNearlyExhausted": lambda capacity, assigned: assigned >= 0.95 * capacity,
        "MetalLBPoolExhausted": lambda capacity, assigned: assigned >= capacity,
    }
    for alert, condition in conditions.items():
        start, unknown_for = None, 0
        for t in range(pool.since, pool.until + 1):
            capacity, assigned = pool.at(min(t, pool.until - 1))
            unknown_for = 0 if known[min(t, len(known) - 1)] else unknown_for + 1
            true = (t < pool.until and unknown_for <= 15 and capacity > 1
                    and pool.alerts_at(t) == "on"
                    and condition(capacity, assigned))
            if true and start is None:
                start = t
            elif not true and start is not None:
                # The last value of a removed cluster counts for 15 minutes.
                removed = t == pool.cluster.until or unknown_for > 15
                yield Truth(alert, pool.labels(), start, t, lingers=16 if removed else 3)
                start = None


class Incidents:
    def __init__(self):
        self.fleet = Fleet(days=30)
        self.truths = []
        self.a = self.fleet.exporter("a")
        self.a.runs(0)
        # There are two replicas on days 15 to 19. Otherwise, each failure of the exporter is a gap.
        self.b = self.fleet.exporter("b")
        self.b.runs(at(15), at(20))
        fleet = self.fleet
        self.lasting = fleet.cluster("lasting", "n1")
        self.peer = fleet.cluster("peer", "n1")
        self.away = fleet.cluster("away", "n3")
        self.hung = fleet.cluster("hung", "n3")
        self.flaky = fleet.cluster("flaky", "n3")
        self.repaired = fleet.cluster("repaired", "n2")
        self.other = fleet.cluster("other", "n2")
        self.renamed_label = fleet.cluster("renamed", "n4", label="k8s_cluster")
        self.away.pool("full", 10, 10, since=at(2), until=at(20))
        self.hung.pool("full", 10, 10, since=at(7), until=at(9))
        self.flaky.pool("full", 10, 10, since=at(5), until=at(12))
        self.renamed_label.pool("full", 10, 10)
        for name in ("lasting_problems", "missed_scrapes", "rollouts", "api_away",
                     "restart_while_api_away", "crash_loop", "prometheus_restarts", "hung_poller",
                     "flaky_polls", "clusters_and_pools_change", "failed_reload",
                     "two_prometheus_replicas", "replica_cut_off", "away_from_both_and_cut_off",
                     "cut_off_from_different_clusters", "replica_down", "api_away_from_both",
                     "duplicates", "twenty_duplicates", "conflicts", "services",
                     "slow_growth_and_batches", "daily_use", "changed_pools", "leaks",
                     "full_by_design", "wire"):
            getattr(self, name)()
        fleet.simulate()
        self.truths += pool_truths(fleet)

    def truth(self, alert, start, end, labels=None, **options):
        self.truths.append(Truth("MetalLB" + alert, labels or {}, start, end, **options))

    def duplicate(self, address, clusters, start, end, expected=True):
        """One address in several clusters. `expected`: the address has an alert of its own."""
        self.fleet.duplicates.append(
            Duplicate(address, [(c, "shop/web") for c in clusters], start, end))
        if expected:
            self.truth("DuplicateAddress", start, end,
                       {"network": clusters[0].network, "address": address})

    def overlap(self, first, second, start, end):
        labels = {first.label: first.name, "pool": "web",
                  "other_" + second.label: second.name, "other_pool": "web"}
        self.fleet.facts.append(Fact("metallb_fleet_overlapping_addresses", labels, 16,
                                     [first, second], start, end))
        self.truth("PoolsOverlap", start, end, {"network": first.network, **labels})

    def shared_asn(self, first, second, asn, start, end):
        self.fleet.facts.append(Fact("metallb_fleet_shared_asn_clusters", {"asn": asn}, 2,
                                     [first, second], start, end))
        self.truth("SharedASN", start, end, {"network": first.network, "asn": asn})

    def lasting_problems(self):
        """Problems that last: each alert about data fires all month and never again."""
        start, end = 60, self.fleet.size
        cluster = self.lasting
        cluster.pool("full", 10, 10, since=start)
        cluster.pool("rejected", 20, 2, invalid=1)
        self.truth("PoolInvalid", 0, end, cluster.labels(pool="rejected"))
        cluster.pool("outside", 20, 2, unplanned=4)
        self.truth("PoolOutsidePlan", 0, end, cluster.labels(pool="outside"))
        cluster.pool("nodes", 20, 2, nodes=1)
        self.truth("NodeAddressInPool", 0, end, cluster.labels(pool="nodes"))
        cluster.pending.append((start, end, 2))
        self.truth("ServicesPending", start, end, cluster.labels(state="pending"))
        cluster.unpooled.append((start, end, 3))
        self.truth("UnpooledAddresses", start, end, cluster.labels())
        self.duplicate("192.0.2.1", [cluster, self.peer], start, end)
        self.overlap(cluster, self.peer, start, end)
        self.shared_asn(cluster, self.peer, "64500", start, end)

    def missed_scrapes(self):
        """One to ten scrapes fail, for example because a node is drained. The process continues.

        Alerts about data must not change: the contract bridges 15 minutes. From six failed scrapes
        on, no exporter has answered for five minutes, so ExporterDown is true, although it ends soon.
        Nine or ten failures are more than half of 15 minutes, and stay so until the first ones are
        older than that.
        """
        for count in range(1, 11):
            start = at(2, f"{2 * count:02}:00")
            self.a.missed.add(start, start + count)
            if count >= 6:
                self.truth("PoolExporterDown", start, start + (16 if count >= 9 else count))

    def rollouts(self):
        """A new Pod replaces the old one. No target exists for one to three minutes.

        Nothing is wrong: a rollout is shorter than the `for` of each alert about the exporter.
        """
        for gap, clock in ((1, "06:00"), (2, "12:00"), (3, "18:00")):
            self.a.rollout(at(3, clock), gap)

    def unreachable(self, cluster, start, minutes):
        """The API server is away from every exporter.

        Unreachable follows the failed polls. More than a quarter of the polls of an hour have failed
        from minute 15 of the failure until all but 15 failed polls are older than an hour.
        """
        cluster.cut_off(start, start + minutes)
        self.truth("ClusterUnreachable", start, start + minutes, cluster.labels())
        if minutes > 15:
            self.truth("ClusterUnstable", start + 15, start + minutes + 45, cluster.labels(),
                       late=5, lingers=5)

    def api_away(self):
        """10 minutes, 45 minutes and 3 hours. The pool is full throughout.

        Stale data count for an hour, so alerts of the pool continue for 10 and 45 minutes. After an
        hour and 15 minutes the cluster is unknown.
        """
        self.unreachable(self.away, at(4, "02:00"), 10)
        self.unreachable(self.away, at(4, "05:00"), 45)
        self.unreachable(self.away, at(4, "10:00"), 180)

    def restart_while_api_away(self):
        """The exporter restarts during an outage and forgets the data of the cluster.

        The last value counts for 15 minutes. It therefore bridges the first two outages. In the third,
        the cluster is unknown from minute 20 to 45. Unreachable never ends: the exporter has no `up`
        for the cluster until its first poll has timed out, and the last one counts until then.
        """
        for clock, restart, minutes in (("10:00", 4, 10), ("14:00", 5, 18), ("18:00", 5, 45)):
            start = at(5, clock)
            self.unreachable(self.away, start, minutes)
            self.a.restart(start + restart)

    def crash_loop(self):
        """Three hours of 4 minutes down and 2 minutes up. The data are good whenever it is up.

        The exporter is down for two thirds of the time, so ExporterDown is true from when half of 15
        minutes were down, about 12 minutes after the start, until 15 minutes after the end at most.
        Nothing else is wrong.
        """
        start = at(6, "12:00")
        for t in range(start, start + 180, 6):
            self.a.stopped.add(t, t + 4)
        self.truth("PoolExporterDown", start + 9, start + 180, late=6, lingers=15)

    def prometheus_restarts(self):
        """Prometheus is away for three minutes. It scrapes and evaluates nothing.

        It restores the state of alerts with a `for` of 10 minutes or more. Others fire again.
        """
        self.fleet.prometheus_down.add(at(7, "12:00"), at(7, "12:03"))

    def hung_poller(self):
        """No poll of the cluster ends for two hours, and `up` stays 1.

        The last success is more than 15 minutes old from minute 15 on. The data expire after an hour.
        """
        start, end = at(8, "10:00"), at(8, "12:00")
        self.hung.hung.add(start, end)
        self.truth("ClusterDataOld", start + 15, end, self.hung.labels())

    def flaky_polls(self):
        """Every third poll fails for six hours, then every tenth poll.

        A third is more than a quarter: after 45 minutes, 16 of the last 60 polls have failed, until 12
        minutes after the end. A tenth is not. Pool data are at most a minute old, so nothing else is
        wrong.
        """
        start = at(9, "06:00")
        for t in range(start, start + 360, 3):
            self.flaky.cut_off(t, t + 1)
        self.truth("ClusterUnstable", start + 45, start + 360 + 12, self.flaky.labels(), late=10,
                   lingers=10)
        for t in range(at(9, "14:00"), at(9, "20:00"), 10):
            self.flaky.cut_off(t, t + 1)

    def clusters_and_pools_change(self):
        """A cluster is added, renamed and removed. A pool is deleted.

        The alerts of a removed name may last 15 minutes: no exporter reads this name, and Prometheus
        cannot distinguish a removed cluster from a lost exporter. The alerts of a deleted pool end at
        once, because its cluster is read without it. That stays so if scrapes fail soon afterwards.
        """
        new = self.fleet.cluster("new", "n5", since=at(10, "10:00"), until=at(12, "10:00"))
        new.pool("full", 10, 10)
        newer = self.fleet.cluster("newer", "n5", since=at(12, "10:00"), until=at(13, "10:00"))
        newer.pool("full", 10, 10)
        self.flaky.pool("deleted", 10, 10, until=at(11, "10:00"))
        self.a.missed.add(at(11, "10:03"), at(11, "10:08"))

    def contested(self, address, start, end):
        """The second scan that finds the address is the first that counts."""
        self.wire_scanner.contested.append((address, start, end))
        first, last = (self.wire_scanner.first_scan(t) for t in (start, end))
        if last > first + SCAN_INTERVAL:
            self.truth("AddressContested", first + SCAN_INTERVAL, last,
                       {"network": "n5", "address": address})

    def wire(self):
        """A wire scan finds addresses that a wrong host answers, and unassigned ones that are in use.

        One conflict lasts through missed scrapes, through a failure of the scan and the two Prometheus
        replicas. One address is found by a single scan, one twice with a scan between that does not.
        """
        self.wire_scanner = scanner = self.fleet.scanner("n5")
        exporter = scanner.exporter
        exporter.runs(0)
        self.contested("192.0.2.200", at(1, "03:01"), at(18, "23:58"))
        exporter.missed.add(at(3, "12:00"), at(3, "12:10"))
        exporter.rollout(at(4, "10:00"), gap=3)
        scanner.failed.add(at(6, "01:00"), at(6, "01:45"))
        self.truth("ScanStale", at(6, "01:00"), at(6, "01:45"), {"interface": "eth0"})
        exporter.missed.add(at(22, "12:00"), at(22, "12:40"))
        self.truth("ScanStale", at(22, "12:00"), at(22, "12:40"))
        self.contested("192.0.2.201", at(2, "03:01"), at(2, "03:07"))
        for minute in ("05:01", "05:11"):
            self.contested("192.0.2.202", at(2, minute), at(2, minute) + 5)
        scanner.squatted += [(at(5, "08:02"), at(5, "09:32")), (at(5, "11:02"), at(5, "11:12"))]
        self.truth("AddressSquatted", at(5, "08:05"), at(5, "09:35"),
                   {"network": "n5", "interface": "eth0", "cluster": "peer", "pool": "web"})

    def failed_reload(self):
        """The configuration has an error for two hours."""
        start, end = at(11, "02:00"), at(11, "04:00")
        self.a.reload_failed.add(start, end)
        self.truth("PoolExporterReloadFailed", start, end)

    def two_prometheus_replicas(self):
        """Rules over the series of two Prometheus servers, as Thanos evaluates them, for a day.

        The second server is away for an hour. Each alert fires once, and no alert is about Prometheus.
        """
        self.fleet.replicated.append(
            (at(12, "00:00"), at(13, "00:00"), at(12, "14:00"), at(12, "15:00")))

    def replica_cut_off(self):
        """Exporter b cannot read a cluster for 50 minutes. Five minutes later, a pool is enlarged and the
        conflicts are removed there, as exporter a sees. The annotation that switches capacity alerts off
        is removed from a full pool, and added to another. Then three scrapes of a fail.

        The problems end with the repair. The data of b are older than those of a, also while a does
        not answer for three minutes. The cluster is not unreachable.
        """
        start = at(16, "10:00")
        both = [self.repaired, self.other]
        self.repaired.cut_off(start, start + 50, [self.b])
        for name, capacity, alerts in (
                ("small", lambda t: 10 if t < start + 5 else 40, "on"),
                ("removed", 10, lambda t: "off" if t < start + 5 else "on"),
                ("added", 10, lambda t: "on" if t < start + 5 else "off")):
            self.repaired.pool(name, capacity, 10, since=at(14), until=at(18), alerts=alerts)
        self.duplicate("192.0.2.50", both, at(15, "12:00"), start + 5)
        self.overlap(*both, at(15, "12:00"), start + 5)
        self.shared_asn(*both, "64502", at(15, "12:00"), start + 5)
        self.a.missed.add(start + 20, start + 23)

    def away_from_both_and_cut_off(self):
        """No exporter can read two clusters. Each exporter has read one of them a minute later than the
        other exporter has.

        This changes nothing in another network. There, conflicts begin, and last for half an hour. The
        second time, exporter b is cut off from a cluster of that network, whose conflicts end, as
        exporter a sees.
        """
        both = [self.repaired, self.other]
        first, second = (self.fleet.cluster(name, "n6", since=at(15), until=at(18))
                         for name in ("first", "second"))
        for start, conflicts in ((at(16, "14:00"), (5, 35)), (at(16, "18:00"), (-60, 5))):
            self.unreachable(first, start, 45)
            self.unreachable(second, start, 45)
            first.cut_off(start - 1, start, [self.a])
            second.cut_off(start - 1, start, [self.b])
            begin, end = (start + minutes for minutes in conflicts)
            self.duplicate("192.0.2.51", both, begin, end)
            self.overlap(*both, begin, end)
            self.shared_asn(*both, "64503", begin, end)
        self.repaired.cut_off(start, start + 45, [self.b])

    def cut_off_from_different_clusters(self):
        """Each exporter is cut off from one of two clusters, which have conflicts. The conflicts last."""
        start = at(17, "14:00")
        both = [self.repaired, self.other]
        self.repaired.cut_off(start, start + 40, [self.a])
        self.other.cut_off(start, start + 40, [self.b])
        self.duplicate("192.0.2.52", both, start - 60, start + 120)
        self.overlap(*both, start - 60, start + 120)
        self.shared_asn(*both, "64504", start - 60, start + 120)

    def replica_down(self):
        """One of two exporters is down for an hour. TargetDown is true, ExporterDown is not."""
        start, end = at(17, "09:00"), at(17, "10:00")
        self.b.stopped.add(start, end)
        self.truth("PoolExporterTargetDown", start, end)
        # Rollouts of both, one after the other.
        self.a.rollout(at(19, "09:00"), 2)
        self.b.rollout(at(19, "09:05"), 2)

    def api_away_from_both(self):
        self.unreachable(self.away, at(18, "05:00"), 45)

    def duplicates(self):
        """Two clusters of a network assign the same addresses.

        90 seconds, which a minute's scrapes show twice, are shorter than the alert's `for`. Three
        duplicates are three alerts, and a fourth changes none of them. Forty are one alert for the
        network.
        """
        both = [self.repaired, self.other]
        self.duplicate("192.0.2.60", both, at(20, "08:00"), at(20, "08:02"), expected=False)
        self.duplicate("192.0.2.61", both, at(20, "10:00"), at(20, "10:10"))
        for last in (71, 72, 73):
            self.duplicate(f"192.0.2.{last}", both, at(20, "12:00"), at(20, "15:00"))
        self.duplicate("192.0.2.74", both, at(20, "13:00"), at(20, "15:00"))
        for last in range(100, 140):
            self.duplicate(f"192.0.2.{last}", both, at(20, "17:00"), at(20, "18:00"), expected=False)
        self.truth("DuplicateAddress", at(20, "17:00"), at(20, "18:00"), {"network": "n2"})

    def twenty_duplicates(self):
        """Twenty duplicates are twenty alerts. For an hour there are 21, which are one alert.

        The alerts that fire continue for three minutes, until the others have fired.
        """
        both = [self.repaired, self.other]
        more, fewer, end = at(20, "20:00"), at(20, "21:00"), at(20, "22:00")
        for last in range(150, 170):
            address = f"192.0.2.{last}"
            self.duplicate(address, both, more - 60, end, expected=False)
            for first, last_minute in ((more - 60, more + 3), (fewer, end)):
                self.truth("DuplicateAddress", first, last_minute,
                           {"network": "n2", "address": address})
        self.duplicate("192.0.2.170", both, more, fewer, expected=False)
        self.truth("DuplicateAddress", more, fewer + 3, {"network": "n2"})

    def conflicts(self):
        """Pools of two clusters overlap for three hours, for five minutes (shorter than `for`), and two
        clusters share an ASN.
        """
        self.overlap(self.other, self.repaired, at(21, "08:00"), at(21, "11:00"))
        self.fleet.facts.append(Fact(
            "metallb_fleet_overlapping_addresses",
            {"cluster": "other", "pool": "a", "other_cluster": "repaired", "other_pool": "b"}, 16,
            [self.other, self.repaired], at(21, "14:00"), at(21, "14:05")))
        self.shared_asn(self.other, self.repaired, "64501", at(21, "09:00"), at(21, "12:00"))

    def services(self):
        """Services wait for two hours, and for ten minutes, which is shorter than `for`. Addresses
        outside every pool exist for three hours, and for ten minutes.
        """
        for start, minutes, expected in ((at(22, "08:00"), 120, True), (at(22, "12:00"), 10, False)):
            self.other.pending.append((start, start + minutes, 1))
            self.other.unpooled.append((start, start + minutes, 2))
            if expected:
                self.truth("ServicesPending", start, start + minutes,
                           self.other.labels(state="pending"))
                self.truth("UnpooledAddresses", start, start + minutes, self.other.labels())

    def slow_growth_and_batches(self):
        """One address each 17 hours from 70 to 100 %, and batches of 60 Services in ten minutes.

        The growth reaches 79, 81, 96 and 100 %. Its last two addresses last for less than two days, so
        a prediction is right then, but hours of history do not show such a rate. A batch is not a
        rate: each one ends.
        """
        self.hung.pool("growth", 100, lambda t: min(100, 70 + t // (17 * HOUR)))
        self.truth("PoolExhaustionPredicted", 28 * 17 * HOUR, 30 * 17 * HOUR,
                   self.hung.labels(pool="growth", family="ipv4"), optional=True)
        batches = (at(3, "14:00"), at(9, "09:00"), at(14, "16:00"))
        self.hung.pool("batch", 200, lambda t: 12 + sum(
            min(60, max(0, 6 * (t - batch))) for batch in batches), until=at(17))

    def daily_use(self):
        """Use that rises and falls every day, or on working days. No such pool runs out.

        Days differ a little, or much: maxima are 57 to 93 %. The second week is a holiday for one pool.
        UtilizationHigh is true at each maximum of 80 % or more.
        """
        def clock(t):
            minutes = t + FIRST_HOUR * HOUR
            return minutes // DAY, minutes % DAY / HOUR

        def between(hour, *points):
            """Linear between points (hour, value)."""
            for (h0, v0), (h1, v1) in zip(points, points[1:]):
                if h0 <= hour < h1:
                    return v0 + (v1 - v0) * (hour - h0) / (h1 - h0)
            raise ValueError(hour)

        def autoscaling(t):
            day, hour = clock(t)
            high = 85 + (day * 7 % 5 - 2)
            return round(between(hour, (0, 40), (6, 40), (10, high), (18, high), (22, 40), (24, 40)))

        def office_hours(t):
            day, hour = clock(t)
            high = 84 if day % 7 < 5 else 30
            return round(between(hour, (0, 30), (8, 30), (9.5, high), (17, high), (18.5, 30), (24, 30)))

        def after_holidays(t):
            day, hour = clock(t)
            high = 84 if day % 7 < 5 and day // 7 != 1 else 30
            return round(between(hour, (0, 30), (8, 30), (9.5, high), (17, high), (18.5, 30), (24, 30)))

        def different_days(t):
            day, hour = clock(t)
            high = 57 + day * 17 % 37
            return round(between(hour, (0, 40), (8, 40), (12, high), (18, high), (22, 40), (24, 40)))

        def nightly(t):
            return 90 if 2 <= clock(t)[1] < 2.75 else 50

        def hourly(t):
            return 60 + 5 * (t % HOUR) // HOUR

        for use in (autoscaling, office_hours, after_holidays, different_days, nightly, hourly):
            self.flaky.pool(use.__name__, 100, use)

    def changed_pools(self):
        """A nearly full pool is enlarged. A pool is shrunk and becomes nearly full, for two days."""
        self.repaired.pool("enlarged", lambda t: 100 if t < at(6, "10:00") else 200,
                           lambda t: 60 if t < at(5, "12:00") else 96, since=at(4), until=at(8))
        self.repaired.pool("shrunk", lambda t: 64 if at(8, "12:00") <= t < at(10, "12:00") else 100,
                           61, since=at(7), until=at(12))

    def leak(self, name, capacity, assigned, start, minutes_each, found_before, optional=False,
             earlier=None):
        """Addresses are assigned steadily and never released, until a cleanup a day after the end.

        The prediction is true from when half is assigned and the rest lasts for less than a day. It
        needs hours of history: it must fire `found_before` the end, and must not end before that. It
        may fire an hour early, since whole addresses make the rate uneven. `earlier`: addresses that
        were assigned until a cleanup, two days before the leak.
        """
        full = start + (capacity - assigned) * minutes_each

        def use(t):
            if earlier and t < start - 2 * DAY:
                return earlier
            if not start <= t < full + DAY:
                return assigned
            return min(capacity, assigned + (t - start) // minutes_each)

        self.other.pool(name, capacity, use, since=start - 4 * DAY, until=full + 2 * DAY)
        half = start + (capacity // 2 - assigned) * minutes_each
        true = max(start, half, full - DAY) - HOUR
        self.truth("PoolExhaustionPredicted", true, full,
                   self.other.labels(pool=name, family="ipv4"),
                   late=full - found_before - true - HOUR, optional=optional)

    def leaks(self):
        """1, 2 and 4 addresses an hour, 8 addresses at one each three hours, and one address a day.

        One pool was fuller in the days before. One of the pools of 8 addresses starts half full. The last
        leak is true when one address is left. Rates of hours cannot show it, and the other capacity
        alerts fire days before.
        """
        self.leak("leak1", 100, 40, at(17), 60, found_before=15 * HOUR)
        self.leak("leak2", 100, 40, at(23), 30, found_before=16 * HOUR)
        self.leak("again2", 100, 40, at(12), 30, found_before=16 * HOUR, earlier=95)
        self.leak("leak4", 100, 40, at(26, "05:00"), 15, found_before=10 * HOUR)
        self.leak("small", 8, 0, at(18, "03:00"), 180, found_before=8 * HOUR)
        self.leak("half", 8, 4, at(20, "05:00"), 180, found_before=3 * HOUR)
        self.leak("daily", 16, 10, at(8, "11:00"), DAY, found_before=0, optional=True)

    def full_by_design(self):
        """Pools that are full on purpose: capacity alerts are off, or there is only one address."""
        self.other.pool("by-design", 20, 20, alerts="off")
        self.other.pool("single", 1, 1)
