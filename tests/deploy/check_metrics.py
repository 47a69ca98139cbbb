#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
"""Every metric that an alert uses is one that a running suite exposes.

Starts `disclosured --target=all` on free ports of the loopback, finds the admin
address among those it prints, waits until it is ready, reads /metrics, and
ends it by SIGTERM, which must work within the promised time.
"""

import argparse
import http.client
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import checks

START_SECONDS = 60
STOP_SECONDS = 5


def used_metrics(rules):
    """Names in the rules, without what a histogram adds to its own."""
    names = re.findall(r"\b(?:disclosure|grpc_server)_[a-z_]+\b(?=[{\[)\s])",
                       "\n".join(line for line in rules.splitlines()
                                 if not line.lstrip().startswith(
                                     ("#", "summary", "action"))))
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in names}


def get(address, path):
    """Status and body; None if nothing there speaks HTTP."""
    try:
        with urllib.request.urlopen(f"http://{address}{path}",
                                    timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (OSError, http.client.HTTPException):  # The gRPC port: HTTP/2.
        return None


def find_admin(lines, printed, deadline):
    """The first address in the output that serves /livez."""
    while time.monotonic() < deadline:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return None
        if line is None:
            return None
        printed.append(line)
        for address in re.findall(r"127\.0\.0\.1:[1-9]\d*", line):
            answer = get(address, "/livez")
            if answer and answer[0] == 200:
                return address
    return None


def wait_until_ready(address, deadline):
    answer = None
    while time.monotonic() < deadline:
        answer = get(address, "/readyz")
        if answer and answer[0] == 200:
            return None
        time.sleep(0.05)
    return answer


def expect_metrics(process, rules, report):
    printed, lines = [], queue.Queue()

    def pump():
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=pump, daemon=True).start()
    deadline = time.monotonic() + START_SECONDS
    admin = find_admin(lines, printed, deadline)
    if not report.expect(admin, "no admin address in what it printed:\n" +
                         "".join(printed)):
        return
    not_ready = wait_until_ready(admin, deadline)
    report.expect(not_ready is None, f"/readyz still says {not_ready}")
    text = get(admin, "/metrics")[1]
    exposed = set(re.findall(r"^# TYPE (\S+) ", text, re.M))
    used = used_metrics(rules)
    report.expect(len(used) > 5, f"only {used} found in the rules")
    report.expect(used <= exposed, f"not exposed: {sorted(used - exposed)}")
    print(f"{len(used)} metrics used of {len(exposed)} exposed")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--binary", required=True)
    arguments = parser.parse_args()

    report = checks.Report()
    rules = arguments.source / "deploy/prometheus/disclosure.rules.yml"
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [arguments.binary, "--target=all", f"--data-dir={folder}/data",
             "--listen=127.0.0.1:0", "--admin-listen=127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            expect_metrics(process, rules.read_text(encoding="utf-8"), report)
            process.terminate()
            try:
                code = process.wait(timeout=STOP_SECONDS)
                report.expect(code == 0, f"it ended with {code}")
            except subprocess.TimeoutExpired:
                report.expect(False, f"SIGTERM took over {STOP_SECONDS} s")
        finally:
            process.kill()
            process.wait()
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
