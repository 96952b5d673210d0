"""What every benchmark needs: running the program, measuring it, a row of the table."""
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("TEND_BIN") or str(HERE / ".build/release/tend")


def row(name, figure, target, met, yardstick=""):
    mark = "" if met is None else "met" if met else "MISSED"
    print(f"| {name} | {figure} | {target} | {mark} | {yardstick} |", flush=True)


def measured(command, allowed=(0, 4), **more):
    """Runs a command to its end; returns wall seconds, CPU seconds, peak resident MB and standard output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=err, **more)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode not in allowed:
            sys.exit(f"{' '.join(map(str, command))} ended with {child.returncode}\n{err.read().decode()}")
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, out.read()


def tend(workspace, *arguments):
    return measured([BINARY, *arguments, "--workspace", str(workspace), "--json"])


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[:1]
    print(f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}, {''.join(swift)}")
    print(f"load at the start: {os.getloadavg()[0]:.1f}\n")
