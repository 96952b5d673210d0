public import Records
import Synchronization

/// The pseudonyms of one connection's identifiers as they were made before: most records are about somebody met already.
public final class PseudonymMemo: Sendable {
  private let maker: PseudonymMaker
  private let connection: String
  private let known = Mutex<[Identifiers: Pseudonyms]>([:])
  private static let kept = 4096

  /// An empty memo.
  public init(_ maker: PseudonymMaker, connection: String) {
    self.maker = maker
    self.connection = connection
  }

  /// The pseudonyms of what the connection knows a person by.
  public func pseudonyms(of identifiers: Identifiers) -> Pseudonyms {
    if identifiers.isEmpty { return Pseudonyms() }
    if let found = known.withLock({ $0[identifiers] }) { return found }
    let made = maker.pseudonyms(of: identifiers, connection: connection)
    known.withLock { known in
      // Bounded, so that memory stays flat over millions of customers.
      if known.count >= Self.kept { known.removeAll(keepingCapacity: true) }
      known[identifiers] = made
    }
    return made
  }
}
