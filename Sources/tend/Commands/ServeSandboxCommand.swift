import ArgumentParser
import Engine
import Records
import Sandbox

/// `tend sandbox serve`
struct ServeSandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves a made-up shop's systems on this machine, until interrupted.",
    discussion: """
      Listens on 127.0.0.1 only, each system below a path of its name, and takes the secrets it prints. The shop is the \
      sample with its stories, and an outlet of its owners at BigCommerce; or with --orders a generated one of any size.

      /clock there is the shop's clock: GET tells the time, PUT /clock?at=TIME sets it, PUT /clock?by=1d moves it on. Every \
      run, the first too, and every edit takes the same time: --at TIME.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var shop: ServedShopOptions
  @OptionGroup var ways: ServedWaysOptions
  @Option(name: .long, help: ArgumentHelp("The port; 0 takes a free one.", valueName: "port")) var port: UInt16 =
    SandboxServer.usualPort

  func run() async throws {
    let session = Session(global)
    let world = shop.world
    let machine: @Sendable () -> Int = { Clock.milliseconds }
    let clock = ShopClock(try shop.start(of: world), gain: shop.gain, milliseconds: machine)
    let faults = try ways.faults()
    let systems = SandboxSystems(world, throttle: ways.throttle ? machine : nil, faults: faults)
    let server = SandboxServer(systems: systems.byName, clock: clock, latency: .milliseconds(ways.latency))
    let console = session.console
    let told = ways.told(faults)
    do {
      try await server.serve(port: port) { port in
        let base = SandboxServer.base(port)
        let at = clock.now.description
        console.give([
          "url": .string(base), "port": .integer(Int(port)), "at": .string(at), "clock": .string(base + "clock"),
          "systems": .array(SandboxSystems.offers.map { .object($0.json(base)) }),
        ])
        console.say([
          clock.gain.seconds == 0
            ? "The shop's clock stands at \(at)." : "The shop's clock is at \(at) and gains \(clock.gain) a second.",
          "Move it on: curl -X PUT '\(base)clock?by=1d'",
          "Give it to every run and edit: --at \"$(curl -s \(base)clock)\"",
        ])
        if !told.isEmpty { console.say(told.map { "\($0)" }) }
        console.say(["Connect its systems:"])
        for offer in SandboxSystems.offers {
          console.say("  \(offer.connect(base))")
          if let note = offer.note { console.say("    \(note)") }
        }
        console.say("Stop with Ctrl-C.")
        try await Task.sleep(for: .seconds(1_000_000_000))
      }
    } catch is CancellationError {
      return
    } catch {
      throw Diagnostic(
        .system, code: "sandbox.failed", "The simulated shop can't listen on port \(port)",
        reason: PreviewServer.reason(for: error),
        hints: ["Name another port: tend sandbox serve --port 0 takes a free one"])
    }
  }
}

/// Which shop is served, and when.
struct ServedShopOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Serve a generated shop of so many orders over two years, 100 to 1000000, of which nothing is held.",
      valueName: "n"))
  var orders: Int?
  @Option(name: .long, help: ArgumentHelp("What a generated shop's figures follow from (2026).", valueName: "n"))
  var seed: UInt64?
  @Option(
    name: .long,
    help: ArgumentHelp("The shop's clock is at this time, in UTC; else at the end of its days.", valueName: "time"))
  var at: String?
  @Option(
    name: .long,
    help: ArgumentHelp(
      "What the shop's clock gains in each second, such as 1h or 1d; else it stands still.", valueName: "span"))
  var speed: String?

  /// What the clock gains in a second.
  var gain: Span { speed.flatMap(Self.span) ?? Span(seconds: 0) }

  private static func span(_ text: String) -> Span? {
    // As one says it: a day a second.
    Span(text.hasSuffix("/s") ? String(text.dropLast(2)) : text)
  }

  func validate() throws {
    if let orders, !SandboxWorld.sizes.contains(orders) {
      throw ValidationError("--orders must be from 100 to 1000000, and is \(orders)")
    }
    if orders == nil, seed != nil {
      throw ValidationError("--seed is of a generated shop: say its size with --orders; the sample is always the same")
    }
    if let speed, Self.span(speed) == nil {
      throw ValidationError("--speed must be a span of time such as 1h or 1d, and is \(speed)")
    }
  }

  /// The shop.
  var world: SandboxWorld {
    guard let orders else { return SandboxWorld(SampleShop.committed) }
    let days = 730
    let last = SampleShop.committed.firstDay + SampleShop.committed.days
    return SandboxWorld(orders: orders, seed: seed ?? 2026, firstDay: last - days, days: days)
  }

  /// - Throws: `usage.time`.
  func start(of world: SandboxWorld) throws(Diagnostic) -> Instant {
    guard let at else { return world.end }
    guard let instant = Instant(at) else {
      throw Diagnostic(
        .usage, code: "usage.time", "\"\(at)\" is not a time", hints: ["Write it in UTC: 2026-11-01T09:00:00Z"])
    }
    return instant
  }
}

/// How the systems behave beyond what the shop tells.
struct ServedWaysOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Something that goes wrong, as 429@3 (the third request), reset@every:7, 500@from:2, truncated@path:orders, or a \
      word alone for all requests; shopify/429@3 for one system. May be repeated; the first that a request meets counts.
      """, valueName: "fault"))
  var fault: [String] = []
  @Option(name: .long, help: ArgumentHelp("How long each request waits before it is answered.", valueName: "ms"))
  var latency = 0
  @Flag(
    inversion: .prefixedNo,
    help: "Refuse requests beyond the vendors' limits, by the machine's clock, or take as many as come.")
  var throttle = false

  func validate() throws {
    guard (0...60_000).contains(latency) else {
      throw ValidationError("--latency must be from 0 to 60000 milliseconds, and is \(latency)")
    }
  }

  /// - Throws: `usage.fault`.
  func faults() throws(Diagnostic) -> [SystemFault] {
    var faults: [SystemFault] = []
    for text in fault { faults.append(try SystemFault(text)) }
    return faults
  }

  /// What is out of the ordinary, for people.
  func told(_ faults: [SystemFault]) -> [String] {
    var told = faults.map { "Fault \($0.description): \($0.rule.fault.about)." }
    if latency > 0 { told.append("Each request waits \(latency) ms.") }
    if throttle { told.append("The vendors' limits on requests are kept.") }
    return told
  }
}
