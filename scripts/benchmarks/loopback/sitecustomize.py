"""Sends what other programs ask of vendors' hosts to the simulated systems on this machine instead.

Python imports this by itself where its folder is on PYTHONPATH. TEND_BENCH_HOSTS says which hosts, and where to:
{"myshopify.com": "http://127.0.0.1:8200/shopify"}; a host's subdomains count as it.
"""
import json
import os
import urllib.parse
import urllib.request

HOSTS = json.loads(os.environ.get("TEND_BENCH_HOSTS", "{}"))


def moved(address):
    """The address on this machine; the same where its host is none of them."""
    parts = urllib.parse.urlsplit(address)
    for host, target in HOSTS.items():
        if parts.hostname == host or (parts.hostname or "").endswith("." + host):
            rest = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
            return target + rest
    return address


def move_requests():
    try:
        from requests.adapters import HTTPAdapter
    except ImportError:
        return
    send = HTTPAdapter.send

    def sent(self, request, *arguments, **more):
        request.url = moved(request.url)
        return send(self, request, *arguments, **more)

    HTTPAdapter.send = sent


def move_urllib():
    opened = urllib.request.OpenerDirector.open

    def open(self, request, *arguments, **more):
        if isinstance(request, urllib.request.Request):
            request.full_url = moved(request.full_url)
        else:
            request = moved(request)
        return opened(self, request, *arguments, **more)

    urllib.request.OpenerDirector.open = open


if HOSTS:
    move_requests()
    move_urllib()
