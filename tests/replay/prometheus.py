"""Prometheus with the samples of a replay, for queries over its whole time."""

import json
import pathlib
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from fleet import START

STEP = 60
MOST_POINTS = 10000  # of one query; Prometheus allows 11,000
CONCURRENCY = 2  # queries at the same time


class Prometheus:
    """Runs until the `with` block ends."""

    def __init__(self, folder, rules):
        self.folder = pathlib.Path(folder)
        self.rules_file = rules
        self.process = None

    def load(self, samples):
        """Imports a file of OpenMetrics and deletes it. Restarts the server if it runs."""
        if self.process:
            self._stop()
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet",
                        "--max-block-duration=720h", str(samples), str(self.folder / "data")], check=True)
        samples.unlink()
        if self.process:
            self._start()

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *unused):
        self._stop()
        return False

    def _start(self):
        # Scrapes and evaluates nothing. The rules are read to list them.
        config = self.folder / "prometheus.yml"
        config.write_text(f"global: {{evaluation_interval: 1d}}\nrule_files: [{self.rules_file}]\n")
        self.log = open(self.folder / "prometheus.log", "w+", encoding="utf-8")
        # In reality, a failed scrape ends series at once, by stale markers. Imported samples have
        # none, so a sample counts for less than a minute.
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={self.folder}/data",
             "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:0",
             f"--query.lookback-delta={STEP - 1}s", "--query.max-samples=200000000",
             "--query.timeout=10m", f"--query.max-concurrency={CONCURRENCY}"],
            stdout=self.log, stderr=subprocess.STDOUT)
        self.url = self._wait_for_url()

    def _stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def _wait_for_url(self):
        deadline = time.monotonic() + 60
        text = ""
        while time.monotonic() < deadline and self.process.poll() is None:
            text = pathlib.Path(self.log.name).read_text(encoding="utf-8")
            for line in text.splitlines():
                if "Listening on" in line and "address=" in line:
                    url = "http://" + line.split("address=")[1].split()[0]
                    try:
                        urllib.request.urlopen(url + "/-/ready")
                        return url
                    except urllib.error.URLError:
                        break
            time.sleep(0.1)
        raise RuntimeError("Prometheus does not start:\n" + text)

    def get(self, path, **parameters):
        data = urllib.parse.urlencode(parameters).encode() if parameters else None
        try:
            with urllib.request.urlopen(self.url + path, data) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{parameters}: {error.read().decode()}") from error

    def rules(self):
        return [rule for group in self.get("/api/v1/rules")["groups"] for rule in group["rules"]]

    def values(self, query, size):
        """The labels and the (time, value) pairs of each series, in chunks of the time."""
        def chunk(first):
            last = min(first + MOST_POINTS, size) - 1
            return self.get("/api/v1/query_range", query=query, step=STEP,
                            start=START + STEP * first, end=START + STEP * last)

        with ThreadPoolExecutor(CONCURRENCY) as pool:
            for data in pool.map(chunk, range(0, size, MOST_POINTS)):
                for series in data["result"]:
                    labels = {k: v for k, v in series["metric"].items() if k != "__name__"}
                    yield labels, series["values"]

    def minutes(self, query, size):
        """The minutes in which each series of the query exists: {labels: [minute]}."""
        found = {}
        for labels, values in self.values(query, size):
            found.setdefault(frozenset(labels.items()), []).extend(
                (int(t) - START) // STEP for t, _ in values)
        return found

    def write(self, out, name, query, size):
        """Writes the values of the query as OpenMetrics."""
        for labels, values in self.values(query, size):
            text = ",".join(f'{key}="{value}"' for key, value in labels.items())
            out.write("".join(f"{name}{{{text}}} {v} {t}\n" for t, v in values))
