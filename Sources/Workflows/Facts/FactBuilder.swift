public import Records

extension Subject {
  /// What is known about the subject: fields of its record and what follows from them.
  ///
  /// Nothing in it depends on the present moment, so that between two changes only conditions can flip. A field of an
  /// unexpected type, or an amount in another currency than the shop's, is left out: unknown, so no comparison holds.
  public func facts(_ settings: WorkflowSettings, thresholds: RuleThresholds? = nil) -> Facts {
    FactBuilder(subject: self, settings: settings, thresholds: thresholds ?? settings.thresholds).build()
  }
}

struct FactBuilder {
  let subject: Subject
  let settings: WorkflowSettings
  let thresholds: RuleThresholds
  var facts: Facts = [:]

  init(subject: Subject, settings: WorkflowSettings, thresholds: RuleThresholds) {
    self.subject = subject
    self.settings = settings
    self.thresholds = thresholds
  }

  var record: JSONObject { subject.record ?? JSONObject() }
  var related: Related { subject.related }
  var calendar: BusinessCalendar { settings.calendar }

  func build() -> Facts {
    var builder = self
    switch subject.kind {
    case .record(let kind):
      builder.addFields(of: kind)
      builder.addDerived(of: kind)
    case .person:
      builder.addPerson()
      builder.addQuiet()
    case .stream: builder.addStream()
    }
    return builder.facts.mapValues { fact in
      if case .instant(let instant) = fact { .instant(instant.writable) } else { fact }
    }
  }

  private mutating func addDerived(of kind: Kind) {
    switch kind {
    case .order:
      addOrder()
      addPerson()
      addNth()
    case .refund:
      addAboutOrder()
      addPerson()
      addRefund()
    case .shipment:
      addAboutOrder()
      addShipment()
    case .ticket:
      addAboutOrder()
      addPerson()
      addTicket()
    case .dispute:
      addAboutOrder()
      addPerson()
      addDispute()
    case .invoice:
      addAboutOrder()
      if let due = record["due"]?.day { facts["overdue_since"] = .instant(settings.zone.instant(due + 1)) }
    case .lead: addLead()
    case .checkout:
      addPerson()
      addCheckout()
    case .customer: addPerson()
    case .campaignDay, .trafficDay, .task, .acknowledgement: break
    }
  }

  private mutating func addFields(of kind: Kind) {
    let isForeign = isForeign(record)
    for field in Schema.of(kind).fields where field.isPublic && field.name != "private" {
      guard let value = record[field.name], let fact = Fact(value, type: field.type) else { continue }
      if isForeign, field.type == .money { continue }
      facts[field.name] = fact
    }
    if isForeign, kind == .order || kind == .refund { facts["foreign_currency"] = .flag(true) }
  }

  /// Whether the record's amounts can't be held against thresholds in the shop's currency.
  func isForeign(_ record: JSONObject) -> Bool {
    guard let currency = record["currency"]?.string else { return false }
    return currency != settings.currency
  }

  mutating func addAboutOrder() {
    let order = related.order
    facts["order_known"] = .flag(order != nil)
    let number = order?["number"]?.string ?? record["order"]?.string ?? related.orderAddress?.id
    facts["order_number"] = number.map { .text($0) }
    guard let order else { return }
    let orderClass = order["class"]?.string.flatMap(OrderClass.init) ?? OrderClass.of(order, settings: settings.orders)
    facts["order_class"] = .text(orderClass.rawValue)
    if !isForeign(order) { facts["order_net"] = order["net"]?.integer.map { .money($0) } }
  }

  private mutating func addStream() {
    guard let stream = related.stream else { return }
    facts["name"] = .text(stream.name)
    facts["as_of"] = stream.asOf.map { .instant($0) }
    // What there is to tell is told of the stream that it follows from.
    if stream.isInferred { return }
    facts["verdict"] = .text(stream.verdict.rawValue)
    facts["stale_at"] = stream.staleAt.map { .instant($0) }
    facts["failing_since"] = stream.failingSince.map { .instant($0) }
    facts["shrunk"] = .flag(stream.shrink != nil)
    facts["shrunk_from"] = stream.shrink.map { .number($0.from) }
    facts["shrunk_to"] = stream.shrink.map { .number($0.to) }
    facts["access_ends"] = stream.accessEnds.map { .instant($0) }
    facts["quarantined"] = .number(stream.quarantined)
  }
}

extension Fact {
  /// A record's value as a fact; nil when it has not the type its field declares.
  init?(_ value: JSONValue, type: FieldType) {
    switch (type, value) {
    case (.code, .string(let text)): self = .text(text)
    case (.money, .integer(let minor)): self = .money(minor)
    case (.integer, .integer(let number)): self = .number(number)
    case (.flag, .bool(let flag)): self = .flag(flag)
    case (.codes, .array(let elements)): self = .list(elements.compactMap(\.string))
    case (.instant, _):
      guard let instant = value.instant else { return nil }
      self = .instant(instant)
    case (.day, _):
      guard let day = value.day else { return nil }
      self = .day(day)
    default: return nil
    }
  }
}

extension Instant {
  /// The moment, kept to the years that a file can hold.
  var writable: Instant {
    let first = Int64(-62_135_596_800)
    let last = Int64(253_402_300_799)
    return Instant(seconds: min(max(seconds, first), last))
  }
}

/// `part` as whole percent of `whole`, rounded down; nil when the whole is not positive.
func percent(_ part: Int, of whole: Int) -> Int? {
  guard whole > 0 else { return nil }
  let (scaled, overflow) = part.multipliedReportingOverflow(by: 100)
  if overflow { return part > 0 ? Int.max / 100 / whole : Int.min / 100 / whole }
  return scaled >= 0 ? scaled / whole : -((-scaled + whole - 1) / whole)
}
