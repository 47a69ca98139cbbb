# Copyright The disclosure authors.
# SPDX-License-Identifier: Apache-2.0

"""What processes take of the cores while something is measured: the reason
behind a figure."""

import ctypes
import dataclasses
import os
import time

CORES = os.cpu_count()


def cpu_seconds(pid):
    """Processor time of a process so far, to the microsecond; that of threads
    that have ended too."""
    clock = ctypes.c_int()
    error = ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock))
    if error != 0:
        raise ProcessLookupError(error, f"there is no process {pid}")
    return time.clock_gettime(clock.value)


@dataclasses.dataclass
class Profile:
    """Of some runs together."""
    # What one of them is called: "report", "call".
    item: str
    count: int
    # From the first to the last.
    seconds: float
    # By name of the process.
    cpu: dict

    def each_us(self, name=None):
        """Processor time of one item: of one process, or of all."""
        spent = sum(self.cpu.values()) if name is None else self.cpu[name]
        return spent / self.count * 1e6

    def wall_us(self):
        return self.seconds / self.count * 1e6

    def services_us(self):
        """Without who asks."""
        return self.each_us() - self.each_us(CLIENT)

    def words(self):
        each = ", ".join(f"{name} {self.each_us(name):,.0f} us"
                         for name in self.cpu)
        share = sum(self.cpu.values()) / (CORES * self.seconds)
        return (f"processor time per {self.item}: {each}; that is {share:.0%} "
                f"of {CORES} cores x {self.seconds:.3g} s")


# The load generator, which says itself what it took while the clock ran.
CLIENT = "client"


def together(profiles):
    """One of several of the same processes."""
    first = profiles[0]
    return Profile(
        first.item, sum(one.count for one in profiles),
        sum(one.seconds for one in profiles),
        {name: sum(one.cpu[name] for one in profiles) for name in first.cpu})


def measured(item, key, pids, load):
    """Calls `load`, which returns what the load generator says, and adds the
    profile of the processes and of the load to that. `key`: where it says how
    many items there were; `pids`: by name."""
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    done = load()
    cpu = {name: cpu_seconds(pid) - before[name] for name, pid in pids.items()}
    cpu[CLIENT] = done["cpu_seconds"]
    done["profile"] = Profile(
        item, done[key], done.get("visible_seconds", done["seconds"]), cpu)
    return done
