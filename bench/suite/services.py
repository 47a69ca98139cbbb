# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Processes of the suite on free ports of loopback, with data in a folder."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time

import usage

# Nothing here takes longer unless it hangs.
START_SECONDS_MAX = 300
STOP_SECONDS_MAX = 120
POLL_SECONDS = 0.002


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """One process of disclosured."""

    def __init__(self, program, target, folder, flags=()):
        self.target = target
        self.data = os.path.join(folder, target)
        self.address = f"127.0.0.1:{free_port()}"
        self.admin_port = free_port()
        self.log = os.path.join(folder, f"{target}.log")
        self.command = [
            program, f"--target={target}", f"--data-dir={self.data}",
            f"--listen={self.address}",
            f"--admin-listen=127.0.0.1:{self.admin_port}",
            "--log-level=warning", *flags]
        self.process = None
        # What the last start took of the cores.
        self.start_cpu_seconds = 0

    def start(self):
        """Starts it; the seconds from there until it is ready."""
        with open(self.log, "a", encoding="utf-8") as log:
            begin = time.monotonic()
            self.process = subprocess.Popen(self.command, stdout=log,
                                            stderr=log)
        while not self.ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.target} ended with "
                                   f"{self.process.returncode}, see {self.log}")
            if time.monotonic() - begin > START_SECONDS_MAX:
                self.kill()
                raise RuntimeError(f"{self.target} is not ready after "
                                   f"{START_SECONDS_MAX} s, see {self.log}")
            # Asking costs time too: a long start is not asked as often.
            time.sleep(max(POLL_SECONDS, (time.monotonic() - begin) / 200))
        seconds = time.monotonic() - begin
        self.start_cpu_seconds = usage.cpu_seconds(self.process.pid)
        return seconds

    def ready(self):
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port,
                                                timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def metric(self, name):
        """The sum over all label sets."""
        values = [float(line.split()[-1])
                  for line in self.get("/metrics")[1].splitlines()
                  if line.startswith((name + " ", name + "{"))]
        if not values:
            raise RuntimeError(f"{self.target} has no metric {name}")
        return sum(values)

    def memory_bytes(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise RuntimeError(f"{self.target} has no memory")

    def disk_bytes(self):
        total = 0
        for folder, _, names in os.walk(self.data):
            for name in names:
                try:
                    total += os.path.getsize(os.path.join(folder, name))
                except FileNotFoundError:
                    pass  # It has been merged into another one meanwhile.
        return total

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS_MAX)
        finally:
            self.kill()

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def forget(self):
        """Removes its data; it must be stopped."""
        shutil.rmtree(self.data, ignore_errors=True)


class Suite:
    """Ingest, aggregate and query as three processes."""

    def __init__(self, program, folder):
        self.ingest = Service(program, "ingest", folder)
        self.aggregate = Service(program, "aggregate", folder,
                                 [f"--ingest={self.ingest.address}"])
        self.query = Service(program, "query", folder,
                             [f"--ingest={self.ingest.address}",
                              f"--aggregate={self.aggregate.address}"])
        self.all = [self.ingest, self.aggregate, self.query]

    def start(self):
        return [service.start() for service in self.all]

    def pids(self):
        """Of those that run, by target."""
        return {service.target: service.process.pid for service in self.all
                if service.process is not None}

    def start_followers(self):
        """The rest of a suite of which ingest runs."""
        self.aggregate.start()
        self.query.start()

    def stop(self):
        for service in reversed(self.all):
            service.stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
