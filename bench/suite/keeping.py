# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""What reports take of memory and disk, and how long a start and a rebuild
of everything take."""

import json
import os
import subprocess

import micro
import rows

MILLION = 1_000_000
GIGA = 1e9
ALL_REPORTS = 1_500_000
OF_ALL = "the target is meant for 1.5 million reports"


class Keeping:

    def __init__(self, programs, suite, folder, say):
        self.programs = programs
        self.suite = suite
        self.folder = folder
        self.say = say

    def memory(self, reports, empty):
        """Memory per million reports apart from the rows of the tree, which
        are stated. `empty`: bytes of aggregate and query with the registry
        alone."""
        result = []
        of_aggregate = micro.bytes_per_row(self.programs)
        for service in (self.suite.aggregate, self.suite.query):
            name = service.target
            row_count = service.metric(f"disclosure_{name}_rows")
            row_bytes = (row_count * of_aggregate if name == "aggregate" else
                         service.metric("disclosure_query_row_bytes"))
            total = service.memory_bytes()
            per_million = ((total - empty[name] - row_bytes)
                           / reports * MILLION / GIGA)
            result.append(rows.by_runs(
                f"memory of {name} per million reports", [per_million], "GB",
                "<=", 0.5, "see docs/performance.md, Memory",
                note=f"of {total / GIGA:.2f} GB in all; fixed: "
                f"{row_count:,.0f} rows of the tree {row_bytes / GIGA:.2f} GB,"
                f" registry and process {empty[name] / GIGA:.2f} GB"))
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
        targets = {"ingest": 0.3, "aggregate": 1.5, "query": 4}
        return [rows.by_runs(
            f"start of {name} with {reports:,} reports", seconds[name], "s",
            "<=", target, "see docs/performance.md, Starts",
            note=OF_ALL if reports < ALL_REPORTS else "")
                for name, target in targets.items()]

    def rebuild(self, runs, reports, duckdb):
        """A new aggregate reads ingest's log from its beginning; the others
        are idle. `duckdb` recomputes the same totals, or None."""
        pairs = []
        self.suite.query.stop()
        for run in range(runs):
            self.say(f"all totals anew, {run + 1} of {runs}")
            self.suite.aggregate.stop()
            self.suite.aggregate.forget()
            ours = self.suite.aggregate.start()
            pairs.append((ours, duckdb() if duckdb else None))
        self.suite.query.start()
        missed = "see docs/performance.md, Rebuild"
        ours = [pair[0] for pair in pairs]
        result = [rows.by_runs(
            f"rebuild of all totals, {reports:,} reports", ours, "s", "<=", 4,
            missed, note=OF_ALL if reports < ALL_REPORTS else "")]
        if duckdb:
            result.append(rows.by_pairs(
                "DuckDB's recompute against the rebuild",
                [(theirs, ours) for ours, theirs in pairs], "s", ">=", 8,
                "the rebuild", missed))
        return result


class DuckDb:
    """Recomputes all totals of what loadgen dumps."""

    def __init__(self, programs, folder, root, modules):
        self.programs = programs
        self.input = os.path.join(folder, "dump")
        self.folder = folder
        self.command = ["node", os.path.join(root, "bench/peers/duckdb.mjs"),
                        "--input", self.input, "--folder", folder,
                        "--modules", modules]

    def dump(self, reports, amendments):
        self.programs.loadgen("dump", "--out", self.input, "--reports",
                              reports, "--amendments", amendments)

    def seconds(self):
        done = subprocess.run(self.command, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)["seconds"]
