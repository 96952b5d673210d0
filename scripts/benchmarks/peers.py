"""Other programs that read the same systems: each from PyPI, in an environment of its own, pointed at a served shop."""
import base64
import http.client
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import urllib.parse

from .common import HERE

ENVIRONMENTS = HERE / ".venv-peers"
LOOPBACK = HERE / "scripts/benchmarks/loopback"
SINCE = "2024-11-01T00:00:00Z"


class Peer:
    """One program: how it is installed, configured and started, and what of the shop it reads."""

    def __init__(self, system, package, version, program, stream, hosts, configure):
        self.system = system
        self.package = package
        self.version = version
        self.program = program
        self.stream = stream
        self.hosts = hosts
        self.configure = configure

    @property
    def name(self):
        return f"{self.package} {self.version}"

    def installed(self):
        """The program's path; None where it can't be installed here."""
        folder = ENVIRONMENTS / self.package
        wanted = folder / f"installed-{self.version}"
        if not wanted.exists():
            print(f"Installing {self.name}", file=sys.stderr)
            pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", f"{self.package}=={self.version}"]
            for command in [[sys.executable, "-m", "venv", str(folder)], pip]:
                if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode != 0:
                    return None
            wanted.touch()
        return folder / "bin" / self.program

    def read(self, shop, place, seconds):
        """Has it read for so long at most; None where it is not there or gives nothing."""
        program = self.installed()
        if program is None:
            return None
        place.mkdir(parents=True)
        hosts = {host: shop.url + self.system for host in self.hosts}
        environment = {**os.environ, "PYTHONPATH": str(LOOPBACK), "TEND_BENCH_HOSTS": json.dumps(hosts)}
        arguments = self.configure(place, program, environment, self.stream, shop)
        return Reading([str(program), *arguments], environment, place / "errors.txt", seconds)


class Reading:
    """What a peer gave until it ended or its time was over."""

    def __init__(self, command, environment, errors, seconds):
        self.records, self.first, self.last = 0, None, None
        with errors.open("wb") as log:
            start = time.monotonic()
            child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log)
            counter = threading.Thread(target=self.count, args=(child.stdout,))
            counter.start()
            watch = threading.Timer(seconds, child.kill)
            watch.start()
            _, status, usage = os.wait4(child.pid, 0)
            watch.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            counter.join()
        self.ended = child.returncode == 0
        # Starting it is left out where the first record says when it was done: that is a peer's favour.
        self.wall = (self.last or time.monotonic()) - (self.first or start)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
        self.trouble = "" if self.records else trouble(errors)

    def count(self, lines):
        for line in lines:
            if b'"RECORD"' in line[:200]:
                now = time.monotonic()
                self.first = self.first or now
                self.last = now
                self.records += 1

    @property
    def rate(self):
        return self.records / self.wall if self.wall else 0


def trouble(errors):
    lines = [line for line in errors.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it says nothing"


# How each is configured: files in `place`, and the arguments that name them.


def written(place, name, content):
    path = place / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def catalog(place, program, environment, config, stream, fields=None):
    """The peer's own catalogue with one stream chosen, of it all fields or those named."""
    command = [str(program), "--config", config, "--discover"]
    found = subprocess.run(command, env=environment, capture_output=True, check=False)
    try:
        streams = json.loads(found.stdout)["streams"]
    except (ValueError, KeyError):
        streams = []
    for entry in streams:
        if entry["tap_stream_id"] != stream:
            continue
        entry["schema"]["selected"] = True
        for item in entry["metadata"]:
            path = item["breadcrumb"]
            item["metadata"]["selected"] = not path or fields is None or path[1] in fields
        return written(place, "catalog.json", {"streams": [entry]})
    return written(place, "catalog.json", {"streams": []})


def tap_shopify(place, program, environment, stream, shop):
    config = written(
        place,
        "config.json",
        {"shop": "larkspur", "access_token": "shpat_sandbox_0123456789abcdef", "start_date": SINCE, "results_per_page": 250},
    )
    # What Tend reads of a customer too: of the rest the simulated shop knows nothing.
    fields = "id firstName lastName displayName createdAt updatedAt note tags state numberOfOrders amountSpent lastOrder"
    chosen = catalog(place, program, environment, config, stream, fields.split())
    return ["--config", config, "--catalog", chosen]


def airbyte_shopify(place, program, environment, stream, shop):
    secret = {"auth_method": "api_password", "api_password": "shpat_sandbox_0123456789abcdef"}
    config = written(place, "config.json", {"shop": "larkspur", "start_date": SINCE[:10], "credentials": secret})
    listed = {
        "stream": {"name": stream, "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]},
        "sync_mode": "full_refresh",
        "destination_sync_mode": "append",
    }
    return ["read", "--config", config, "--catalog", written(place, "catalog.json", {"streams": [listed]})]


def tap_bigcommerce(place, program, environment, stream, shop):
    secret = {"client_id": "sandbox", "access_token": "sandbox-bigcommerce-token", "store_hash": "abc123"}
    config = written(place, "config.json", {**secret, "start_date": SINCE})
    return ["--config", config, "--catalog", catalog(place, program, environment, config, stream)]


def tap_quickbooks(place, program, environment, stream, shop):
    secret = {"client_id": "sandbox-app", "client_secret": "sandbox-app-secret", "refresh_token": consent(shop)}
    config = written(
        place, "config.json", {**secret, "realm_id": "9130357992221046", "user_agent": "bench", "start_date": SINCE}
    )
    return ["--config", config, "--catalog", catalog(place, program, environment, config, stream)]


def consent(shop):
    """A refresh token of the books, as one gets it: by agreeing in a browser, and a code for it."""
    asked = {"client_id": "sandbox-app", "response_type": "code", "state": "bench", "redirect_uri": "http://127.0.0.1/"}
    place = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(shop.url).port)
    place.request("GET", "/quickbooks/connect/oauth2?" + urllib.parse.urlencode(asked))
    sent = place.getresponse()
    sent.read()
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(sent.getheader("Location")).query)["code"][0]
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": code})
    headers = {
        "Authorization": "Basic " + base64.b64encode(b"sandbox-app:sandbox-app-secret").decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    place.request("POST", "/quickbooks/oauth2/v1/tokens/bearer", form, headers)
    return json.load(place.getresponse())["refresh_token"]


SHOPIFY = ["myshopify.com"]
INTUIT = ["quickbooks.api.intuit.com", "oauth.platform.intuit.com"]
PEERS = [
    Peer("shopify", "tap-shopify", "3.13.0", "tap-shopify", "customers", SHOPIFY, tap_shopify),
    Peer("shopify", "airbyte-source-shopify", "4.3.0", "source-shopify", "orders", SHOPIFY, airbyte_shopify),
    Peer("bigcommerce", "tap-bigcommerce", "1.1.3", "tap-bigcommerce", "orders", ["api.bigcommerce.com"], tap_bigcommerce),
    Peer("quickbooks", "tap-quickbooks", "2.5.0", "tap-quickbooks", "invoices", INTUIT, tap_quickbooks),
]
