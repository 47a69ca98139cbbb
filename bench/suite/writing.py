# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Submissions: how many a second, how soon durable, how soon visible."""

import rows

# Values in a group of the bare committer.
GROUP = 256
STREAMS = 4
CLIENTS = 64


class Writing:
    """Submits the nation's reports in order; `next` is the first not sent."""

    def __init__(self, programs, suite, folder, say):
        self.programs = programs
        self.suite = suite
        self.folder = folder
        self.say = say
        self.next = 0
        self.amendments = 0

    def servers(self):
        return ["--ingest", self.suite.ingest.address,
                "--query", self.suite.query.address]

    def registry(self):
        self.say("registry of the nation")
        return self.programs.loadgen("registry", *self.servers())

    def submit(self, count, *options):
        done = self.programs.loadgen("submit", *self.servers(),
                                     "--first", self.next,
                                     "--reports", count, *options)
        self.next += done["reports"]
        return done

    def amend(self, command, count, *options):
        done = self.programs.loadgen(command, *self.servers(),
                                     "--reports", self.next,
                                     "--first", self.amendments,
                                     "--count", count, *options)
        self.amendments += count
        return done

    def verify(self):
        """Every total against an independent sum; the server must hold just
        what was sent."""
        self.say("totals against an independent recomputation")
        return self.programs.loadgen(
            "verify", *self.servers(), "--reports", self.next,
            "--amendments", self.amendments)

    def one_client(self, runs, count):
        p50, p99 = [], []
        for run in range(runs):
            self.say(f"one client, run {run + 1} of {runs}")
            done = self.submit(count, "--prepare")["latency_us"]
            p50.append(done["p50"] / 1000)
            p99.append(done["p99"] / 1000)
        missed = "the sync of the disk and two waking threads, see " \
                 "docs/performance.md"
        return [rows.by_runs("durable answer to one client, p50", p50, "ms",
                             "<=", 0.8, missed),
                rows.by_runs("durable answer to one client, p99", p99, "ms",
                             "<=", 4, missed)]

    def unary(self, pairs, count, peers):
        measured = []
        with self.programs.echo_server() as echo:
            for pair in range(pairs):
                self.say(f"unary submissions beside echo, {pair + 1} of "
                         f"{pairs}")
                ours = self.submit(count, "--prepare", "--clients", CLIENTS)
                bare = self.programs.run(
                    "loadgen", "echo", "--server", echo.address, "--count",
                    count, "--clients", CLIENTS, "--prepare",
                    "--request-bytes", ours["bytes_sent"] // ours["answers"],
                    "--response-bytes",
                    ours["bytes_received"] // ours["answers"])
                measured.append((ours["answers_per_second"],
                                 bare["answers_per_second"]))
        return rows.by_pairs(
            "unary submissions, 64 clients", measured, "1/s", ">=", 0.7,
            "bare echo", "see docs/performance.md, Unary submissions",
            peer=peers, note="orientation: 10,000/s")

    def stream(self, pairs, count):
        measured = []
        for pair in range(pairs):
            self.say(f"streamed submissions beside RocksDB, {pair + 1} of "
                     f"{pairs}")
            ours = self.submit(count, "--mode", "stream", "--prepare",
                               "--clients", STREAMS)
            bare = self.programs.run(
                "rocksdb_committer", "--count", count, "--group", GROUP,
                "--value-bytes", ours["bytes_sent"] // count,
                "--folder", self.folder)
            measured.append((ours["reports_per_second"], bare["per_second"]))
        return rows.by_pairs(
            "streamed submissions", measured, "1/s", ">=", 0.8,
            f"RocksDB, groups of {GROUP}",
            "see docs/performance.md, Streamed submissions",
            note="orientation: stretch 30,000/s")

    def deadline_day(self, runs, count):
        """All reports of a year from the first byte until the totals that
        query gives hold the last of them."""
        seconds = []
        for run in range(runs):
            self.say(f"a deadline day of {count:,} reports, {run + 1} of "
                     f"{runs}")
            done = self.submit(count, "--mode", "stream", "--prepare",
                               "--prepare-mb", 4096, "--clients", STREAMS,
                               "--until-visible")
            seconds.append(done["visible_seconds"])
        target = 10 * count / 150_000
        return rows.by_runs(
            f"a deadline day of {count:,} reports, to final totals", seconds,
            "s", "<=", target, "see docs/performance.md, The deadline day")

    def visible(self, runs, rate, count):
        watched = {"p50": [], "p99": []}
        asked = {"p50": [], "p99": []}
        for run in range(runs):
            self.say(f"acknowledged to visible, {run + 1} of {runs}")
            done = self.amend("visible", count, "--rate", rate)
            for part, values in watched.items():
                values.append(done["visible_us"][part] / 1000)
            done = self.amend("visible", count, "--rate", rate, "--by-position")
            for part, values in asked.items():
                values.append(done["answered_at_position_us"][part] / 1000)
        missed = "see docs/performance.md, From acknowledged to visible"
        name = f"acknowledged to visible at {rate:,}/s"
        return [rows.by_runs(f"{name}, p50", watched["p50"], "ms", "<=", 0.5,
                             missed),
                rows.by_runs(f"{name}, p99", watched["p99"], "ms", "<=", 5,
                             missed),
                rows.stated("answer at min_position of the acknowledgement, "
                            "p50", asked["p50"], "ms",
                            note="it holds the amendment: nothing is stale "
                            f"(p99 {rows.median(asked['p99']):.2f} ms)")]
