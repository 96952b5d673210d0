import ArgumentParser
import Engine
import Records
import Sandbox

/// `tend sandbox serve`
struct ServeSandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves the sample shop's systems on this machine, until interrupted.",
    discussion: "Listens on 127.0.0.1 only, each system below a path of its name, and takes the secrets it prints.")

  @OptionGroup var global: GlobalOptions
  @Option(name: .long, help: ArgumentHelp("The port; 0 takes a free one.", valueName: "port")) var port: UInt16 = 8200
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The shop's clock stands at this time, in UTC; else it is the last of the sample's days.", valueName: "time"))
  var at: String?

  func run() async throws {
    let session = Session(global)
    let shop = SampleShop.committed
    let moment: Instant
    if let at {
      guard let instant = Instant(at) else {
        throw Diagnostic(
          .usage, code: "usage.time", "\"\(at)\" is not a time", hints: ["Write it in UTC: 2026-11-01T09:00:00Z"])
      }
      moment = instant
    } else {
      moment = Instant(day: shop.firstDay + shop.days, secondOfDay: 0)
    }
    let systems = SandboxSystems(shop)
    let console = session.console
    do {
      try await SandboxServer(systems: systems.byName, now: { moment }).run(port: port) { port in
        let base = "http://127.0.0.1:\(port)/"
        console.give([
          "url": .string(base), "port": .integer(Int(port)), "at": .string(moment.description),
          "systems": .array(systems.all.map { ["system": .string($0.name), "connect": .string($0.connect(base))] }),
        ])
        console.say(["The shop's clock stands at \(moment.description). Connect its systems:"])
        console.say(systems.all.map { "  \($0.connect(base))" })
        console.say("Stop with Ctrl-C.")
        try await Task.sleep(for: .seconds(1_000_000_000))
      }
    } catch is CancellationError {
      return
    } catch {
      throw Diagnostic(
        .system, code: "sandbox.failed", "The simulated shop can't listen on this machine", reason: "\(error)",
        hints: ["Name another port: tend sandbox serve --port 0 takes a free one"])
    }
  }
}
