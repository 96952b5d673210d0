/// The largest magnitude of a whole number in a ledger: what every reader of JSON keeps exactly.
public let largestAmount = (1 << 53) - 1

/// A sum of amounts that stays within what a ledger can hold, whatever the records say.
public func bounded(_ left: Int, plus right: Int) -> Int {
  let (sum, overflow) = left.addingReportingOverflow(right)
  if overflow { return right > 0 ? largestAmount : -largestAmount }
  return min(max(sum, -largestAmount), largestAmount)
}

/// A difference of amounts that stays within what a ledger can hold, whatever the records say.
public func bounded(_ left: Int, minus right: Int) -> Int {
  let (negative, overflow) = 0.subtractingReportingOverflow(right)
  return bounded(left, plus: overflow ? Int.max : negative)
}
