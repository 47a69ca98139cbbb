# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""Single steps in memory, by google-benchmark; and PostgreSQL's answer to the
same submissions."""

import rows

GIGA = 1e9

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
            f"{done['real_time']:,.0f} ns each in {done['rows']:.1f} rows of "
            "10 cells; rows that no longer lie in the caches are a miss each, "
            "and all of them are asked for ahead; see docs/performance.md, "
            "Amendments",
            curve="an amendment in memory, beyond 1 us, per cell and row",
            at=count))
    return result


def nation_memory(programs):
    """Bytes of a nation in aggregate: `registry` in all, `per_report` and
    `per_row`."""
    return benchmarks(programs, "rollup_benchmark",
                      f"--benchmark_filter={NATION}Memory")[0]


def many_offices(programs, nations, say):
    """Aggregate with so many nations under one root, one after the other as
    long as the memory of the machine lasts."""
    result = []
    done = None
    for count in nations:
        needed = bytes_needed(count, done) if done else 0
        if needed > available_bytes():
            result[-1].note += (
                f"; {count} nations were left out: they take about "
                f"{needed / GIGA:.0f} GB, and {available_bytes() / GIGA:.0f} "
                "GB are free")
            break
        say(f"offices of {count} nations")
        done = benchmarks(programs, "rollup_benchmark",
                          f"--benchmark_filter={NATION}Offices/{count}/")[0]
        done["nations"] = count
        result += of_offices(done)
    return result


def bytes_needed(nations, done):
    """By what fewer nations took: registries, with half as much again for the
    rows that are copied meanwhile, and a million reports."""
    per_report = (done["bytes"] - done["registry"]) / done["reports"]
    return (1.5 * done["registry"] / done["nations"] * nations
            + per_report * 1e6)


def of_offices(done):
    offices = done["offices"]
    per_office = (done["bytes"] - done["registry"]) / done["reports"]
    held = f"{offices / 1e6:.3g} million offices"
    year = per_office * offices / GIGA
    return [
        rows.stated(f"{held}: registry, and the tree of a year",
                    [done["real_time"]], "s",
                    note=f"{done['regions']:,.0f} regions"),
        rows.stated(f"{held}: memory of aggregate", [done["bytes"] / GIGA],
                    "GB",
                    note=f"registry {done['registry'] / GIGA:.2f} GB, "
                    f"{done['reports']:,.0f} reports and their "
                    f"{done['rows']:,.0f} rows the rest; a year of reports of "
                    f"all offices would take {year:.1f} GB beside the "
                    f"registry, ten years {10 * year:.0f} GB"),
        rows.stated(f"{held}: an amendment", [done["amendment_us"]], "us")]


def available_bytes():
    with open("/proc/meminfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/meminfo does not say what is available")


def postgres(programs, seconds, folder, say):
    """Single submissions a second, by case and connections."""
    say("PostgreSQL, single submissions")
    done = programs.run("postgres_peer", "--cases", "plain,triggers",
                        "--connections", "1,8,64", "--seconds", seconds,
                        "--folder", folder)
    names = {"plain": "PostgreSQL", "triggers": "PostgreSQL, totals by trigger"}
    return {f"{names[case['case']]}, {case['connections']} clients":
            case["per_second"] for case in done["cases"]}
