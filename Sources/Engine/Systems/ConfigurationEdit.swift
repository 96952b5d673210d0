internal import Connectors
internal import Records

/// Adds a connection to the text of a `tend.yml`, everything else of which stays as somebody wrote it.
enum ConfigurationEdit {
  /// The lines of a connection, not indented.
  static func lines(
    _ name: String, _ system: SystemDescriptor, options: [String: String], address: String?
  ) -> [String] {
    var lines = ["\(name):", "  system: \(system.name)"]
    for setting in system.service?.allSettings ?? [] {
      if let value = options[setting.key] { lines.append("  \(setting.key): \"\(value)\"") }
    }
    if let address { lines.append("  address: \"\(address)\"") }
    return lines
  }

  /// The text with the connection behind the last one; nil where `connections` is not written as a block of lines, but for
  /// `{}`, which becomes one.
  static func adding(_ connection: [String], to text: String) -> String? {
    // Lines of Windows end in what Swift takes for one character.
    if text.contains(Character("\r\n")) {
      guard !text.contains(Character("\n")) else { return nil }
      return adding(connection, to: text.replacing("\r\n", with: "\n"))?.replacing("\n", with: "\r\n")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let heads = ["connections:", "connections: {}"]
    guard let start = lines.firstIndex(where: { heads.contains(content(of: $0)) }) else { return nil }
    lines[start] = lines[start].replacing(heads[1], with: heads[0])
    var last = start
    var indent = "  "
    for index in lines.indices.dropFirst(start + 1) {
      let line = lines[index]
      if line.allSatisfy(\.isWhitespace) { continue }
      guard line.first == " " else {
        if line.first == "#" { continue }
        break
      }
      if content(of: line).isEmpty { continue }
      if last == start { indent = String(line.prefix { $0 == " " }) }
      last = index
    }
    lines.insert(contentsOf: connection.map { indent + $0 }, at: last + 1)
    return lines.joined(separator: "\n")
  }

  /// A line without its comment and the blanks at its ends.
  private static func content(of line: String) -> String {
    let code = line.firstRange(of: "#").map { String(line[..<$0.lowerBound]) } ?? line
    return String(code.reversed().drop(while: \.isWhitespace).reversed())
  }
}
