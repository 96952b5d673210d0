import Records

/// Finds access tokens in `tend.yml`, wherever they stand: a name, a value, a comment. The file is kept in the history.
enum SecretScan {
  /// How the tokens of the systems begin that shops use, as these systems document them.
  private static let beginnings = [
    "shpat_", "shpca_", "shppa_", "shpss_", "sk_live_", "rk_live_", "sk_test_", "xoxb-", "xoxp-", "xapp-", "ghp_",
    "github_pat_", "ya29.", "AIzaSy", "pat-na1-", "pat-eu1-", "-----BEGIN ",
  ]

  /// A problem for each line that holds one, but for lines that are told of already; the token itself is not repeated.
  static func problems(in bytes: [UInt8], path: String, beside known: [Diagnostic]) -> [Diagnostic] {
    guard holdsBeginning(bytes) else { return [] }
    let told = Set(
      known.filter { $0.code == "config.secret" }.compactMap { $0.location?.split(separator: ":").dropLast().last })
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { number, line in
      if told.contains("\(number + 1)") { return nil }
      guard let found = beginnings.compactMap({ line.firstRange(of: $0) }).first else { return nil }
      let column = line.distance(from: line.startIndex, to: found.lowerBound) + 1
      return Diagnostic(
        .configuration, code: "config.secret", "An access token stands in the file",
        reason: "No secret belongs into this file: it is kept in the history of the data.",
        hints: ["Remove it, and replace the token at its system if the file was ever committed"],
        location: "\(path):\(number + 1):\(column)")
    }
  }

  /// Whether any of the beginnings stands anywhere: one look at each byte, since every command reads the file.
  private static func holdsBeginning(_ bytes: [UInt8]) -> Bool {
    let texts = beginnings.map { Array($0.utf8) }
    let firsts = Set(texts.map { $0[0] })
    let begins = (0...255).map { firsts.contains(UInt8($0)) }
    return bytes.indices.contains { place in
      begins[Int(bytes[place])] && texts.contains { bytes[place...].starts(with: $0) }
    }
  }
}
