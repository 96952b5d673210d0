import Records

/// A question in QuickBooks' query language, which knows `AND` but no `OR`.
struct QuickBooksQuery: Sendable, Equatable {
  enum Stamp: String, Sendable {
    /// Never changes.
    case created = "MetaData.CreateTime"
    /// Moves with every change.
    case updated = "MetaData.LastUpdatedTime"
  }

  enum Condition: Sendable, Equatable {
    case from(Stamp, Instant)
    case before(Stamp, Instant)
    case ids([String])

    fileprivate var text: String {
      switch self {
      case .from(let stamp, let instant): "\(stamp.rawValue) >= \(QuickBooksQuery.quoted(instant.description))"
      case .before(let stamp, let instant): "\(stamp.rawValue) < \(QuickBooksQuery.quoted(instant.description))"
      case .ids(let ids): "Id IN (\(ids.map(QuickBooksQuery.quoted).joined(separator: ", ")))"
      }
    }
  }

  var entity: QuickBooksEntity
  /// Asks how many there are instead of which.
  var counts = false
  var conditions: [Condition] = []
  var order: Stamp?
  /// The first row, from 1.
  var start = 1
  var limit = 1000

  var text: String {
    let all = (entity.hidesInactive ? ["Active IN (true, false)"] : []) + conditions.map(\.text)
    var text = "SELECT \(counts ? "COUNT(*)" : "*") FROM \(entity.rawValue)"
    if !all.isEmpty { text += " WHERE " + all.joined(separator: " AND ") }
    if counts { return text }
    if let order { text += " ORDERBY \(order.rawValue) ASC" }
    return text + " STARTPOSITION \(start) MAXRESULTS \(limit)"
  }

  /// A text as the language writes it.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
