"""What reading systems costs, over simulated systems on loopback, beside other programs that read the same ones.

The simulated shop runs on the same machine as what reads it, so every figure has its work in it too; how much of the
processor's time was its own is said beside.
"""
import concurrent.futures
import statistics

from .common import row
from .peers import PEERS
from .shops import SYSTEMS, Shop, Sync, limited, workspace

PARTS = ["rates", "limits", "latency", "unchanged", "memory"]


def add_options(parser):
    parser.add_argument("--orders", type=int, default=100_000, help="orders of the shop that `systems` reads")
    parser.add_argument("--large", type=int, default=1_000_000, help="orders of the shop that memory is measured with")
    parser.add_argument("--peer-seconds", type=int, default=60, help="how long another program reads at most")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"parts of `systems`: {', '.join(PARTS)}")
    parser.add_argument("--only", default=",".join(SYSTEMS), help="systems that are read")


def systems(place, options):
    chosen = [name for name in SYSTEMS if name in options.only.split(",")]
    work = {"rates": rates, "limits": limits, "latency": latency, "unchanged": unchanged, "memory": memory}
    for part in options.parts.split(","):
        work[part](place, chosen, options)


def rates(place, chosen, options):
    """The first sync of each system, and what the others do in the same minutes."""
    with Shop("--orders", options.orders) as shop:
        for name in chosen:
            before = shop.cpu()
            sync = Sync(workspace(place / f"rates-{name}", shop, [name]), shop.at)
            own = "" if before is None else f", the shop {shop.cpu() - before:.1f} s"
            what = f"{name}: first sync of {sync.records:,} records, a shop of {options.orders:,} orders"
            figure = f"{sync.records / sync.wall:,.0f} a second, {sync.peak:.0f} MB"
            beside = f"{sync.wall:.1f} s wall, {sync.cpu:.1f} s CPU{own}"
            peers = [peer for peer in PEERS if peer.system == name]
            row(what, figure, "10 times its peers" if peers else "told", None, beside)
            for peer in peers:
                against(peer, sync, shop, place / f"peer-{peer.package}", options)


def against(peer, sync, shop, place, options):
    what = f"{peer.system}: {peer.name}, its stream {peer.stream}"
    reading = peer.read(shop, place, options.peer_seconds)
    if reading is None:
        row(what, "left out: can't be installed here", "10 times", None)
        return
    if not reading.records:
        row(what, "left out: it reads nothing of the shop", "10 times", None, reading.trouble)
        return
    times = sync.records / sync.wall / reading.rate
    lighter = reading.cpu / reading.records / (sync.cpu / sync.records)
    whole = "" if reading.ended else f", stopped after {options.peer_seconds} s"
    figure = f"{reading.rate:,.0f} a second, {reading.peak:.0f} MB: we {times:.1f} times"
    beside = f"{reading.records:,} records{whole}; {lighter:.1f} times our CPU a record"
    row(what, figure, "10 times", times >= 10, beside)


# The vendors' limits, as the simulated systems keep them, less what Tend's own rule leaves to the shop's other programs:
# orders of the shop, the least seconds for so many requests and points, and the limit in words.


def windows(quota, seconds):
    """All windows but the last are waited for to their end."""
    return lambda requests, points: (requests - 1) // quota * seconds


LIMITS = {
    "shopify": (1500, lambda requests, points: (points - 2000) / 100, "100 points a second after the first 2,000"),
    "bigcommerce": (650, windows(140, 30), "150 requests in 30 s, of which we leave 10"),
    "shipstation": (8500, windows(30, 60), "40 requests a minute, of which we leave 10"),
}


def limits(place, chosen, options):
    """How near the vendors' limits a first sync comes; each system with a shop and a workspace of its own, all at once."""
    named = [name for name in chosen if name in LIMITS]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda name: limit(place, name), named))
    for name, (wall, requests, refused, points) in zip(named, found):
        orders, least, words = LIMITS[name]
        ideal = least(requests, points)
        asked = f"{requests:,} requests" + (f" of {points:,} points" if points else "") + f", {refused} refused"
        row(
            f"{name}: first sync at the vendor's limit, {orders:,} orders",
            f"{wall:.1f} s: {(wall / ideal - 1) * 100:+.1f} %",
            "within 5 %",
            wall <= ideal * 1.05,
            f"{asked}; at least {ideal:.0f} s by {words}",
        )
    if "quickbooks" in chosen:
        words = "left out: a million orders are fewer requests than QuickBooks takes in a minute"
        row("quickbooks: first sync at the vendor's limit", words, "within 5 %", None)


def limit(place, name):
    with Shop("--orders", LIMITS[name][0], "--throttle") as shop:
        return limited(workspace(place / f"limits-{name}", shop, [name]), shop)


def latency(place, chosen, options):
    orders = 300
    with Shop("--orders", orders, "--latency", 200) as shop:
        alone = {name: Sync(workspace(place / f"alone-{name}", shop, [name]), shop.at).wall for name in chosen}
        together = Sync(workspace(place / "together", shop, chosen), shop.at).wall
    slowest = max(alone.values())
    beside = ", ".join(f"{name} {wall:.1f}" for name, wall in alone.items())
    row(
        f"{len(chosen)} systems at once, 200 ms a request, {orders} orders",
        f"{together:.1f} s: {together / slowest:.2f} of the slowest",
        "that of the slowest",
        together <= slowest * 1.1,
        f"alone {beside}: {sum(alone.values()):.1f} s in all",
    )


def unchanged(place, chosen, options):
    with Shop("--orders", options.orders) as shop:
        folder = workspace(place / "unchanged", shop, chosen)
        first = Sync(folder, shop.at, "--no-build", command="run")
        again = [Sync(folder, shop.at) for _ in range(5)]
    wall = statistics.median(sync.wall for sync in again)
    beside = f"{again[-1].records:,} records read again; the first run took {first.wall:.1f} s"
    row(f"{len(chosen)} systems, nothing changed, {options.orders:,} orders", f"{wall:.2f} s", "1 s", wall < 1, beside)


def memory(place, chosen, options):
    peaks = {}
    for orders in (options.large // 10, options.large):
        with Shop("--orders", orders) as shop:
            for name in chosen:
                sync = Sync(workspace(place / f"memory-{orders}-{name}", shop, [name]), shop.at)
                peaks[name, orders] = sync
    for name in chosen:
        small, large = peaks[name, options.large // 10], peaks[name, options.large]
        figure = f"{large.peak:.0f} MB, {large.peak / small.peak:.2f} of that with a tenth"
        beside = f"{large.records:,} records in {large.wall:.0f} s; {small.peak:.0f} MB with {small.records:,}"
        row(f"{name}: memory with {options.large:,} orders", figure, "flat", large.peak <= small.peak * 1.25, beside)
