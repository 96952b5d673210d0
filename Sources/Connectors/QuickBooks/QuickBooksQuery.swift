import Records

/// A question in QuickBooks' query language, which knows `AND` but no `OR`.
struct QuickBooksQuery: Sendable, Equatable {
  /// When a thing was created, which never changes.
  private static let stamp = "MetaData.CreateTime"

  enum Condition: Sendable, Equatable {
    /// Created then or later.
    case from(Instant)
    case before(Instant)
    case ids([String])

    fileprivate var text: String {
      switch self {
      case .from(let instant): "\(QuickBooksQuery.stamp) >= \(QuickBooksQuery.quoted(instant.description))"
      case .before(let instant): "\(QuickBooksQuery.stamp) < \(QuickBooksQuery.quoted(instant.description))"
      case .ids(let ids): "Id IN (\(ids.map(QuickBooksQuery.quoted).joined(separator: ", ")))"
      }
    }
  }

  var entity: QuickBooksEntity
  /// Asks how many there are instead of which.
  var counts = false
  var conditions: [Condition] = []
  /// Whether the rows come in the order of creation.
  var isOrdered = false
  /// The first row, from 1.
  var start = 1
  var limit = 1000

  var text: String {
    let all = (entity.hidesInactive ? ["Active IN (true, false)"] : []) + conditions.map(\.text)
    var text = "SELECT \(counts ? "COUNT(*)" : "*") FROM \(entity.rawValue)"
    if !all.isEmpty { text += " WHERE " + all.joined(separator: " AND ") }
    if counts { return text }
    if isOrdered { text += " ORDERBY \(Self.stamp) ASC" }
    return text + " STARTPOSITION \(start) MAXRESULTS \(limit)"
  }

  /// A text as the language writes it.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
