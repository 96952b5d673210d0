"""What runs over exported files cost: a long replay, a large ingest, few changes among many records, growth."""
import datetime
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from .common import BINARY, HERE, measured, row, tend

NOW = "2026-11-24T06:00:00"
LIST = """version: 1
name: Benchmark
zone: UTC
currency: USD
baseline: default
actions: preview
owners:
  - id: team
    name: The team
    roles: [founder, ops, support, sales, finance, marketing]
connections:
  shop:
    system: csv
    folder: imports
    stale_after: 30d
    files:
      - match: "*.csv"
        kind: order
        mode: append
        id: id
        date: placed
        fields:
          number: number
          currency: currency
          net: net
          total: total
          tax: tax
          shipping: shipping
          payment: payment
          fulfillment: fulfillment
          country: country
        customer: customer_id
        email: email
dashboard:
  names: none
"""


def orders(path, count):
    measured([BINARY, "sandbox", "orders", "--count", str(count), str(path)])


def workspace(folder):
    (folder / "imports").mkdir(parents=True)
    (folder / "tend.yml").write_text(LIST, encoding="utf-8")
    measured([BINARY, "init", str(folder), "--yes", "--json"])
    return folder


def stored(folder, count):
    workspace(folder)
    orders(folder / "imports/2026-11-23.csv", count)
    return tend(folder, "run", "--at", NOW)


def counted(folder):
    pages = (folder / "data/records").rglob("*.jsonl")
    return sum(page.read_bytes().count(b"\n") for page in pages)


def size(folder):
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def replay(place, options):
    if not options.archive:
        row("replay of 305 runs", "left out: no --archive", "60 s, 200 MB", None)
        return
    command = [str(HERE / "scripts/replay-online-retail"), options.archive, str(place / "replay"), "--quiet"]
    _, cpu, _, out = measured(command, allowed=(0, 1), env={**os.environ, "TEND_BIN": BINARY})
    lines = out.decode().splitlines()
    words = next(line for line in lines if " runs in " in line).split()
    runs, peak = float(words[3]), float(words[-3])
    row("replay of 305 runs", f"{runs:.1f} s wall", "60 s", runs <= 60, f"{cpu:.1f} s CPU with the checks; {lines[-1]}")
    row("the largest run's peak memory", f"{peak:.0f} MB", "200 MB", peak <= 200)


def ingest(place, options):
    shop = place / "ingest"
    wall, cpu, peak, _ = stored(shop, options.count)
    found = counted(shop)
    rate = found / wall
    row(f"ingest of {found:,} orders", f"{rate:,.0f} a second", "50,000", rate >= 50_000, f"{wall:.1f} s wall, {cpu:.1f} s CPU")
    row("its peak memory", f"{peak:.0f} MB", "400 MB", peak <= 400)
    killed = workspace(place / "killed")
    shutil.copy(shop / "imports/2026-11-23.csv", killed / "imports")
    command = [BINARY, "run", "--at", NOW, "--workspace", str(killed), "--json"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # In the middle of the read: it is about a fifth of the whole.
    time.sleep(wall / 10)
    child.send_signal(signal.SIGKILL)
    child.wait()
    staged = staged_rows(killed)
    rest, _, _, _ = tend(killed, "run", "--at", NOW)
    beside = f"{staged:,} were staged when killed; {rest / wall:.2f} of the undisturbed run"
    row("killed while it reads, then run again", f"{rest:.1f} s", "no record lost", counted(killed) == found, beside)


def staged_rows(folder):
    """How many rows the staging database holds, of the largest table; read from a copy, so that nothing is recovered."""
    with tempfile.TemporaryDirectory(prefix="tend-bench-") as copy:
        for path in (folder / ".tend").glob("staging.sqlite*"):
            shutil.copy(path, copy)
        store = sqlite3.connect(pathlib.Path(copy) / "staging.sqlite")
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = max((store.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names), default=0)
        store.close()
        return rows


def change(place, options):
    walls = {}
    for count in (10_000, options.count):
        shop = place / f"change-{count}"
        stored(shop, count)
        lines = (shop / "imports/2026-11-23.csv").read_text(encoding="utf-8").splitlines()
        tend(shop, "run", "--at", "2026-11-24T06:01:00")
        quiet, changed, cpus = [], [], []
        for turn in range(5):
            quiet.append(tend(shop, "run", "--at", f"2026-11-24T07:{turn:02}:00")[0])
        for turn in range(5):
            step = max(1, (len(lines) - 1) // 100)
            chosen = [line.replace(",USD,", f",USD,{turn + 1}", 1) for line in lines[1 + turn :: step][:100]]
            (shop / f"imports/2026-11-24-{turn}.csv").write_text("\n".join([lines[0], *chosen]) + "\n", encoding="utf-8")
            wall, cpu, _, out = tend(shop, "run", "--at", f"2026-11-24T08:{turn:02}:00")
            if json.loads(out)["changes"] != len(chosen):
                sys.exit(f"{json.loads(out)['changes']} changes were seen of {len(chosen)}")
            changed.append(wall)
            cpus.append(cpu)
        walls[count] = statistics.median(changed), statistics.median(quiet), statistics.median(cpus)
    small, large = walls[10_000], walls[options.count]
    row(f"100 changed of {options.count:,}", f"{large[0]:.2f} s", "0.4 s", large[0] <= 0.4, f"{large[2]:.2f} s CPU")
    ratio = large[0] / small[0]
    row("against 10,000 stored", f"{ratio:.1f} times", "3 times", ratio <= 3, f"{small[0]:.2f} s with 10,000")
    row("nothing changed", f"{large[1]:.2f} s", "0.1 s", large[1] <= 0.1, f"{small[1]:.2f} s with 10,000")


def fast_import(place, options):
    """The pages an ingest wrote, committed by our ledger (objects, worktree and git index) and by git fast-import (objects)."""
    shop = place / "import"
    stored(shop, options.count)
    pages = shop / "data/records"
    ours, our_cpu, peak, _ = measured([BINARY, "sandbox", "pages", str(pages), str(place / "ledger"), "--json"])
    stream = place / "stream"
    with stream.open("wb") as out:
        out.write(b"commit refs/heads/main\ncommitter Tend <tend@localhost> 1795500000 +0000\ndata 5\npages\n")
        for page in sorted(pages.rglob("*.jsonl")):
            content = page.read_bytes()
            out.write(f"M 100644 inline {page.relative_to(shop / 'data')}\ndata {len(content)}\n".encode() + content + b"\n")
    bare = place / "bare"
    measured(["git", "init", "-q", "--bare", str(bare)])
    with stream.open("rb") as source:
        theirs, their_cpu, _, _ = measured(
            ["git", "-C", str(bare), "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"], stdin=source
        )
    figure = f"{ours:.1f} s wall, {our_cpu:.1f} s CPU, {peak:.0f} MB"
    beside = f"git fast-import {theirs:.1f} s wall, {their_cpu:.1f} s CPU: {ours / theirs:.2f} times"
    row(f"pages of {options.count:,} orders into a commit", figure, "no slower than git", ours <= theirs, beside)


def growth(place, options):
    shop = place / "growth"
    # In the past: maintain takes the machine's clock, which must not be before the last run's.
    first = workspace(shop) / "imports/2025-01-01.csv"
    measured([BINARY, "sandbox", "orders", "--count", "20000", "--first-day", "2023-01-02", str(first)])
    day = datetime.datetime(2025, 1, 2, 6)
    tend(shop, "run", "--at", day.isoformat())
    lines = first.read_text(encoding="utf-8").splitlines()
    for turn in range(1, 201):
        day += datetime.timedelta(days=1)
        chosen = [line.replace(",USD,", f",USD,{turn % 9 + 1}", 1) for line in lines[1 + turn :: 200]]
        (shop / f"imports/{day:%Y-%m-%d}.csv").write_text("\n".join([lines[0], *chosen]) + "\n", encoding="utf-8")
        tend(shop, "run", "--at", day.isoformat())
    before = size(shop / "data/.git")
    wall, _, _, _ = tend(shop, "maintain")
    after = size(shop / "data/.git")
    figure = f"{before:.1f} MB before, {after:.1f} MB after"
    row("repository after 200 runs over 20,000", figure, "told", None, f"maintain took {wall:.1f} s")
