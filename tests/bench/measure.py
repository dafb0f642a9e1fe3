"""Processes and their resource usage.

Programs of the build are started by name, and end with their `with` block.
"""

import collections
import contextlib
import http.client
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Bench:
    """The folder of the programs, and a folder for their files."""

    def __init__(self, build, folder):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(folder)

    def program(self, name):
        return str(self.build / "tests" / "bench" / name)

    @property
    def exporter(self):
        return str(self.build / "metallb-pool-exporter")

    def run(self, command):
        """Runs it to its end: wall and cpu in seconds, peak_kib."""
        usage = self.folder / "usage"
        done = subprocess.run([self.program("bench_child"), str(usage), *command],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr}")
        return json.loads(usage.read_text())

    def compare(self, commands, times):
        """Medians of the usage of each command. The commands alternate."""
        runs = [[] for _ in commands]
        for _ in range(times):
            for command, of_it in zip(commands, runs):
                of_it.append(self.run(command))
        return [{key: statistics.median(run[key] for run in of_it) for key in of_it[0]}
                for of_it in runs]

    @contextlib.contextmanager
    def started(self, command, sign, *, nice=0):
        """A program that serves: its process, whose later output is appended to its list `lines`, and
        the text that it printed after the sign."""
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True,
                                   preexec_fn=lambda: os.nice(nice))
        try:
            for line in process.stdout:
                if sign in line:
                    break
            else:
                raise RuntimeError(f"{command[0]} ended without \"{sign}\"")
            # If its output is not read, the program stops at a full pipe.
            process.lines = []
            threading.Thread(target=append_all, args=(process.lines, process.stdout),
                             daemon=True).start()
            yield process, line.split(sign, 1)[1].strip()
        finally:
            process.kill()
            process.wait()

    @contextlib.contextmanager
    def clusters(self, count, services, balanced, *, version="new", change_ms=0):
        """Stand-in clusters: the folder of their kubeconfig, and the URL of the first one."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = [self.program("bench_clusters"), folder, str(count), str(services),
                       str(balanced), version, str(change_ms)]
            with self.started(command, "ready ", nice=10) as (_, url):
                yield folder, url

    @contextlib.contextmanager
    def changing_clusters(self, count, services, balanced):
        """Stand-in clusters: the folder of their kubeconfig, and the process that takes commands."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            command = [self.program("bench_clusters"), folder, str(count), str(services),
                       str(balanced), "new", "0"]
            with self.started(command, "ready ") as (process, _):
                yield folder, process

    @contextlib.contextmanager
    def serving(self, kubeconfig, *options):
        """The exporter: its process and its address. None: it has no kubeconfig."""
        clusters = [] if kubeconfig is None else ["--kubeconfig", kubeconfig]
        command = ["env", "-u", "KUBECONFIG", f"HOME={self.folder}", self.exporter, "serve", *clusters,
                   "--web.listen-address", "127.0.0.1:0", *options]
        with self.started(command, "msg=listening address=") as (process, address):
            yield process, address


def append_all(lines, file):
    for line in file:
        lines.append(line)


def wait_until_read(address):
    """Waits until every cluster has been polled once; returns the next scrape."""
    client = http.client.HTTPConnection(address)
    while True:
        client.request("GET", "/-/ready")
        answer = client.getresponse()
        answer.read()
        if answer.status == 200:
            break
        time.sleep(0.002)
    client.request("GET", "/metrics")
    return client.getresponse().read().decode()


def series_of(exposition):
    return [line for line in exposition.splitlines() if line and not line.startswith("#")]


def cpu_seconds(pid):
    """User and system time of all its threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def status(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise RuntimeError(f"no {name} of process {pid}")


def peak_kib(pid):
    return status(pid, "VmHWM")


def resident_kib(pid):
    return status(pid, "VmRSS")


def threads(pid):
    return status(pid, "Threads")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
