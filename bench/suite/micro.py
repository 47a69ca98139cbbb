# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Single steps in memory, by google-benchmark; and PostgreSQL's answer to the
same submissions."""

import rows

BENCHMARKS = ("form_benchmark", "ingest_benchmark", "rollup_benchmark")


def steps(programs, root_seconds, say):
    """A stated row for each benchmark."""
    result = []
    for name in BENCHMARKS:
        say(name)
        done = programs.run(name, "--benchmark_format=json",
                            f"--benchmark_min_time={root_seconds}")
        for benchmark in done["benchmarks"]:
            if benchmark.get("run_type") == "aggregate":
                continue
            result.append(rows.stated(
                f"{name.removesuffix('_benchmark')}: {benchmark['name']}",
                [benchmark["cpu_time"]], benchmark["time_unit"]))
    return result


def postgres(programs, seconds, folder, say):
    """Single submissions a second, by case and connections."""
    say("PostgreSQL, single submissions")
    done = programs.run("postgres_peer", "--cases", "plain,triggers",
                        "--connections", "1,8,64", "--seconds", seconds,
                        "--folder", folder)
    names = {"plain": "PostgreSQL", "triggers": "PostgreSQL, totals by trigger"}
    return {f"{names[case['case']]}, {case['connections']} clients":
            case["per_second"] for case in done["cases"]}
