public import Records

/// A time during which a customer was quiet.
public struct QuietSpell: Sendable, Hashable {
  /// The customer.
  public var person: String
  /// When they began to count as inactive.
  public var began: Instant
  /// The online order that ended it; nil while it lasts.
  public var order: ReturningOrder?

  /// The order of a customer who came back.
  public struct ReturningOrder: Sendable, Hashable {
    /// When it was placed.
    public var placed: Instant
    /// Its net value in minor units of the shop's currency.
    public var net: Int

    /// An order of its parts.
    public init(placed: Instant, net: Int) {
      self.placed = placed
      self.net = net
    }
  }

  /// A spell of its parts.
  public init(person: String, began: Instant, order: ReturningOrder?) {
    self.person = person
    self.began = began
    self.order = order
  }
}

/// Something a human being did about a customer or a lead: a draft seen sent, a task done, a contact logged.
public struct HumanAct: Sendable, Hashable {
  /// The person or lead.
  public var subject: String
  /// When.
  public var at: Instant

  /// An act of its parts.
  public init(subject: String, at: Instant) {
    self.subject = subject
    self.at = at
  }
}

/// Customers who came back, by whether someone had done something about it.
public struct CustomerRecovery: Sendable, Hashable {
  /// Spells that ended after a human act.
  public var recovered = 0
  /// Net value of the orders that ended them.
  public var recoveredNet = 0
  /// Spells that ended without one.
  public var returnedByThemselves = 0
  /// Net value of the orders that ended those.
  public var returnedNet = 0
  /// Spells that last.
  public var stillQuiet = 0

  /// How long after an act an order counts as its effect.
  public static let window = Span.days(14)

  /// Counts spells whose order was placed in `from..<to`.
  ///
  /// Recovered = a human act in the spell, then an online order within 14 days of 24 hours after the act. Everything
  /// else that came back returned by itself. Spells without an order before `to` are still quiet.
  public static func count(_ spells: [QuietSpell], acts: [HumanAct], from: Instant, to: Instant) -> CustomerRecovery {
    let acts = Dictionary(grouping: acts, by: \.subject)
    var result = CustomerRecovery()
    for spell in spells where spell.began < to {
      guard let order = spell.order, order.placed < to else {
        result.stillQuiet += 1
        continue
      }
      guard order.placed >= from, order.placed >= spell.began else { continue }
      let isRecovered = (acts[spell.person] ?? []).contains {
        $0.at >= spell.began && $0.at <= order.placed && order.placed - $0.at <= window
      }
      if isRecovered {
        result.recovered += 1
        result.recoveredNet = bounded(result.recoveredNet, plus: order.net)
      } else {
        result.returnedByThemselves += 1
        result.returnedNet = bounded(result.returnedNet, plus: order.net)
      }
    }
    return result
  }
}
