"""Runs a fuzz target until it has used so many minutes of the processor's time, however busy the machine is:
run.py MINUTES LOG PROGRAM ARGUMENT…. What it says goes to the log, with a line of what it used. Needs /proc."""

import datetime
import os
import pathlib
import signal
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def used(process: int) -> float:
    """Seconds of the processor, of all threads; fields 14 and 15 of proc_pid_stat(5), counted behind the name in brackets."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def main(minutes: float, log: pathlib.Path, command: list[str]) -> None:
    with log.open("w") as out:
        print(f"begun {datetime.datetime.now(datetime.UTC):%Y-%m-%d}", file=out, flush=True)
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        while running.poll() is None:
            if used(running.pid) >= 60 * minutes:
                # libFuzzer ends by this one in order, behind the input that it is at, and tells its figures.
                running.send_signal(signal.SIGUSR1)
                running.wait()
            time.sleep(0.5)
        children = os.times()
        print(f"used {children.children_user + children.children_system:.0f} s of the processor", file=out)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(float(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:])
