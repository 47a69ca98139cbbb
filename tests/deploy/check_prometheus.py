#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
"""Checks deploy/prometheus with promtool, and what promtool does not look at.

That is: every alert says what to do, in both languages where people read it,
and is provoked by a rule test; the names scraped on Kubernetes are services of
deploy/k8s/base, with their ports.
"""

import argparse
import pathlib
import shutil
import sys

import yaml

import checks

SEVERITIES = {"critical", "warning"}
ANNOTATIONS = {"summary", "summary_zh", "action"}


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def check_alerts(folder, report):
    groups = load(folder / "disclosure.rules.yml")["groups"]
    alerts = [r for group in groups for r in group["rules"] if "alert" in r]
    provoked = {case["alertname"]
                for test in load(folder / "disclosure.rules.test.yml")["tests"]
                for case in test["alert_rule_test"] if case["exp_alerts"]}
    for alert in alerts:
        name = alert["alert"]
        report.expect(alert.get("labels", {}).get("severity") in SEVERITIES,
                      f"{name}: severity must be one of {SEVERITIES}")
        report.expect(set(alert.get("annotations", {})) == ANNOTATIONS,
                      f"{name}: annotations must be {ANNOTATIONS}")
        report.expect(name in provoked, f"{name}: no test provokes it")
    names = [alert["alert"] for alert in alerts]
    report.expect(len(names) == len(set(names)), "an alert is named twice")
    print(f"{len(names)} alerts")


def check_kubernetes_names(source, report):
    services = source / "deploy/k8s/base/metrics-services.yaml"
    wanted = {(f"{s['metadata']['name']}.disclosure.svc",
               s["spec"]["ports"][0]["port"])
              for s in yaml.safe_load_all(services.read_text(encoding="utf-8"))}
    jobs = load(source / "deploy/prometheus/prometheus-k8s.yml")
    found = {(name, entry["port"])
             for job in jobs["scrape_configs"]
             for entry in job["dns_sd_configs"] for name in entry["names"]}
    report.expect(found == wanted,
                  f"prometheus-k8s.yml scrapes {found}, services: {wanted}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    if not shutil.which("promtool"):
        return checks.skip("promtool is not installed")

    folder = arguments.source / "deploy/prometheus"
    report = checks.Report()
    configs = sorted(folder.glob("prometheus*.yml"))
    report.expect(len(configs) == 2, f"scrape configurations: {configs}")
    rules = str(folder / "disclosure.rules.yml")
    tests = str(folder / "disclosure.rules.test.yml")
    commands = [["check", "config", str(config)] for config in configs]
    commands += [["check", "rules", rules], ["test", "rules", tests]]
    for command in commands:
        code, output = checks.run(["promtool", *command])
        report.expect(code == 0,
                      f"promtool {' '.join(command)} said:\n{output}")
    check_alerts(folder, report)
    check_kubernetes_names(arguments.source, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
