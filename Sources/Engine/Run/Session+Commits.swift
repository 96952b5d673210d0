internal import Ledger
internal import Records

extension Session {
  /// The trailers that every commit of Tend has.
  func trailers(
    run: RunID? = nil, edit: String? = nil, migrate: String? = nil, exceptions: [String] = []
  ) -> [CommitMessage.Trailer] {
    var trailers: [CommitMessage.Trailer] = []
    if let run { trailers.append(.init("Tend-Run", run.description)) }
    if let edit { trailers.append(.init("Tend-Edit", edit)) }
    if let migrate { trailers.append(.init("Tend-Migrate", migrate)) }
    trailers.append(.init("Tend-Config", configurationHash))
    trailers.append(.init("Tend-Version", setting.version))
    for exception in exceptions.prefix(20) { trailers.append(.init("Tend-Exception", exception)) }
    if exceptions.count > 20 { trailers.append(.init("Tend-Exceptions-More", String(exceptions.count - 20))) }
    return trailers
  }

  /// The author of a commit: Tend itself, or an owner by their id.
  static func author(_ id: String?) -> Author {
    let name = id ?? "Tend"
    return Author(
      name: name,
      email: "\((id ?? "tend").filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })@localhost")
  }
}
