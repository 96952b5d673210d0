import Records

/// Parts of QuickBooks' answers that are the same for all.
enum BookPages {
  static let dollars: SandboxJSON = ["value": "USD", "name": "United States Dollar"]

  static func headers(_ now: Instant) -> [(name: String, value: String)] {
    [
      ("intuit_tid", "1-\(String(now.seconds, radix: 16))-simulated"),
      ("Cache-Control", "max-age=0, no-cache, no-store"),
    ]
  }

  static func stamps(_ row: BookRow) -> SandboxJSON {
    ["CreateTime": .string(BookTime.stamp(row.created)), "LastUpdatedTime": .string(BookTime.stamp(row.updated))]
  }

  /// What is told of something deleted.
  static func deleted(_ row: BookRow) -> SandboxJSON {
    [
      "domain": "QBO", "status": "Deleted", "Id": .string(String(row.id)),
      "MetaData": ["LastUpdatedTime": .string(BookTime.stamp(row.updated))],
    ]
  }

  /// One line of goods and the sum that QuickBooks adds.
  static func lines(_ text: String, _ amount: Int) -> SandboxJSON {
    [
      [
        "Id": "1", "LineNum": 1, "Description": .string(text), "Amount": money(amount),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": [
          "ItemRef": ["value": "1", "name": "Goods"], "Qty": 1, "UnitPrice": money(amount),
          "TaxCodeRef": ["value": "NON"],
        ],
      ], ["Amount": money(amount), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": [:]],
    ]
  }

  /// Cents as a number: `138.0`, `362.07`, `0`.
  static func money(_ cents: Int) -> SandboxJSON {
    if cents == 0 { return 0 }
    let text = Money.decimal(cents, exponent: 2)
    return .number(text.hasSuffix("0") ? String(text.dropLast()) : text)
  }

  private static let begun: SandboxJSON = [
    "CreateTime": "2024-01-02T10:00:00-08:00", "LastUpdatedTime": "2026-01-05T09:30:00-08:00",
  ]

  static let company: SandboxJSON = [
    "CompanyName": "Larkspur & Pine", "LegalName": "Larkspur & Pine LLC",
    "CompanyAddr": ["Id": "1", "City": "Hudson", "CountrySubDivisionCode": "NY", "Country": "US"],
    "Country": "US", "FiscalYearStartMonth": "January", "SupportedLanguages": "en",
    "DefaultTimeZone": "America/Los_Angeles", "domain": "QBO", "sparse": false, "Id": "1", "SyncToken": "4",
    "MetaData": begun,
  ]

  static let preferences: SandboxJSON = [
    "AccountingInfoPrefs": ["FirstMonthOfFiscalYear": "January", "UseAccountNumbers": false],
    "SalesFormsPrefs": [
      "CustomField": [
        [
          "CustomField": [
            ["Name": "SalesFormsPrefs.SalesCustomName1", "Type": "StringType", "StringValue": "Order"]
          ]
        ]
      ], "CustomTxnNumbers": true, "DefaultTerms": ["value": "3"],
    ],
    "CurrencyPrefs": ["MultiCurrencyEnabled": true, "HomeCurrency": ["value": "USD"]],
    "OtherPrefs": ["NameValue": [["Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": ""]]], "domain": "QBO",
    "sparse": false, "Id": "1", "SyncToken": "6", "MetaData": begun,
  ]
}

/// Times as QuickBooks writes them: on the wall of California, to the second in stamps.
enum BookTime {
  /// `2026-10-12T09:14:02-07:00`.
  static func stamp(_ instant: Instant) -> String {
    let (wall, offset) = wall(instant)
    return wall + offset
  }

  /// `2026-10-12T09:14:02.000-07:00`.
  static func answer(_ instant: Instant) -> String {
    let (wall, offset) = wall(instant)
    return "\(wall).000\(offset)"
  }

  /// California's clocks show what New York's did three hours before, also when they change.
  private static func wall(_ instant: Instant) -> (wall: String, offset: String) {
    let offset = ShopTime.zone.offset(at: instant - .hours(3)) - 3 * 3600
    let shifted = Instant(seconds: instant.seconds + offset)
    return (String(shifted.description.dropLast()), "-0\(-offset / 3600):00")
  }

  /// A stamp with `Z` or an offset; a day is its midnight in California's winter.
  static func read(_ text: String) -> Instant? {
    if let instant = Instant(text) { return instant }
    if let day = Day(text) { return Instant(day: day, secondOfDay: 8 * 3600) }
    let bytes = Array(text.utf8)
    guard bytes.count == 25, let wall = Instant(String(text.prefix(19)) + "Z"),
      let hours = Int64(String(text.suffix(6).dropFirst().prefix(2))), let minutes = Int64(String(text.suffix(2))),
      bytes[22] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "+") || bytes[19] == UInt8(ascii: "-")
    else { return nil }
    let offset = Span(seconds: hours * 3600 + minutes * 60)
    return bytes[19] == UInt8(ascii: "+") ? wall - offset : wall + offset
  }
}
