public import Records

/// Everything that is wrong with a configuration, in the order of the file, so that it can be mended in one go.
public struct ConfigurationProblems: Error, Sendable, Equatable {
  /// At least one; category `configuration`, each with `path:line:column`.
  public var diagnostics: [Diagnostic]
}

extension Configuration {
  /// More problems than this are counted, not listed.
  static let mostProblems = 100

  /// Reads a `tend.yml`.
  ///
  /// - Parameters:
  ///   - bytes: the file, UTF-8, at most 1 MB.
  ///   - path: how messages name the file.
  ///   - zones: makes the tables of the zones that are named.
  /// - Throws: every problem found, not only the first.
  public static func read(
    _ bytes: [UInt8], path: String, zones: ZoneLoader = ZoneLoader()
  ) throws(ConfigurationProblems) -> Configuration {
    let tree: YAMLTree
    do throws(Diagnostic) {
      tree = try YAMLDocument(path: path).tree(bytes)
    } catch {
      throw ConfigurationProblems(diagnostics: [error])
    }
    let root = TableView(tree)
    let currency = root.text("currency").flatMap { Currency.codes.contains($0) ? $0 : nil } ?? "USD"
    var checker = ConfigurationChecker(path: path, currency: currency, zones: zones)
    checker.check(tree, .table(Shapes.root), "")
    var decoder = ConfigurationDecoder(root: root, currency: currency, zones: zones, checker: checker)
    let configuration = decoder.configuration(bytes, path)
    var problems = decoder.checker.problems
    problems += SecretScan.problems(in: bytes, path: path, beside: problems)
    guard problems.isEmpty else { throw ConfigurationProblems(diagnostics: listed(problems)) }
    return configuration
  }

  private static func listed(_ problems: [Diagnostic]) -> [Diagnostic] {
    func position(_ problem: Diagnostic) -> (Int, Int) {
      let parts = (problem.location ?? "").split(separator: ":").suffix(2).map { Int($0) ?? 0 }
      return parts.count == 2 ? (parts[0], parts[1]) : (0, 0)
    }
    let sorted = problems.enumerated().sorted { left, right in
      let (leftPlace, rightPlace) = (position(left.element), position(right.element))
      return leftPlace == rightPlace ? left.offset < right.offset : leftPlace < rightPlace
    }.map(\.element)
    guard sorted.count > mostProblems else { return sorted }
    let rest = sorted.count - mostProblems
    return sorted.prefix(mostProblems) + [
      Diagnostic(
        .configuration, code: "config.more", "\(rest) more problem\(rest == 1 ? "" : "s")",
        hints: ["Mend those above first"], location: sorted[mostProblems].location)
    ]
  }
}
