internal import Connectors
public import Records

extension ConnectionReport {
  /// The same in the words of a connection: its problems say how to connect it, and to look at its address if it has one of
  /// its own.
  func told(of connection: ConnectionSettings) -> ConnectionReport {
    var report = self
    report.problems = problems.map { problem in
      var problem = problem.naming(connection.name)
      if connection.address != nil, Self.misdirected.contains(problem.code) {
        problem.hints.insert("Look whether `address` in tend.yml is right", at: 0)
      }
      return problem
    }
    return report
  }

  /// What a wrong address ends in.
  private static let misdirected = ["http.unresolved", "http.unreachable", "http.contract", "http.refused"]
}

extension Diagnostic {
  /// The same of a connection: where it has to be connected, with what one types for that.
  public func naming(_ connection: String) -> Diagnostic {
    guard code.hasSuffix(".reconnect") else { return self }
    var named = self
    named.hints = ["Look at its credentials, then: tend connect \(connection)"]
    return named
  }
}
