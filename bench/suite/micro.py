# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Single steps in memory, by google-benchmark; and PostgreSQL's answer to the
same submissions."""

import rows

BENCHMARKS = ("form_benchmark", "ingest_benchmark", "rollup_benchmark")


# Those of a nation are rows of their own.
NATION = "BM_Nation"


def benchmarks(programs, name, *options):
    done = programs.run(name, "--benchmark_format=json", *options)
    return [benchmark for benchmark in done["benchmarks"]
            if benchmark.get("run_type") != "aggregate"]


def steps(programs, seconds, say):
    """A stated row for each benchmark."""
    result = []
    for name in BENCHMARKS:
        say(name)
        for benchmark in benchmarks(programs, name,
                                    f"--benchmark_min_time={seconds}",
                                    f"--benchmark_filter=-{NATION}"):
            result.append(rows.stated(
                f"{name.removesuffix('_benchmark')}: {benchmark['name']}",
                [benchmark["cpu_time"]], benchmark["time_unit"]))
    return result


def amendments(programs, reports, runs, say):
    """What a cell costs in a row, when all totals of five levels change, by
    the number of reports that are there: the curve is flat if it is level."""
    result = []
    for count in reports:
        each = []
        for run in range(runs):
            say(f"amendments among {count:,} reports, {run + 1} of {runs}")
            done = benchmarks(programs, "rollup_benchmark",
                              "--benchmark_filter="
                              f"{NATION}Amend/{count}/")[0]
            each.append(done["per_cell_and_row"])
        result.append(rows.by_runs(
            f"an amendment among {count:,} reports, beyond 1 us", each,
            "ns per cell and row", "<=", 25,
            "see docs/performance.md, Amendments"))
    return result


def bytes_per_row(programs):
    """Memory of a row of the nation's tree in aggregate."""
    return benchmarks(programs, "rollup_benchmark",
                      f"--benchmark_filter={NATION}Memory")[0]["per_row"]


def postgres(programs, seconds, folder, say):
    """Single submissions a second, by case and connections."""
    say("PostgreSQL, single submissions")
    done = programs.run("postgres_peer", "--cases", "plain,triggers",
                        "--connections", "1,8,64", "--seconds", seconds,
                        "--folder", folder)
    names = {"plain": "PostgreSQL", "triggers": "PostgreSQL, totals by trigger"}
    return {f"{names[case['case']]}, {case['connections']} clients":
            case["per_second"] for case in done["cases"]}
