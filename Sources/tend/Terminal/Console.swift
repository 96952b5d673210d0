import Engine
import Records

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard output and standard error, as this terminal and these options want them.
struct Console: Sendable {
  let json: Bool
  let quiet: Bool
  private let level: LogLevel
  private let colourOut: Bool
  private let colourError: Bool
  private let overwrites: Bool
  /// Columns of the terminal; nil when the output goes elsewhere and nothing is to be cut.
  let width: Int?

  init(options: GlobalOptions, environment: Environment) {
    self.init(
      json: options.json, quiet: options.quiet, noColor: options.noColor, level: options.logLevel,
      environment: environment)
  }

  /// For errors that come before the options are known.
  init(arguments: [String], environment: Environment) {
    let options = arguments.prefix { $0 != "--" }
    self.init(
      json: options.contains("--json"), quiet: false, noColor: options.contains("--no-color"), level: .warning,
      environment: environment)
  }

  private init(json: Bool, quiet: Bool, noColor: Bool, level: LogLevel, environment: Environment) {
    self.json = json
    self.quiet = quiet
    self.level = level
    let isDumb = environment.terminal == "dumb"
    let colour = !noColor && !environment.noColor && !isDumb
    let outIsTerminal = isatty(1) == 1
    let errorIsTerminal = isatty(2) == 1
    colourOut = colour && outIsTerminal
    colourError = colour && errorIsTerminal
    overwrites = errorIsTerminal && !isDumb && !quiet
    width = environment.columns ?? (outIsTerminal ? Self.terminalWidth() : nil)
  }

  // MARK: Standard output

  /// Prints for people; nothing with `--json` or `--quiet`.
  func say(_ lines: [Line]) {
    guard !json, !quiet else { return }
    clear()
    write(lines.map { $0.rendered(colour: colourOut) + "\n" }.joined())
  }

  func say(_ lines: Line...) { say(lines) }

  /// Prints the documented JSON, with `--json`.
  func give(_ object: @autoclosure () -> JSONObject) {
    if json { write(Self.harmless(PrettyJSON.bytes(object())), to: 1) }
  }

  /// Prints an array of them, with `--json`; each names some members always, as null where it has none.
  func give(list objects: @autoclosure () -> [JSONObject], naming names: [String] = []) {
    if json { write(Self.harmless(PrettyJSON.bytes(objects(), naming: names)), to: 1) }
  }

  /// JSON as it is, but what steers a terminal or turns the direction of writing as an escape. It means the same.
  static func harmless(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x80 }) else { return json }
    var out = String.UnicodeScalarView()
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x7F, steersTerminal(scalar) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
      } else {
        out.append(scalar)
      }
    }
    return Array(String(out).utf8)
  }

  /// Text that is already in its final form: help, a completion script.
  func write(_ text: String) { write(Array(text.utf8), to: 1) }

  /// Bytes that are already in their final form.
  func write(_ bytes: [UInt8]) { write(bytes, to: 1) }

  // MARK: Standard error

  /// An error in words, or as JSON.
  func fail(_ diagnostic: Diagnostic) {
    clear()
    if json {
      let object: JSONObject = [
        "error": .object(diagnostic.json), "exit_code": .integer(Int(Exit(diagnostic.category).rawValue)),
      ]
      return write(PrettyJSON.bytes(object), to: 2)
    }
    sayOnError(lines(of: diagnostic, "error", .red))
  }

  /// Something that went wrong without stopping the command; with `--json` it stands in the report.
  func warn(_ diagnostic: Diagnostic) {
    guard !json, level >= .warning else { return }
    clear()
    sayOnError(lines(of: diagnostic, "warning", .yellow))
  }

  /// Warnings, each once: streams of one system have their troubles in common.
  func warn(_ diagnostics: [Diagnostic]) {
    var told: Set<Diagnostic> = []
    for diagnostic in diagnostics where told.insert(diagnostic).inserted { warn(diagnostic) }
  }

  /// A remark for those who asked for it.
  func note(_ wanted: LogLevel, _ line: Line) {
    guard level >= wanted else { return }
    sayOnError([line])
  }

  /// A question or an announcement that is not output.
  func tell(_ line: Line, ends: String = "\n") {
    write(Array((line.rendered(colour: colourError) + ends).utf8), to: 2)
  }

  /// The line for long work; nil where nobody would see it.
  func progressLine() -> ProgressLine? {
    overwrites && !json ? ProgressLine(width: Self.terminalWidth() ?? 80) : nil
  }

  private func clear() {
    if overwrites { write(Array("\r\u{1B}[K".utf8), to: 2) }
  }

  private func sayOnError(_ lines: [Line]) {
    write(Array(lines.map { $0.rendered(colour: colourError) + "\n" }.joined().utf8), to: 2)
  }

  private func lines(of diagnostic: Diagnostic, _ word: String, _ style: Line.Style) -> [Line] {
    var lines: [Line] = ["\(word + ":", style) \(diagnostic.summary) \("[\(diagnostic.code)]", .dim)"]
    // A diagnostic that gathers several problems has them on lines of their own.
    for reason in (diagnostic.reason ?? "").split(separator: "\n") { lines.append("  \(String(reason))") }
    for hint in diagnostic.hints { lines.append("  To mend: \(hint)") }
    if let location = diagnostic.location { lines.append("  At: \(location)") }
    return lines
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private static func terminalWidth() -> Int? {
    var size = winsize()
    for descriptor in [Int32(1), 2] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 {
      return Int(size.ws_col)
    }
    return nil
  }
}

// A name of its own, since Console.write shadows the C function.
private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
