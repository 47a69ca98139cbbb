# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Questions to query: totals of a region, and of all its children."""

import programs as names
import rows

CLIENTS = 64


class Reading:

    def __init__(self, programs, suite, say):
        self.programs = programs
        self.suite = suite
        self.say = say

    def totals(self, pairs, count):
        many = self.pairs(pairs, count, CLIENTS)
        one = self.pairs(pairs, count // 10, 1)
        missed = "see docs/performance.md, Totals"
        return [
            rows.by_pairs("GetTotals, 64 clients",
                          [(ours["answers_per_second"],
                            bare["answers_per_second"])
                           for ours, bare in many],
                          "1/s", ">=", 0.9, "bare echo", missed),
            rows.by_pairs("GetTotals, one client, p50",
                          [(ours["latency_us"]["p50"],
                            bare["latency_us"]["p50"])
                           for ours, bare in one],
                          "us", "<=", 1.15, "bare echo", missed)]

    def pairs(self, pairs, count, clients):
        """Ours and an echo of the same sizes, one after the other."""
        measured = []
        with self.programs.echo_server() as echo:
            for pair in range(pairs):
                self.say(f"totals beside echo, {clients} clients, "
                         f"{pair + 1} of {pairs}")
                ours = self.programs.loadgen(
                    "totals", "--query", self.suite.query.address,
                    "--clients", clients, "--count", count)
                bare = self.programs.run(
                    "loadgen", "echo", "--server", echo.address,
                    "--clients", clients, "--count", count, "--prepare",
                    "--request-bytes", ours["bytes_sent"] // count,
                    "--response-bytes", ours["bytes_received"] // count)
                measured.append((ours, bare))
        return measured

    def children(self, runs, count):
        measured = []
        for run in range(runs):
            self.say(f"totals of {names.WIDE_CHILDREN} children, {run + 1} "
                     f"of {runs}")
            done = self.programs.loadgen(
                "list", "--query", self.suite.query.address, "--region",
                names.WIDE_REGION, "--clients", 4, "--count", count)
            measured.append(done["rows_per_second"])
        return rows.by_runs(
            f"ListTotals of {names.WIDE_CHILDREN} children", measured,
            "region rows/s", ">=", 150_000,
            "see docs/performance.md, Totals of children")
