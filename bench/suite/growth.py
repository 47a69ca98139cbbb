# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""How costs grow with the reports that are held: at some numbers of them the
last ones are sent measured, and questions are asked, with all three processes
running."""

import programs as names
import rows
import writing

# Sent measured at most, before each number of reports is reached.
STREAMED = 20_000
UNARY = 5_000
ALONE = 500
# Calls.
TOTALS = 20_000
TOTALS_ALONE = 2_000
LISTS = 500

GIGA = 1e9


class Growth:

    def __init__(self, suite, sending, asking, say):
        self.suite = suite
        self.sending = sending
        self.asking = asking
        self.say = say

    def at(self, reports):
        """Rows at so many reports, which must be more than there are."""
        measured = self.submissions(reports) + self.questions() + self.held()
        return [rows.point(measure, reports, value, unit, note=note)
                for measure, value, unit, note in measured]

    def submissions(self, reports):
        room = reports - self.sending.next
        streamed, unary, alone = (
            min(most, room // share)
            for most, share in ((STREAMED, 2), (UNARY, 4), (ALONE, 10)))
        self.sending.fill(reports - streamed - unary - alone)
        self.say(f"submissions up to {reports:,} reports")
        by_stream = self.sending.submit(
            streamed, "--mode", "stream", "--prepare", "--clients",
            writing.STREAMS, "--until-visible")["profile"]
        by_call = self.sending.submit(
            unary, "--prepare", "--clients", writing.CLIENTS,
            "--until-visible")["profile"]
        one = self.sending.submit(alone, "--prepare", "--until-visible")
        return [
            *both("streamed submission, to visible", by_stream),
            *both("unary submission, 64 clients, to visible", by_call),
            ("durable answer to one client, p50",
             one["latency_us"]["p50"] / 1000, "ms", "")]

    def questions(self):
        """The root's newest year: the row that every report changes."""
        self.say(f"questions at {self.sending.next:,} reports")
        last = self.sending.programs.years[1]

        def totals(count, clients):
            return self.asking.ask(
                "answers", "totals", count, clients, "--region", names.NATION,
                years=(last, last))

        return [
            *both("GetTotals, 64 clients",
                  totals(TOTALS, writing.CLIENTS)["profile"]),
            ("GetTotals, one client, p50",
             totals(TOTALS_ALONE, 1)["latency_us"]["p50"], "us", ""),
            *both(f"ListTotals, a row of {names.WIDE_CHILDREN}",
                  self.asking.list(LISTS)["profile"])]

    def held(self):
        """What all reports take so far, the registry included."""
        return ([(f"memory of {service.target}",
                  service.memory_bytes() / GIGA, "GB", "")
                 for service in self.suite.all]
                + [(f"disk of {service.target}", service.disk_bytes() / GIGA,
                    "GB", "")
                   for service in (self.suite.ingest, self.suite.aggregate)])


def both(measure, profile):
    """By the clock, and of the services' processors."""
    return [(measure, profile.wall_us(), "us", ""),
            (f"{measure}, processor time of the services",
             profile.services_us(), "us", profile.words())]
