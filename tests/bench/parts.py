"""The parts, measured by bench_parts, and Python's ipaddress as a peer."""

import ipaddress
import json
import statistics
import subprocess
import time

from table import Row


def ipv4_entries():
    """The entries of Ipv4Entries() in addresses_bench.cc."""
    lowest = 10 << 24
    for i in range(10_000):
        first = lowest + i * 128
        last = first + (199 if i % 10 == 1 else 99)
        yield (f"{ipaddress.IPv4Address(first)}/26" if i % 2 == 0 else
               f"{ipaddress.IPv4Address(first)}-{ipaddress.IPv4Address(last)}")


def networks(entry):
    if "/" in entry:
        return [ipaddress.ip_network(entry)]
    first, last = entry.split("-")
    return ipaddress.summarize_address_range(ipaddress.ip_address(first),
                                             ipaddress.ip_address(last))


def python_milliseconds():
    entries = list(ipv4_entries())
    times = []
    for _ in range(3):
        start = time.process_time()
        united = ipaddress.collapse_addresses(
            network for entry in entries for network in networks(entry))
        sum(network.num_addresses for network in united)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def publications(median, clusters):
    """With 20 changes a second, in 20 clusters, there is one publication a second."""
    ours = median[f"PublishChanges/{clusters}"]
    theirs = median[f"PublishEverything/{clusters}"]
    work = f"{clusters:,} clusters, 20 of them changed"
    yield Row(f"{work}: analysed, rendered, compressed", ours, "ms CPU", "all of them again", theirs)
    yield Row(f"{work} each second: publications", ours / 10, "% of a core", "all of them again",
              theirs / 10, "under 5 %", ours / 10 < 5)


def run(bench):
    file = bench.folder / "parts.json"
    subprocess.run([bench.program("bench_parts"), f"--benchmark_out={file}",
                    "--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true",
                    "--benchmark_min_time=0.2"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    median = {each["run_name"]: each["cpu_time"]
              for each in json.loads(file.read_text())["benchmarks"]
              if each.get("aggregate_name") == "median"}

    def row(work, name, peer="", theirs=None, limit=None):
        goal = f"under {limit} ms" if limit else ""
        return Row(work, median[name], "ms CPU", peer, theirs, goal,
                   median[name] < limit if limit else None)

    ipv4 = "10,000 IPv4 entries parsed, merged, counted"
    yield row(ipv4, "ParseUniteAndSizeIpv4", "each address in a set", median["EnumerateIpv4"], 3)
    yield row(ipv4, "ParseUniteAndSizeIpv4", "Python's ipaddress", python_milliseconds())
    yield row("10,000 IPv6 /64 parsed, merged, counted", "ParseUniteAndSizeIpv6",
              limit=3)
    for size in (1_000, 10_000, 100_000):
        yield row(f"overlaps among {size:,} pools", f"Overlaps/{size}",
                  limit=10 if size == 10_000 else None)
    for size in (1_000, 10_000, 100_000, 200_000):
        yield row(f"duplicates among {size:,} addresses of 100 clusters", f"Duplicates/{size}",
                  limit=10 if size == 200_000 else None)
    yield row("10,000 series rendered", "RenderFactsOf100Clusters", "prometheus-cpp's serializer",
              median["SerializeAsPrometheusCpp"])
    yield row("the same, compressed", "Compress")
    yield row("gzip body of a scrape assembled", "JoinForAScrape")
    for clusters in (100, 1_000):
        yield from publications(median, clusters)
    yield row("a page of 500 Services read", "ReadPageOfServices", "simdjson on demand",
              median["ReadPageWithSimdjson"])
