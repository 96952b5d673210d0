/// What a request does to the system it goes to. The method can't tell: GraphQL reads by POST.
public enum Effect: Hashable, Sendable {
  /// Nothing changes.
  case read
  /// Something changes.
  case write(Repetition)

  /// Whether a write may be sent again after a passing failure, as only its author can know.
  public enum Repetition: String, Hashable, Sendable {
    /// Never.
    case never
    /// Only where it surely was not carried out: nothing was sent, or the system said that it was too busy.
    case ifNotCarriedOut
    /// Always: the system makes one of two.
    case idempotent
  }
}
