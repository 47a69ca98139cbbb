# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Questions to query: totals of a region, and of all its children."""

import echo
import programs as names
import rows
import usage

CLIENTS = 64

TRIED_TOTALS = (
    "answers are kept bytes to which the position is appended; what is left "
    "is the parsing of the question and two look-ups, see "
    "docs/performance.md, Totals")
TRIED_CHILDREN = "see docs/performance.md, Totals"


class Reading:

    def __init__(self, programs, suite, say):
        self.programs = programs
        self.suite = suite
        self.say = say

    def ask(self, key, command, count, clients, *options, years=None):
        """`key`: what is counted in the answers."""
        return usage.measured(
            "call" if key == "answers" else "row", key, self.suite.pids(),
            lambda: self.programs.loadgen(
                command, "--query", self.suite.query.address, "--clients",
                clients, "--count", count, *options, years=years))

    def list(self, count):
        return self.ask("rows", "list", count, 4, "--region",
                        names.WIDE_REGION)

    def totals(self, pairs, count):
        many = self.pairs(pairs, count, CLIENTS)
        one = self.pairs(pairs, count // 10, 1)
        return [
            rows.by_pairs("GetTotals, 64 clients", echo.per_second(many),
                          "1/s", ">=", 0.9, "bare echo",
                          f"{echo.words(many)}; {TRIED_TOTALS}"),
            rows.by_pairs("GetTotals, one client, p50",
                          [(ours["latency_us"]["p50"],
                            bare["latency_us"]["p50"])
                           for ours, bare in one],
                          "us", "<=", 1.15, "bare echo",
                          f"{echo.words(one)}; {TRIED_TOTALS}")]

    def pairs(self, pairs, count, clients):
        """Ours and an echo of the same sizes, one after the other."""
        measured = []
        with self.programs.echo_server() as server:
            for pair in range(pairs):
                self.say(f"totals beside echo, {clients} clients, "
                         f"{pair + 1} of {pairs}")
                ours = self.ask("answers", "totals", count, clients)
                measured.append(
                    (ours, echo.like(self.programs, server, ours, clients)))
        return measured

    def children(self, runs, count):
        measured = []
        for run in range(runs):
            self.say(f"totals of {names.WIDE_CHILDREN} children, {run + 1} "
                     f"of {runs}")
            measured.append(self.list(count))
        profile = usage.together([one["profile"] for one in measured])
        return rows.by_runs(
            f"ListTotals of {names.WIDE_CHILDREN} children",
            [one["rows_per_second"] for one in measured], "region rows/s",
            ">=", 150_000, f"{profile.words()}; {TRIED_CHILDREN}")
