/// What says how an exception stands at a moment: its file has it, and so has the short form that the index keeps.
public protocol ExceptionStanding {
  /// The id.
  var id: String { get }
  /// Where in its life it is.
  var state: ShopException.State { get }
  /// How soon someone must know.
  var severity: ShopException.Severity { get }
  /// The money at stake in minor units; nil when there is none.
  var amount: Int? { get }
  /// The currency of the amount.
  var currency: String? { get }
  /// What groups it with others.
  var caseKey: String { get }
  /// When it was opened.
  var opened: Instant { get }
  /// When it was resolved.
  var resolved: Instant? { get }
  /// When its owner must have acted.
  var slaDue: Instant? { get }
  /// Not shown as needing attention before this.
  var snoozedUntil: Instant? { get }
}

extension ShopException: ExceptionStanding {}
