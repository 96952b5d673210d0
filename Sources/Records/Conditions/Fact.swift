/// One thing known about a subject, as conditions see it.
public enum Fact: Hashable, Sendable {
  case flag(Bool)
  case number(Int)
  /// Minor units of the shop's currency.
  case money(Int)
  case instant(Instant)
  case day(Day)
  case text(String)
  case list([String])

  /// The name of the type, as configuration errors say it.
  public var typeName: String {
    switch self {
    case .flag: "yes or no"
    case .number: "a whole number"
    case .money: "an amount"
    case .instant: "a time"
    case .day: "a day"
    case .text: "a text"
    case .list: "a list"
    }
  }

  /// Position for ordering comparisons; nil for types without an order.
  var order: Int64? {
    switch self {
    case .number(let value), .money(let value): Int64(value)
    case .instant(let instant): instant.seconds
    case .day(let day): Int64(day.number)
    case .flag, .text, .list: nil
    }
  }
}

/// The facts about one subject, by name. A name that is missing is unknown: no comparison with it holds.
public typealias Facts = [String: Fact]
