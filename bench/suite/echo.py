# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""The bare echo beside a load: the same client, the same sizes, a server that
does nothing."""

import usage


def like(programs, server, load, clients):
    """As many calls of the same sizes as `load` says that there were."""
    count = load["answers"]
    return usage.measured(
        "call", "answers", server.pids(),
        lambda: programs.run(
            "loadgen", "echo", "--server", server.address, "--count", count,
            "--clients", clients, "--prepare",
            "--request-bytes", load["bytes_sent"] // count,
            "--response-bytes", load["bytes_received"] // count))


def per_second(pairs):
    return [(ours["answers_per_second"], bare["answers_per_second"])
            for ours, bare in pairs]


def words(pairs):
    """The profiles of both sides of the pairs."""
    ours, bare = (usage.together([one["profile"] for one in side])
                  for side in zip(*pairs))
    return f"{ours.words()}; bare echo, {bare.words()}"
