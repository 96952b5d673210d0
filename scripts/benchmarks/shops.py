"""Served shops, workspaces that read them, and what one sync of such a workspace took."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

from .common import BINARY, measured

SYSTEMS = ["shopify", "bigcommerce", "shipstation", "quickbooks"]


class Shop:
    """A shop that `tend sandbox serve` serves as long as the `with` lasts."""

    def __init__(self, *arguments):
        self.arguments = [str(argument) for argument in arguments]

    def __enter__(self):
        self.out = tempfile.NamedTemporaryFile(prefix="tend-bench-")
        command = [BINARY, "sandbox", "serve", "--port", "0", "--json", *self.arguments]
        self.child = subprocess.Popen(command, stdout=self.out)
        told = None
        while told is None:
            if self.child.poll() is not None:
                sys.exit("The simulated shop does not start")
            time.sleep(0.05)
            with contextlib.suppress(json.JSONDecodeError):
                told = json.loads(pathlib.Path(self.out.name).read_text(encoding="utf-8"))
        self.url, self.at = told["url"], told["at"]
        self.offers = {offer["system"]: offer["connect"] for offer in told["systems"]}
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()
        self.out.close()

    def cpu(self):
        """Seconds of processor time the server has used; None where the machine does not say."""
        try:
            fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def move(self, span):
        """Moves the shop's clock on."""
        request = urllib.request.Request(f"{self.url}clock?by={span}", method="PUT")
        with urllib.request.urlopen(request) as answer:
            self.at = answer.read().decode().strip()


def workspace(folder, shop, names=SYSTEMS):
    """A workspace with these systems of a shop connected, as its user would connect them."""
    folder.mkdir(parents=True)
    measured([BINARY, "init", str(folder), "--yes", "--zone", "America/New_York", "--json"])
    for name in names:
        # What it prints for people is for a shell; here the program stands elsewhere and in its own workspace.
        command = shop.offers[name].replace(" tend ", f" '{BINARY}' --workspace '{folder}' ")
        with subprocess.Popen(
            ["sh", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as child:
            told = ""
            for line in child.stderr:
                told += line
                # Somebody has to agree in a browser: this opens the page and goes where it is sent.
                if line.strip().startswith("http") and "/connect/oauth2" in line:
                    urllib.request.urlopen(line.strip()).read()
            if child.wait() != 0:
                sys.exit(f"{name} can't be connected\n{told}")
    return folder


class Sync:
    """One `tend sync` or `tend run` of a workspace, and what it took."""

    def __init__(self, folder, at, *arguments, command="sync"):
        full = [BINARY, command, *arguments, "--at", at, "--workspace", str(folder), "--json"]
        self.wall, self.cpu, self.peak, out = measured(full)
        self.receipt = json.loads(out)
        streams = self.receipt["streams"]
        self.read = {name: stream.get("read", 0) for name, stream in streams.items()}
        self.records = sum(self.read.values())
        self.unfinished = [name for name, stream in streams.items() if stream.get("verdict") == "partial"]
        if self.receipt["troubles"] or self.unfinished:
            sys.exit(f"{full} did not read all: {self.receipt['troubles']} {self.unfinished}")


def limited(folder, shop):
    """A first sync of one system: its wall time, how many requests were sent and how many refused, and their points."""
    log = folder / "exchanges.jsonl"
    command = [BINARY, "sync", "--at", shop.at, "--workspace", str(folder), "--json", "--record", str(log)]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False)
    wall = time.monotonic() - start
    if done.returncode not in (0, 4) or json.loads(done.stdout)["troubles"]:
        sys.exit(f"{' '.join(command)} did not read all\n{done.stdout.decode()}{done.stderr.decode()}")
    requests = refused = points = 0
    with log.open("rb") as lines:
        for line in lines:
            requests += 1
            # The cost stands at the end of an answer, its quotes escaped within the record.
            cost = re.findall(rb'requestedQueryCost\\?":(\d+)', line)
            isRefused = b"THROTTLED" in line or b'"status":429' in line
            refused += isRefused
            points += int(cost[-1]) if cost and not isRefused else 0
    log.unlink()
    return wall, requests, refused, points
