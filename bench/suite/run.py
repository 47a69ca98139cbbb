#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Measures the suite beside the limits of the machine and its peers. Run by
tools/bench, which builds and fetches what it needs."""

import argparse
import dataclasses
import json
import os
import platform
import signal
import sys
import tempfile
import time

import growth
import keeping
import micro
import programs as names
import reading
import rows
import services
import writing

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


@dataclasses.dataclass
class Sizes:
    """How much of everything. Counts are reports, calls or amendments."""
    years: tuple
    # Runs, and pairs of a run and its limit.
    runs: int
    deadline_days: int
    one_client: int
    unary: int
    stream: int
    # Reports at which the growth curves have a point: before submissions are
    # measured by themselves, and after the deadline days. The last one is how
    # many there are in all.
    points_before: tuple
    points_after: tuple
    visible: int
    totals: int
    lists: int
    postgres_seconds: int
    micro_seconds: float
    # Reports that amendments are measured among.
    amended: tuple
    # Nations side by side, for the offices that aggregate has room for.
    nations: tuple
    # PostgreSQL recomputes all totals too, which takes minutes.
    postgres_recomputes: bool


OFFICES = 150_000
# With the deadline days there are 975,000 before the point of a million.
FULL = Sizes(years=(2016, 2025), runs=5, deadline_days=5, one_client=1_000,
             unary=12_000, stream=12_000,
             points_before=(1_000, 10_000, 100_000),
             points_after=(1_000_000, 1_500_000), visible=5_000,
             totals=60_000, lists=2_000, postgres_seconds=5,
             micro_seconds=0.5,
             amended=(1_000, 10_000, 100_000, 1_000_000, 1_500_000),
             nations=(1, 7, 67), postgres_recomputes=True)
QUICK = Sizes(years=(2024, 2025), runs=3, deadline_days=1, one_client=1_000,
              unary=8_000, stream=10_000, points_before=(1_000, 10_000),
              points_after=(230_000,), visible=3_000, totals=30_000,
              lists=1_000, postgres_seconds=3, micro_seconds=0.1,
              amended=(1_000, 100_000), nations=(1,),
              postgres_recomputes=False)


BEGIN = time.monotonic()


def say(text):
    minutes, seconds = divmod(int(time.monotonic() - BEGIN), 60)
    print(f"-- {minutes:02}:{seconds:02} {text}", file=sys.stderr, flush=True)


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (f"{os.cpu_count()} x {model}, {memory:.0f} GiB, "
            f"{platform.system()} {platform.release()}, load {load:.1f} "
            f"at the start, {time.strftime('%Y-%m-%d')}")


class Run:
    """One run of everything, in the order that data grow."""

    def __init__(self, options, sizes, folder):
        self.options = options
        self.sizes = sizes
        self.folder = folder
        self.programs = names.Programs(options.build, options.divisions,
                                       OFFICES, sizes.years)
        self.rows = []

    def measure(self):
        peers = {}
        if not self.options.without_postgres:
            peers = micro.postgres(self.programs, self.sizes.postgres_seconds,
                                   self.folder, say)
        with services.Suite(self.programs.path("disclosured"),
                            self.folder) as suite:
            self.writing = writing.Writing(self.programs, suite, self.folder,
                                           say)
            self.asking = reading.Reading(self.programs, suite, say)
            self.growth = growth.Growth(suite, self.writing, self.asking, say)
            self.write(suite, peers)
            self.read()
            self.keep(suite)
        self.rows += micro.amendments(self.programs, self.sizes.amended,
                                      self.sizes.runs, say)
        self.rows += micro.many_offices(self.programs, self.sizes.nations, say)
        self.rows += micro.steps(self.programs, self.sizes.micro_seconds, say)
        return self.rows

    def write(self, suite, peers):
        sizes = self.sizes
        suite.start()
        self.registry = self.writing.registry()
        self.empty = keeping.baseline(suite)
        self.grow(sizes.points_before)
        # Their limits are those of one process.
        suite.query.stop()
        suite.aggregate.stop()
        self.rows += self.writing.one_client(sizes.runs, sizes.one_client)
        self.rows.append(self.writing.unary(sizes.runs, sizes.unary, peers))
        self.rows.append(self.writing.stream(sizes.runs, sizes.stream))
        suite.start_followers()
        self.rows.append(self.writing.deadline_day(sizes.deadline_days,
                                                   OFFICES))
        self.writing.verify()
        self.grow(sizes.points_after)
        self.writing.verify()

    def grow(self, points):
        for reports in points:
            self.rows += self.growth.at(reports)

    def read(self):
        sizes = self.sizes
        self.rows += self.asking.totals(sizes.runs, sizes.totals)
        self.rows.append(self.asking.children(sizes.runs, sizes.lists))
        self.rows += self.writing.visible(sizes.runs, 1000, sizes.visible)
        self.writing.verify()

    def keep(self, suite):
        reports = self.writing.next
        years = self.sizes.years[1] - self.sizes.years[0] + 1
        store = keeping.Keeping(self.programs, suite, self.folder, self.empty,
                                say)
        self.rows += store.tree(self.registry, years)
        self.rows += store.memory(reports)
        self.rows += store.disk(reports)
        self.rows += store.starts(self.sizes.runs, reports)
        self.rows += self.rebuild(store, reports)
        self.writing.verify()
        self.rows += self.empty_starts()

    def rebuild(self, store, reports):
        duckdb, others = None, {}
        peer = keeping.Recomputing(self.programs, self.folder, ROOT,
                                   self.options.duckdb)
        if self.options.duckdb or self.sizes.postgres_recomputes:
            say("the same reports for the peers")
            peer.dump(reports, self.writing.amendments)
        if self.options.duckdb:
            duckdb = peer.duckdb
        if (self.sizes.postgres_recomputes
                and not self.options.without_postgres):
            say("PostgreSQL, all totals anew")
            others = peer.postgres()
        return store.rebuild(self.sizes.runs, reports, duckdb, others)

    def empty_starts(self):
        taken, loading = [], []
        program = self.programs.path("disclosured")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            service = services.Service(program, "all", folder)
            try:
                service.start()
                for _ in range(self.sizes.runs):
                    service.stop()
                    begin = time.monotonic()
                    names.run_quietly([program, "--version"])
                    loading.append((time.monotonic() - begin) * 1000)
                    taken.append(service.start() * 1000)
                cpu = service.start_cpu_seconds * 1000
            finally:
                service.stop()
        return [rows.by_runs(
            "start of everything, empty", taken, "ms", "<=", 50,
            f"{rows.median(loading):.0f} ms of it are loading the program's "
            "libraries and compiling the form (disclosured --version), "
            f"{cpu:.0f} ms of processor time until ready in all; see "
            "docs/performance.md, Starts")]


def main():
    parser = argparse.ArgumentParser(
        prog="tools/bench", description="Measures the suite beside the limits "
        "of the machine and its peers.")
    parser.add_argument("--quick", action="store_true",
                        help="150,000 reports of a deadline day, three pairs, "
                        "in under ten minutes")
    parser.add_argument("--json", metavar="FILE",
                        help="the rows for programs too")
    parser.add_argument("--folder", default=tempfile.gettempdir(),
                        help="where data go: the disk that is measured")
    parser.add_argument("--build", help=argparse.SUPPRESS, required=True)
    parser.add_argument("--divisions", help=argparse.SUPPRESS, required=True)
    parser.add_argument("--duckdb", help=argparse.SUPPRESS)
    parser.add_argument("--without-postgres", action="store_true",
                        help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not os.path.isdir(options.folder):
        parser.error(f"--folder: there is no folder {options.folder}")
    # Whoever ends this ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    about = machine()
    with tempfile.TemporaryDirectory(dir=options.folder,
                                     prefix="disclosure-bench-") as folder:
        # PostgreSQL's user must get through to its own folder in it.
        os.chmod(folder, 0o755)
        run = Run(options, QUICK if options.quick else FULL, folder)
        measured = run.measure()
    print(f"{about}; {(time.monotonic() - BEGIN) / 60:.0f} minutes\n")
    print(rows.table(measured))
    print(f"\nHow costs grow:\n\n{rows.curves(measured)}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([row.to_json() for row in measured], file, indent=1,
                      ensure_ascii=False)
            file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
