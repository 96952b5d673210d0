import Records

/// Looks once a week whether something was deleted, which no list of what changed tells of.
///
/// The cursor knows how many nodes there were that had been created by its mark: Shopify counted them at the last full
/// read, and each increment adds those it brought. Where Shopify counts another number by now, all is read again, and a
/// full read is what deletions are seen by. A count costs as much as a page's hundredth; a list of all ids would tell no
/// more.
struct ShopifySweep {
  let read: ShopifyRead
  let stream: String
  /// The root field that counts.
  let field: String
  /// The filter by creation: `created_at`.
  let filter: String

  static let interval = Span.days(7)

  /// Nil for a list that is not looked at so.
  init?<Source: ShopifySource>(_ read: ShopifyRead, _ source: Source.Type) {
    guard let filter = source.creation, let field = source.count else { return nil }
    self.read = read
    stream = source.kind.stream
    self.field = field
    self.filter = filter
  }

  /// Whether the time has come.
  func isDue(_ position: ShopifyCursor) -> Bool {
    guard let looked = position.looked else { return true }
    return looked + Self.interval <= read.asOf || looked > read.asOf + .hours(1)
  }

  /// Notes at the end of a full read how many there are.
  ///
  /// With a horizon there is no such number: what is behind it goes by itself. All that is shown is read each week.
  func begin(_ position: inout ShopifyCursor) async throws(SyncError) {
    position.looked = read.asOf
    position.known = nil
    if read.shop.horizon == nil, let mark = position.updated { position.known = try await count(until: mark) }
  }

  /// Looks at the end of an increment whether all that was known is there still; false where all has to be read again.
  func holds(_ position: inout ShopifyCursor) async throws(SyncError) -> Bool {
    guard isDue(position) else { return true }
    guard let known = position.known, let mark = position.updated, let count = try await count(until: mark) else {
      return false
    }
    if count < known { read.sink.tell(.gone(stream, known - count)) }
    position.looked = read.asOf
    return count == known
  }

  /// How many there are that were created by a moment; nil where that can't be asked.
  private func count(until mark: Instant) async throws(SyncError) -> Int? {
    try await read.count(field, "\(filter):<='\(mark)'")
  }
}
