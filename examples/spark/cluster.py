"""A cluster of Spark on this machine, for the test and the figures, and what runs on it."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pyspark

import hosts

HERE = pathlib.Path(__file__).resolve().parent
SPARK = pathlib.Path(pyspark.__file__).parent
# Seconds; a job has more with each place.
PATIENCE = 240


def expect(truth: bool, said: str) -> None:
    if not truth:
        sys.exit(f"test_fleet: {said}")


def wait_for(what: str, happened) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        expect(time.monotonic() < end, f"waited {PATIENCE} s for {what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


class Cluster:
    """A standalone master and workers, each with its own group of processes, so that it can die like a machine."""

    def __init__(self, work: pathlib.Path, count: int):
        self.work, self.count, self.running = work, count, []
        self.port, self.page = free_port(), free_port()
        self.environment = {
            **os.environ, "SPARK_HOME": str(SPARK), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(work / "scratch"), "SPARK_NO_DAEMONIZE": "1",
        }
        work.mkdir(parents=True, exist_ok=True)

    def begin(self) -> None:
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port),
                   "--webui-port", str(self.page))
        wait_for("the master", lambda: self.state() is not None)
        self.workers = [
            self.start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                       "--memory", "1g", "--webui-port", "0", "--work-dir", str(self.work / "applications"), self.url)
            for number in range(self.count)
        ]
        wait_for("the workers", lambda: self.alive() == self.count)

    @property
    def url(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def start(self, name: str, *command: str) -> subprocess.Popen:
        with (self.work / f"{name}.log").open("wb") as log:
            one = subprocess.Popen([str(SPARK / "bin" / "spark-class"), *command], env=self.environment, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        self.running.append(one)
        return one

    def state(self) -> dict | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.page}/json/", timeout=5) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None  # not yet, or not yet whole

    def alive(self) -> int:
        return sum(worker["state"] == "ALIVE" for worker in (self.state() or {}).get("workers", []))

    def submit(self, out: pathlib.Path, places: pathlib.Path, volsift: str) -> subprocess.Popen:
        with (self.work / "job.log").open("ab") as log:
            job = subprocess.Popen(
                [str(SPARK / "bin" / "spark-submit"), "--master", self.url, "--conf", "spark.executor.memory=512m",
                 "--conf", "spark.executor.cores=1", "--conf", "spark.ui.enabled=false",
                 "--py-files", f"{HERE / 'fleet.py'},{HERE / 'tables.py'}", str(HERE / "volsift_spark.py"),
                 "--out", str(out), "--volsift", volsift, str(places)],
                env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.running.append(job)
        return job

    def finish(self, job: subprocess.Popen, places: int) -> None:
        try:
            status = job.wait(PATIENCE + places)
            self.running.remove(job)
        except subprocess.TimeoutExpired:
            status = "no end"
        expect(status == 0, f"the job ends with {status}:\n{(self.work / 'job.log').read_text()[-4000:]}")

    def kill(self, one: subprocess.Popen) -> None:
        # One that has ended by itself has no group any more.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.wait()
        self.running.remove(one)

    def __enter__(self):
        # Whoever ends the test ends the cluster with it.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
        try:
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for one in list(self.running):
            self.kill(one)


def generated(work: pathlib.Path, count: int) -> pathlib.Path:
    hosts.write(count, work / "hosts")
    listing = work / "places.txt"
    places = [*sorted(str(place) for place in (work / "hosts").iterdir()), str(work / "hosts" / "vanished")]
    # Of a host with damaged logs, the listing says which it is: a log of which nothing can be read can't.
    damaged = {"noise", "dangling", *(f"G{number:03X}" for number in range(count) if number % 11 == 7 or number % 13 == 8)}
    named = ((place, pathlib.Path(place).name.removesuffix("-archive")) for place in places)
    listing.write_text("".join(f"{place}\t\t{name}\n" if name in damaged else f"{place}\n" for place, name in named))
    return listing


def sidecars(out: pathlib.Path, kind: str) -> list[dict]:
    return [json.loads(path.read_text()) for path in (out / kind).glob("*.zst.json" if kind == "extracts" else "*.json.json")]
