# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The programs that load and measure. Each prints one JSON object."""

import json
import os
import signal
import subprocess
import sys

# A single program; nothing takes longer unless it hangs.
SECONDS_MAX = 3600


class Programs:
    """Programs of a build folder, on the nation of some divisions."""

    def __init__(self, build, divisions, offices, years, seed=1):
        self.build = build
        self.years = years
        self.nation = ["--seed", str(seed), "--divisions", divisions,
                       "--offices", str(offices),
                       "--wide", str(WIDE_CHILDREN)]

    def path(self, name):
        return os.path.join(self.build, name)

    def run(self, name, *arguments):
        command = [self.path(name), *[str(part) for part in arguments]]
        return run_json(command)

    def loadgen(self, *arguments, years=None):
        """`years`: to ask about; those of the nation if not given."""
        first, last = years or self.years
        return self.run("loadgen", *arguments, *self.nation, "--years",
                        f"{first}-{last}")

    def echo_server(self):
        return EchoServer(self.path("echo_server"))


# The root, as the load generator makes it.
NATION = "CN"
# Children of the region that ListTotals is measured on; no real one has as
# many.
WIDE_CHILDREN = 200
WIDE_REGION = "110199"


def run_json(command):
    """Runs it to its end; progress goes to standard error."""
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=SECONDS_MAX,
                          check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode())
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")
    return json.loads(done.stdout)


def run_quietly(command):
    """Runs it to its end; what it prints is not looked at."""
    subprocess.run(command, stdout=subprocess.DEVNULL, timeout=SECONDS_MAX,
                   check=True)


class EchoServer:
    """The least that gRPC can do, to be measured beside."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdout=subprocess.PIPE)
        # "echo_server serves at ADDRESS"
        self.address = self.process.stdout.readline().decode().split()[-1]

    def pids(self):
        return {"echo server": self.process.pid}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.process.stdout.close()
