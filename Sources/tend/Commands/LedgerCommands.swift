import ArgumentParser
import Engine
import Records

/// `tend accept`
struct AcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Lets the next run take over a stream that was held back because it shrank.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var editor: EditorOptions
  @OptionGroup var clock: ClockOptions
  @Argument(help: "The stream: connection/stream.") var stream: String

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend(at: clock.at).accept(stream, by: try session.editor(editor)))
  }
}

/// `tend verify`
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks that nothing in the ledger was altered or lost.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = Session(global)
    try session.show(try session.tend().verify())
  }
}

/// `tend doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks configuration, connections, files and the machine, and says how to mend what is wrong.",
    discussion: "Ends with a table of the workflows: what each can see, what is missing for it, and what that costs.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var recording: RecordingOptions

  func run() async throws {
    let session = Session(global)
    let recorder = try recording.recorder()
    let report = try await session.tend(at: clock.at, recorder: recorder).doctor()
    try recorder?.finish()
    try session.show(report)
  }
}

/// `tend rebuild`
struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Makes the index again from the ledger.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend().rebuild())
  }
}

/// `tend maintain`
struct MaintainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintain", abstract: "Rolls up the ledger's packs and takes leftovers away; loses no history.")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let session = Session(global)
    session.show(try session.tend().maintain())
  }
}

/// `tend forget`
struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Deletes what is kept about a person, and keeps it from coming back.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var editor: EditorOptions
  @OptionGroup var clock: ClockOptions
  @Flag(name: .long, help: "Do not ask.") var yes = false
  @Argument(help: "The person's e-mail address.") var email: String

  func run() async throws {
    let session = Session(global)
    let tend = try session.tend(at: clock.at)
    let by = try session.editor(editor)
    if !yes {
      try session.requireAnswers(code: "forget.needs-answer", instead: "Say it beforehand: tend forget --yes EMAIL")
      let question: Line = "Forget \(email) for good? Names, addresses and messages can't be brought back. [y/N] "
      guard ["y", "yes"].contains((session.ask(question) ?? "").lowercased()) else {
        session.console.tell("Nothing was changed.")
        return
      }
    }
    session.show(try tend.forget(email, by: by))
  }
}

extension Session {
  func show(_ report: WorkReport) {
    console.give(report.json)
    var lines = [Line(report.message)]
    var table = Table(columns: [Table.Column(""), Table.Column("", alignsRight: true)])
    table.hasHeader = false
    table.indent = 2
    table.rows = report.figures.sorted { precedes($0.key, $1.key) }.map { name, figure in
      [Line(name.split(separator: "_").joined(separator: " ")), Line(grouped(figure))]
    }
    lines += table.lines(width: nil)
    if let commit = report.commit { lines.append("Commit \(String(commit.prefix(10)), .yellow)") }
    console.say(lines)
  }

  /// Shows what was looked at, and ends with the exit code for problems when there are some.
  func show(_ report: CheckReport) throws {
    console.give(report.json)
    var lines: [Line] = []
    for finding in report.findings {
      let mark: Line =
        switch finding.level {
        case .ok: "\("ok     ", .green)"
        case .warning: "\("warning", .yellow)"
        case .problem: "\("problem", .red)"
        }
      lines.append("\(mark)  \(finding.subject): \(finding.message)")
      if let hint = finding.hint { lines.append("         To mend: \(hint)") }
    }
    if !report.workflows.isEmpty {
      lines += [""] + SightView(sights: report.workflows).lines(width: console.width) + [""]
    }
    let problems = report.findings.count { $0.level == .problem }
    let warnings = report.findings.count { $0.level == .warning }
    let tail: Line = warnings > 0 ? ", \(counted(warnings, "warning", "warnings"))" : ""
    lines.append(
      problems == 0 ? "No problem found" + tail + "." : "\(counted(problems, "problem", "problems")) found" + tail + "."
    )
    console.say(lines)
    if !report.isSound { throw Exit.unsound }
  }
}
