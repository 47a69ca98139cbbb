# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""What reports take of memory and disk, and how long a start and a rebuild
of everything take."""

import dataclasses
import json
import os
import subprocess

import micro
import rows
import usage

MILLION = 1_000_000
GIGA = 1e9
ALL_REPORTS = 1_500_000
OF_ALL = "the target is meant for 1.5 million reports"

TRIED_START = (
    "rows of a registry that was judged before are not judged again, a clean "
    "stop leaves no log to replay; see docs/performance.md, Starts")
TRIED_REBUILD = (
    "reading, decoding and applying work on two threads, rows are summed up "
    "once; see docs/performance.md, Rebuild")
TRIED_MEMORY = (
    "figures are kept packed, a row of one report points at it; see "
    "docs/performance.md, Memory")


@dataclasses.dataclass
class Baseline:
    """What the registry alone takes, before the first report."""
    # Bytes, by target.
    memory: dict
    # Seconds until a new aggregate is ready.
    rebuild: float


def baseline(suite):
    # What was freed is given back to the system only seconds later: the
    # smaller one of two looks counts.
    looks = [memory(suite)]
    suite.query.stop()
    suite.aggregate.stop()
    suite.aggregate.forget()
    seconds = suite.aggregate.start()
    suite.query.start()
    looks.append(memory(suite))
    return Baseline({target: min(look[target] for look in looks)
                     for target in looks[0]}, seconds)


def memory(suite):
    return {service.target: service.memory_bytes() for service in suite.all}


class Keeping:

    def __init__(self, programs, suite, folder, empty, say):
        self.programs = programs
        self.suite = suite
        self.folder = folder
        # The baseline.
        self.empty = empty
        self.say = say
        self.nation = micro.nation_memory(programs)

    def row_bytes(self, service):
        """Of all rows of the tree: as query counts them; in aggregate each
        takes what it does in the benchmark of a nation."""
        if service is self.suite.query:
            return service.metric("disclosure_query_row_bytes")
        return (service.metric("disclosure_aggregate_rows")
                * self.nation["per_row"])

    def tree(self, registry, years):
        """The national tree. `registry`: what it was made of."""
        result = [rows.stated(f"national tree: {what}", [registry[what]], what)
                  for what in ("regions", "offices", "lines")]
        for service in (self.suite.aggregate, self.suite.query):
            count = service.metric(f"disclosure_{service.target}_rows")
            size = self.row_bytes(service)
            name = f"national tree: rows of totals in {service.target}"
            result += [
                rows.stated(name, [count], "rows",
                            note=f"{years} years, {count / years:,.0f} rows a "
                            "year: of regions, and of lines where there are "
                            "several"),
                rows.stated(f"{name}, memory", [size / GIGA], "GB",
                            note=f"{size / count:,.0f} bytes a row")]
        result.append(rows.stated(
            "national tree: registry in aggregate, memory",
            [self.nation["registry"] / GIGA], "GB",
            note="rows, tree and names of a nation as large, by "
            "rollup_benchmark"))
        return result

    def memory(self, reports):
        """Memory per million reports apart from what does not grow with them:
        registry, rows of the tree and kept answers, which are stated."""
        result = []
        for service in (self.suite.aggregate, self.suite.query):
            name = service.target
            kept = (service.metric("disclosure_query_kept_bytes")
                    if service is self.suite.query else 0)
            row_bytes = self.row_bytes(service)
            total = service.memory_bytes()
            of_reports = total - self.empty.memory[name] - row_bytes - kept
            parts = (f"of {total / GIGA:.2f} GB in all; fixed: rows of the "
                     f"tree {row_bytes / GIGA:.2f} GB, registry and process "
                     f"{self.empty.memory[name] / GIGA:.2f} GB, kept answers "
                     f"{kept / GIGA:.2f} GB")
            reason = TRIED_MEMORY
            if service is self.suite.aggregate:
                item = self.nation["per_report"]
                rest = of_reports - item * reports
                reason = (f"a report with its item takes {item:.0f} bytes in "
                          f"rollup_benchmark, {rest / reports:+.0f} bytes "
                          "a report are the allocator's and the feeds'; "
                          f"{TRIED_MEMORY}")
            result.append(rows.by_runs(
                f"memory of {name} per million reports",
                [of_reports / reports * MILLION / GIGA], "GB", "<=", 0.5,
                reason, note=parts))
        return result

    def disk(self, reports):
        result = []
        for service in (self.suite.ingest, self.suite.aggregate):
            size = service.disk_bytes() / reports * MILLION / GIGA
            result.append(rows.stated(
                f"disk of {service.target} per million reports", [size],
                "GB"))
        return result

    def starts(self, runs, reports):
        """From exec to ready after a clean stop, one after the other."""
        seconds = {service.target: [] for service in self.suite.all}
        for run in range(runs):
            self.say(f"start after a clean stop, {run + 1} of {runs}")
            self.suite.stop()
            for service, taken in zip(self.suite.all, self.suite.start()):
                seconds[service.target].append(taken)
        cpu = {service.target: service.start_cpu_seconds
               for service in self.suite.all}
        targets = {"ingest": 0.3, "aggregate": 1.5, "query": 4}
        return [rows.by_runs(
            f"start of {name} with {reports:,} reports", seconds[name], "s",
            "<=", target,
            f"{usage.CORES} cores; {cpu[name]:.2f} s of processor time until "
            f"ready, with the registry alone aggregate takes "
            f"{self.empty.rebuild:.2f} s; {TRIED_START}",
            note=OF_ALL if reports < ALL_REPORTS else "")
                for name, target in targets.items()]

    def rebuild(self, runs, reports, duckdb, others):
        """A new aggregate reads ingest's log from its beginning; the others
        are idle. `duckdb` recomputes the same totals, or None; `others` did
        so once, in seconds by name."""
        ours, theirs, profiles = [], [], []
        aggregate = self.suite.aggregate
        self.suite.query.stop()
        ingest = self.suite.ingest.process.pid
        for run in range(runs):
            self.say(f"all totals anew, {run + 1} of {runs}")
            aggregate.stop()
            aggregate.forget()
            before = usage.cpu_seconds(ingest)
            ours.append(aggregate.start())
            profiles.append(usage.Profile(
                "report", reports, ours[-1],
                {"ingest": usage.cpu_seconds(ingest) - before,
                 "aggregate": aggregate.start_cpu_seconds}))
            if duckdb:
                theirs.append(duckdb())
        self.suite.query.start()
        missed = (f"{usage.together(profiles).words()}; the registry alone "
                  f"takes {self.empty.rebuild:.2f} s; {TRIED_REBUILD}")
        result = [rows.by_runs(
            f"rebuild of all totals, {reports:,} reports", ours, "s", "<=", 4,
            missed, note=OF_ALL if reports < ALL_REPORTS else "",
            peer=others)]
        if duckdb:
            result.append(rows.by_pairs(
                "DuckDB's recompute against the rebuild",
                list(zip(theirs, ours)), "s", ">=", 8, "the rebuild", missed))
        return result


class Recomputing:
    """Peers that recompute all totals of what loadgen dumps."""

    def __init__(self, programs, folder, root, modules):
        self.programs = programs
        self.input = os.path.join(folder, "dump")
        self.folder = folder
        # Beside the services there is no more memory than this to spare.
        self.duckdb_command = [
            "node", os.path.join(root, "bench/peers/duckdb.mjs"),
            "--input", self.input, "--folder", folder, "--modules", modules,
            "--memory", "12GB",
            "--database", os.path.join(folder, "reports.duckdb")]

    def dump(self, reports, amendments):
        self.programs.loadgen("dump", "--out", self.input, "--reports",
                              reports, "--amendments", amendments)

    def duckdb(self):
        """Seconds, without loading."""
        done = subprocess.run(self.duckdb_command, stdout=subprocess.PIPE,
                              check=True)
        return json.loads(done.stdout)["seconds"]

    def postgres(self):
        """Seconds by name; none if it was stopped after ten minutes."""
        done = self.programs.run("postgres_peer", "--cases", "recompute",
                                 "--input", self.input, "--folder",
                                 self.folder)["cases"][0]
        return {} if done["stopped"] else {
            "PostgreSQL's recompute": done["seconds"]}
