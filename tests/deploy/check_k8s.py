#!/usr/bin/env python3
# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0
"""Renders deploy/k8s/base with kubectl and checks what comes out.

No cluster is needed. Checked are the things a cluster would accept and then
not run as meant: flags the program does not know, ports that differ between
program, probe, service and policy, selectors that select nothing, secrets that
nobody is told to make, pods that could write or become root.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

import checks

# The design's ports: gRPC and admin, per target.
PORTS = {"ingest": (17001, 17091), "aggregate": (17002, 17092),
         "query": (17003, 17093)}
KINDS = {"ingest": "StatefulSet", "aggregate": "StatefulSet",
         "query": "Deployment"}
# Whom a target calls, by flag.
PEERS = {"ingest": {}, "aggregate": {"--ingest": "ingest"},
         "query": {"--ingest": "ingest", "--aggregate": "aggregate"}}
# What kubectl 1.20 understands in a kustomization made of files.
KUSTOMIZATION_FIELDS = {"apiVersion", "kind", "namespace", "resources",
                        "images"}


def check_kustomization(base, report):
    text = (base / "kustomization.yaml").read_text(encoding="utf-8")
    kustomization = yaml.safe_load(text)
    unknown = set(kustomization) - KUSTOMIZATION_FIELDS
    report.expect(not unknown,
                  f"kustomization: not for kubectl 1.20: {unknown}")
    listed = set(kustomization["resources"])
    present = {p.name for p in base.glob("*.yaml")} - {"kustomization.yaml"}
    report.expect(listed == present,
                  f"kustomization lists {listed}, the folder holds {present}")


def render(kubectl, base, report):
    done = subprocess.run([kubectl, "kustomize", str(base)], text=True,
                          capture_output=True, timeout=120, check=False)
    report.expect(done.returncode == 0 and not done.stderr.strip(),
                  f"kubectl kustomize said:\n{done.stderr}")
    return [d for d in yaml.safe_load_all(done.stdout) if d]


def by_kind(objects, kind):
    return {o["metadata"]["name"]: o for o in objects if o["kind"] == kind}


def check_probes(container, admin, where, report):
    ports = {p["name"]: p["containerPort"] for p in container["ports"]}
    for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"),
                        ("readinessProbe", "/readyz")):
        get = container.get(probe, {}).get("httpGet", {})
        port = ports.get(get.get("port"), get.get("port"))
        report.expect(get.get("path") == path and port == admin,
                      f"{where}: {probe} must ask {path} on {admin}: {get}")


def check_permissions(pod, container, where, report):
    security = pod.get("securityContext", {})
    report.expect(security.get("runAsNonRoot") is True, f"{where}: may be root")
    report.expect(security.get("runAsUser", 0) > 0, f"{where}: names no user")
    report.expect(security.get("seccompProfile") == {"type": "RuntimeDefault"},
                  f"{where}: no seccomp profile")
    report.expect(pod.get("automountServiceAccountToken") is False,
                  f"{where}: gets a token it does not need")
    own = container.get("securityContext", {})
    report.expect(own.get("allowPrivilegeEscalation") is False and
                  own.get("readOnlyRootFilesystem") is True and
                  own.get("capabilities") == {"drop": ["ALL"]},
                  f"{where}: container may do too much: {own}")
    resources = container.get("resources", {})
    for kind, names in (("requests", ("cpu", "memory")),
                        ("limits", ("memory",))):
        for name in names:
            report.expect(resources.get(kind, {}).get(name),
                          f"{where}: resources.{kind}.{name} is missing")


def check_files(workload, pod, container, arguments, where, report):
    """Every file or folder in a flag lies in a mount, every mount exists."""
    volumes = {v["name"] for v in pod.get("volumes", [])}
    claims = workload["spec"].get("volumeClaimTemplates", [])
    volumes |= {c["metadata"]["name"] for c in claims}
    mounts = {m["mountPath"]: m for m in container.get("volumeMounts", [])}
    for mount in mounts.values():
        report.expect(mount["name"] in volumes,
                      f"{where}: no volume {mount['name']}")
    for argument in arguments:
        value = argument.partition("=")[2]
        if value.startswith("/"):
            report.expect(any(value == m or value.startswith(m + "/")
                              for m in mounts),
                          f"{where}: {argument} lies in no mount")
    data = [a for a in arguments if a.startswith("--data-dir=")]
    if claims:
        path = mounts.get(data[0].partition("=")[2]) if data else None
        report.expect(path and path["name"] in
                      {c["metadata"]["name"] for c in claims},
                      f"{where}: the data folder is not on the claimed volume")


def check_target(target, objects, flags, report):
    where = f"{KINDS[target]}/disclosure-{target}"
    workload = by_kind(objects, KINDS[target]).get(f"disclosure-{target}")
    if not report.expect(workload, f"{where} is missing"):
        return None
    spec = workload["spec"]
    pod = spec["template"]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    report.expect(spec["selector"]["matchLabels"].items() <= labels.items(),
                  f"{where}: its selector does not select its pods")
    report.expect(len(pod["containers"]) == 1,
                  f"{where}: one container expected")
    container = pod["containers"][0]
    grpc, admin = PORTS[target]
    ports = {p["name"]: p["containerPort"] for p in container["ports"]}
    report.expect(ports == {"grpc": grpc, "admin": admin}, f"{where}: {ports}")

    arguments = container["args"]
    checks.expect_known_flags(arguments, flags, where, report)
    given = dict(a.partition("=")[::2] for a in arguments)
    report.expect(len(given) == len(arguments), f"{where}: a flag twice")
    report.expect(given.get("--target") == target, f"{where}: {given}")
    for flag, port in (("--listen", grpc), ("--admin-listen", admin)):
        report.expect(given.get(flag, "").endswith(f":{port}"),
                      f"{where}: {flag} must end in :{port}")
    for flag, peer in PEERS[target].items():
        report.expect(given.get(flag) == f"disclosure-{peer}:{PORTS[peer][0]}",
                      f"{where}: {flag}={given.get(flag)}")
    report.expect("--insecure" not in given, f"{where}: runs without TLS")

    # Shutting down takes up to 5 s.
    report.expect(pod.get("terminationGracePeriodSeconds", 30) >= 10,
                  f"{where}: too little time to end")
    report.expect(pod.get("serviceAccountName") in
                  by_kind(objects, "ServiceAccount"), f"{where}: no account")
    if KINDS[target] == "StatefulSet":
        report.expect(spec["replicas"] == 1, f"{where}: must have one replica")
        report.expect(spec["serviceName"] in by_kind(objects, "Service"),
                      f"{where}: no service {spec['serviceName']}")
    check_probes(container, admin, where, report)
    check_permissions(pod, container, where, report)
    check_files(workload, pod, container, arguments, where, report)
    return {"labels": labels, "ports": ports, "pod": pod}


def selects(selector, labels):
    return selector.get("matchLabels", {}).items() <= labels.items()


def check_services(objects, targets, report):
    services = by_kind(objects, "Service")
    for target, found in targets.items():
        grpc, admin = PORTS[target]
        for name, number in ((f"disclosure-{target}", grpc),
                             (f"disclosure-{target}-metrics", admin)):
            if not report.expect(name in services, f"no service {name}"):
                continue
            spec = services[name]["spec"]
            hit = [t for t, other in targets.items()
                   if spec["selector"].items() <= other["labels"].items()]
            report.expect(hit == [target], f"service {name} selects {hit}")
            ports = [(p["port"], found["ports"].get(p["targetPort"]))
                     for p in spec["ports"]]
            report.expect(ports == [(number, number)],
                          f"service {name}: ports {ports}")


def check_policies(objects, targets, report):
    """Each pod has a policy, and each call of PEERS passes both ends."""
    policies = by_kind(objects, "NetworkPolicy").values()

    def ports_between(caller, callee, direction, peers):
        open_ports = set()
        for policy in policies:
            subject = caller if direction == "egress" else callee
            if not selects(policy["spec"]["podSelector"],
                           targets[subject]["labels"]):
                continue
            for rule in policy["spec"].get(direction, []):
                other = callee if direction == "egress" else caller
                if any("namespaceSelector" not in peer and
                       selects(peer.get("podSelector", {}),
                               targets[other]["labels"])
                       for peer in rule.get(peers, [])):
                    open_ports |= {p["port"] for p in rule["ports"]}
        return open_ports

    for target, found in targets.items():
        mine = [p for p in policies
                if selects(p["spec"]["podSelector"], found["labels"])]
        report.expect(len(mine) == 1, f"{target}: {len(mine)} network policies")
        scraped = {port["port"] for policy in mine
                   for rule in policy["spec"]["ingress"]
                   for port in rule["ports"]}
        report.expect(scraped == set(PORTS[target]),
                      f"{target}: its policy opens {scraped}")
        for callee in PEERS[target].values():
            for direction, peers in (("egress", "to"), ("ingress", "from")):
                open_ports = ports_between(target, callee, direction, peers)
                report.expect(open_ports == {PORTS[callee][0]},
                              f"{direction} {target} -> {callee}: {open_ports}")


def check_budgets(objects, targets, report):
    for name, budget in by_kind(objects, "PodDisruptionBudget").items():
        hit = [t for t, found in targets.items()
               if selects(budget["spec"]["selector"], found["labels"])]
        report.expect(hit == ["query"], f"budget {name} selects {hit}")


def check_image(source, targets, report):
    """The pods run the image that deploy/image makes of this version."""
    project = (source / "CMakeLists.txt").read_text(encoding="utf-8")
    version = re.search(r"^project\(disclosure VERSION (\S+)", project, re.M)[1]
    recipe = (source / "deploy/image/Containerfile").read_text(encoding="utf-8")
    user = int(re.search(r"^USER (\d+):", recipe, re.M)[1])
    for target, found in targets.items():
        pod = found["pod"]
        image = pod["containers"][0]["image"]
        report.expect(image == f"disclosure:{version}", f"{target}: {image}")
        report.expect(pod["securityContext"]["runAsUser"] == user,
                      f"{target}: not the user of the image, {user}")


def check_backup(objects, targets, report):
    """The job asks ingest as a client that its policy lets through."""
    where = "CronJob/disclosure-backup"
    job = by_kind(objects, "CronJob").get("disclosure-backup")
    if not report.expect(job, f"{where} is missing"):
        return
    report.expect(job["spec"].get("concurrencyPolicy") == "Forbid",
                  f"{where}: two at a time")
    template = job["spec"]["jobTemplate"]["spec"]["template"]
    pod = template["spec"]
    container = pod["containers"][0]
    report.expect(template["metadata"]["labels"].get("disclosure-client") ==
                  "true", f"{where}: the network policy stops it")
    report.expect(f"--ingest=disclosure-ingest:{PORTS['ingest'][0]}" in
                  container["args"], f"{where}: {container['args']}")
    report.expect(any(a.startswith("--backup-dir=") for a in
                      targets["ingest"]["pod"]["containers"][0]["args"]),
                  f"{where}: ingest has no folder for backups")
    check_permissions(pod, container, where, report)
    check_files(job, pod, container, container["args"], where, report)
    targets["backup"] = {"pod": pod}


def check_secrets(objects, targets, readme, report):
    declared = {*by_kind(objects, "Secret"), *by_kind(objects, "ConfigMap")}
    for target, found in targets.items():
        for volume in found["pod"].get("volumes", []):
            name = (volume.get("secret", {}).get("secretName") or
                    volume.get("configMap", {}).get("name"))
            if name:
                report.expect(name in declared or f"`{name}`" in readme,
                              f"{target}: {name} is neither declared nor "
                              "named in the README")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kubectl", default="kubectl")
    arguments = parser.parse_args()
    if not shutil.which(arguments.kubectl):
        return checks.skip("kubectl is not installed")

    folder = arguments.source / "deploy/k8s"
    report = checks.Report()
    flags = checks.known_flags(arguments.binary, report)
    check_kustomization(folder / "base", report)
    objects = render(arguments.kubectl, folder / "base", report)
    spaces = {o["metadata"].get("namespace", "disclosure") for o in objects}
    report.expect(spaces == {"disclosure"}, f"namespaces: {spaces}")
    targets = {t: check_target(t, objects, flags, report) for t in PORTS}
    targets = {t: found for t, found in targets.items() if found}
    check_services(objects, targets, report)
    check_policies(objects, targets, report)
    check_budgets(objects, targets, report)
    if "ingest" in targets:
        check_backup(objects, targets, report)
    check_image(arguments.source, targets, report)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    check_secrets(objects, targets, readme, report)
    print(f"{len(objects)} objects rendered by {arguments.kubectl}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
