import ArgumentParser
import Engine
import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `tend init`
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a workspace.",
    discussion: "Asks for what it needs. With --yes it takes the flags, and for the rest what stands in brackets.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The folder, made when missing. By default the current one.", completion: .directory) var folder = "."
  @Flag(name: .long, help: "Do not ask.") var yes = false
  @Option(name: .long, help: "The shop's name. [the folder's]") var name: String?
  @Option(name: .long, help: "Its time zone, an IANA name such as Europe/Rome. [this machine's]") var zone: String?
  @Option(name: .long, help: "Its currency, an ISO 4217 code. [USD]") var currency: String?
  @Option(name: .long, help: "The name of who answers for exceptions. [$USER]") var owner: String?

  func run() async throws {
    let session = Session(global)
    let root = Paths.absolute(folder)
    if !yes {
      try session.requireAnswers(
        code: "init.needs-answers",
        instead: "Answer beforehand: tend init --yes --name NAME --zone ZONE --currency CODE --owner NAME")
    }
    func answer(
      _ given: String?, _ question: String, _ fallback: String, _ problem: (String) -> Diagnostic? = { _ in nil }
    ) throws -> String {
      if let given {
        if let problem = problem(given) { throw problem }
        return given
      }
      guard !yes else { return fallback }
      while true {
        guard let line = session.ask("\(question) [\(fallback)]: ") else {
          throw Diagnostic(
            .usage, code: "init.needs-answers", "The answers ended before the questions did",
            hints: ["Answer beforehand: tend init --yes --name NAME --zone ZONE --currency CODE --owner NAME"])
        }
        let text = line.isEmpty ? fallback : line
        guard let problem = problem(text) else { return text }
        session.console.warn(problem)
      }
    }
    let name = try answer(name, "The shop's name", Paths.name(root))
    let zone = try answer(zone, "Its time zone", Self.machineZone, InitOptions.problem(zone:))
    let currency = try answer(currency?.uppercased(), "Its currency", "USD") {
      InitOptions.problem(currency: $0.uppercased())
    }.uppercased()
    let owner = try answer(owner, "Who answers for exceptions", session.environment.user ?? "Owner")
    let options = InitOptions(name: name, zone: zone, currency: currency, ownerName: owner)
    let report = try Tend.initialise(Workspace(root: root), options: options, setting: session.setting())
    session.console.give(report.json)
    session.console.say(
      [
        "The workspace is made: \(report.folder, .bold)", "Its key, shown only now and kept in .tend/key:",
        "  \(report.key, .bold)", "Next:",
      ] + report.next.map { "  \($0)" })
  }

  /// The zone this machine is set to, as far as it says; else UTC.
  private static var machineZone: String {
    let marker = "/zoneinfo/"
    guard let path = Paths.resolved("/etc/localtime"), let range = path.ranges(of: marker).last else { return "UTC" }
    let name = String(path[range.upperBound...])
    return name.isEmpty || name == "Etc/UTC" || name.hasPrefix("Etc/UCT") ? "UTC" : name
  }
}

extension Session {
  /// Refuses to wait for answers that nobody can give.
  func requireAnswers(code: String, instead hint: String) throws(Diagnostic) {
    guard isatty(0) != 1 || console.json else { return }
    throw Diagnostic(
      .usage, code: code, "There is nobody to ask", reason: "Standard input is not a terminal, or --json was given.",
      hints: [hint])
  }

  /// Asks on standard error and reads a line, without blanks at its ends; nil when there is none any more.
  func ask(_ question: Line) -> String? {
    console.tell(question, ends: "")
    guard let line = readLine() else { return nil }
    return String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
