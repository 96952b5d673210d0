import ArgumentParser
import Engine
import Records

/// `tend connect`
struct ConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Lets Tend read a system: asks for what it needs, keeps it, and looks whether it works.",
    discussion: """
      Only ever asks for what reading needs. Secrets go to .tend/credentials, which only you may read; none is ever written to \
      tend.yml or taken from the command line. Instead of one being kept, a variable such as TEND_SHOPIFY_TOKEN can give it \
      to each run, or a command: --from token='op read op://shop/tend/token'.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A system, or a connection of tend.yml.") var name: String
  @Option(name: .long, help: ArgumentHelp("The system, where the connection has another name.", valueName: "system"))
  var system: String?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A setting of a new connection, as in tend.yml; may be repeated.", valueName: "key=value"))
  var settings: [String] = []
  @Option(
    name: .long, help: ArgumentHelp("Another address than the system's own: a simulated shop's.", valueName: "url"))
  var address: String?
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("A command that prints a secret, asked at each run; may be repeated.", valueName: "name=command")
  )
  var commands: [String] = []
  @Flag(
    name: .customLong("stdin"), help: "Read the secrets from standard input, one a line, in the order of the questions."
  )
  var readsInput = false
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Where the browser is sent back to after agreeing, if the app has no loopback address registered; you paste what it shows.",
      valueName: "url"))
  var redirect: String?

  func run() async throws {
    let session = Session(global)
    let tend = try session.tend()
    var offer = try tend.offer(name, system: system)
    var options: [String: String] = [:]
    if offer.isNew {
      let questions = ConnectQuestions(session: session, offer: offer, canAsk: !readsInput)
      options = try questions.options(given: try pairs(settings, "--set"))
      // Settings that do not fit are refused before anybody is asked for a secret.
      _ = try tend.configuration(adding: offer, options: options, address: address)
      // They decide which secrets it takes.
      offer = try tend.offer(name, system: system, options: options)
    } else if !settings.isEmpty || address != nil {
      throw Diagnostic(
        .usage, code: "connect.known", "\(offer.name) stands in tend.yml already",
        hints: ["Change its settings there, and leave --set and --address out here"])
    }
    let questions = ConnectQuestions(session: session, offer: offer, canAsk: !readsInput)
    questions.tellScopes()
    let secrets = try questions.secrets(commands: try pairs(commands, "--from"))
    if offer.isNew {
      try tend.addConnection(offer, options: options, address: address)
      session.console.say("Added \(offer.name, .bold) to tend.yml.")
    }
    if let secrets { try await tend.keep(secrets: secrets.typed, commands: secrets.commands, for: offer) }
    if offer.needsConsent { try await agree(tend, offer, session) }
    let report = try await tend.check(offer.name)
    if offer.isNew {
      for name in try tend.emptyFolders() {
        session.console.say(
          "\(name, .bold) reads exported files, and there is none: take it out of tend.yml if none will come.")
      }
    }
    try session.show(report)
  }

  /// Has somebody agree in a browser and keeps the tokens.
  private func agree(_ tend: Tend, _ offer: ConnectionOffer, _ session: Session) async throws {
    if let redirect {
      let consent = try await tend.consent(offer, redirect: redirect)
      session.console.tell("Open this address, agree, and paste the address you are sent to:")
      session.console.tell("\(consent.url)")
      guard let answer = session.ask("Address: ") else { throw ConnectQuestions.nobody }
      return try await tend.finish(consent, answer: answer, for: offer)
    }
    let listener = ConsentListener()
    let (consent, answer) = try await listener.answer { redirect in
      let consent = try await tend.consent(offer, redirect: redirect)
      session.console.tell("Open this address in a browser of this machine and agree:")
      session.console.tell("\(consent.url)")
      session.console.tell("Tend waits until you have, however long that takes. Stop with Ctrl-C.")
      return consent
    }
    try await tend.finish(consent, answer: answer, for: offer)
  }

  private func pairs(_ texts: [String], _ option: String) throws(Diagnostic) -> [String: String] {
    var pairs: [String: String] = [:]
    for text in texts {
      let name = text.prefix { $0 != "=" }
      guard !name.isEmpty, name.endIndex < text.endIndex else {
        throw Diagnostic(
          .usage, code: "usage.pair", "\(option) \(name) has no value",
          hints: ["Write it like this: \(option) name=value"])
      }
      pairs[String(name)] = String(text[name.endIndex...].dropFirst())
    }
    return pairs
  }
}
