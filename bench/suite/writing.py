# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Submissions: how many a second, how soon durable, how soon visible."""

import echo
import rows
import usage

# Values in a group of the bare committer.
GROUP = 256
# As many cities send at once; a stream has one message of 64 reports in work.
STREAMS = 16
CLIENTS = 64
# Sent in one go where it is not measured: nobody falls behind by more.
FILL_MAX = 150_000
# Prepared requests of a deadline day take 0.9 GB.
PREPARE_MB = 4096

TRIED_ONE = (
    "a call, a sync of the disk and threads that must be woken on halted "
    "cores; locks are no longer looked up in abseil's graph, the rest is in "
    "docs/performance.md, One client")
TRIED_UNARY = (
    "the narrative is read once and stays bytes, figures are scanned from the "
    "wire, locks are not looked up in a graph; what is left is in "
    "docs/performance.md, Unary submissions")
TRIED_STREAM = (
    "it also checks, hashes, compresses, keeps head and answer of each; what "
    "was made faster is in docs/performance.md, Streamed submissions")
TRIED_DAY = (
    "items of the rollup feed travel as bytes, memory comes in large pages; "
    "what is left is in docs/performance.md, The deadline day")
TRIED_VISIBLE = (
    "no hop waits for a period, an update that waits is joined with the one "
    "before it; see docs/performance.md, From acknowledged to visible")


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
        done = usage.measured(
            "report", "reports", self.suite.pids(),
            lambda: self.programs.loadgen("submit", *self.servers(),
                                          "--first", self.next,
                                          "--reports", count, *options))
        self.next += done["reports"]
        return done

    def fill(self, reports):
        """Until there are so many, and query holds them."""
        while self.next < reports:
            self.say(f"filling, {reports - self.next:,} more reports")
            self.submit(min(FILL_MAX, reports - self.next), "--mode", "stream",
                        "--clients", STREAMS, "--until-visible")

    def amend(self, command, count, *options):
        done = usage.measured(
            "amendment", "reports", self.suite.pids(),
            lambda: self.programs.loadgen(command, *self.servers(),
                                          "--reports", self.next,
                                          "--first", self.amendments,
                                          "--count", count, *options))
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
        """Beside an echo of the same sizes, which is told as the reason."""
        ours, bare = [], []
        syncs = self.sync_seconds()
        with self.programs.echo_server() as server:
            for run in range(runs):
                self.say(f"one client, run {run + 1} of {runs}")
                ours.append(self.submit(count, "--prepare"))
                bare.append(echo.like(self.programs, server, ours[-1], 1))
        sync_count, sync_sum = (after - before for before, after
                                in zip(syncs, self.sync_seconds()))
        profile = usage.together([one["profile"] for one in ours])
        call = rows.median([one["latency_us"]["p50"] for one in bare])
        missed = (f"a sync takes {sync_sum / sync_count * 1000:.2f} ms on "
                  f"average, an echo of the same sizes {call / 1000:.2f} ms "
                  f"(p50); {profile.words()}; {TRIED_ONE}")
        p50, p99 = ([one["latency_us"][part] / 1000 for one in ours]
                    for part in ("p50", "p99"))
        return [rows.by_runs("durable answer to one client, p50", p50, "ms",
                             "<=", 0.8, missed),
                rows.by_runs("durable answer to one client, p99", p99, "ms",
                             "<=", 4, missed)]

    def sync_seconds(self):
        """Syncs so far, and the seconds that they took."""
        return [self.suite.ingest.metric(f"disclosure_ingest_sync_seconds_{of}")
                for of in ("count", "sum")]

    def unary(self, pairs, count, peers):
        measured = []
        with self.programs.echo_server() as server:
            for pair in range(pairs):
                self.say(f"unary submissions beside echo, {pair + 1} of "
                         f"{pairs}")
                ours = self.submit(count, "--prepare", "--clients", CLIENTS)
                measured.append(
                    (ours, echo.like(self.programs, server, ours, CLIENTS)))
        return rows.by_pairs(
            "unary submissions, 64 clients",
            echo.per_second(measured), "1/s", ">=", 0.7, "bare echo",
            f"{echo.words(measured)}; {TRIED_UNARY}", peer=peers,
            note="orientation: 10,000/s")

    def stream(self, pairs, count):
        profiles, measured = [], []
        for pair in range(pairs):
            self.say(f"streamed submissions beside RocksDB, {pair + 1} of "
                     f"{pairs}")
            ours = self.submit(count, "--mode", "stream", "--prepare",
                               "--clients", STREAMS)
            bare = self.programs.run(
                "rocksdb_committer", "--count", count, "--group", GROUP,
                "--value-bytes", ours["bytes_sent"] // count,
                "--folder", self.folder)
            profiles.append(ours["profile"])
            measured.append((ours["reports_per_second"], bare["per_second"]))
        return rows.by_pairs(
            "streamed submissions", measured, "1/s", ">=", 0.8,
            f"RocksDB, groups of {GROUP}",
            f"{usage.together(profiles).words()}; {TRIED_STREAM}",
            note="orientation: stretch 30,000/s")

    def deadline_day(self, runs, count):
        """All reports of a year from the first byte until the totals that
        query gives hold the last of them."""
        days = []
        for run in range(runs):
            self.say(f"a deadline day of {count:,} reports, {run + 1} of "
                     f"{runs}")
            days.append(self.submit(count, "--mode", "stream", "--prepare",
                                    "--prepare-mb", PREPARE_MB, "--clients",
                                    STREAMS, "--until-visible"))
        target = 10 * count / 150_000
        profile = usage.together([day["profile"] for day in days])
        return rows.by_runs(
            f"a deadline day of {count:,} reports, to final totals",
            [day["visible_seconds"] for day in days], "s", "<=", target,
            f"{profile.words()}; {TRIED_DAY}")

    def visible(self, runs, rate, count):
        watched, asked = [], []
        for run in range(runs):
            self.say(f"acknowledged to visible, {run + 1} of {runs}")
            watched.append(self.amend("visible", count, "--rate", rate))
            asked.append(self.amend("visible", count, "--rate", rate,
                                    "--by-position"))
        profile = usage.together([one["profile"] for one in watched])
        missed = f"{profile.words()}; {TRIED_VISIBLE}"
        name = f"acknowledged to visible at {rate:,}/s"

        def milliseconds(done, key, part):
            return [one[key][part] / 1000 for one in done]

        p99 = rows.median(milliseconds(asked, "answered_at_position_us", "p99"))
        return [rows.by_runs(f"{name}, p50",
                             milliseconds(watched, "visible_us", "p50"), "ms",
                             "<=", 0.5, missed),
                rows.by_runs(f"{name}, p99",
                             milliseconds(watched, "visible_us", "p99"), "ms",
                             "<=", 5, missed),
                rows.stated("answer at min_position of the acknowledgement, "
                            "p50",
                            milliseconds(asked, "answered_at_position_us",
                                         "p50"),
                            "ms",
                            note="it holds the amendment: nothing is stale "
                            f"(p99 {p99:.2f} ms)")]
