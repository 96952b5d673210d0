/// Why a row was set aside: the stable codes of ``Records/Quarantined/reason``.
public enum RowReason: String, Sendable, CaseIterable {
  case badDate = "bad-date"
  case dateOutOfRange = "date-out-of-range"
  case ambiguousDate = "ambiguous-date"
  case twoDigitYear = "two-digit-year"
  case mixedDates = "mixed-dates"
  case badAmount = "bad-amount"
  case amountTooLarge = "amount-too-large"
  case missingAmount = "missing-amount"
  case badCurrency = "bad-currency"
  case otherCurrency = "other-currency"
  case badNumber = "bad-number"
  case missingID = "missing-id"
  case mangledID = "mangled-id"
  case missingDate = "missing-date"
  case unknownValue = "unknown-value"
  case rowTooShort = "row-too-short"
  case rowTooLong = "row-too-long"
  case cellTooLong = "cell-too-long"
  case badQuotes = "bad-quotes"
  case badEncoding = "bad-encoding"
  case nulByte = "nul-byte"
  case breaksOff = "breaks-off"
  case twoIDs = "two-ids"
  case wrongType = "wrong-type"

  /// What it means and how to mend it, for people.
  public var words: String {
    switch self {
    case .badDate: "not a date, or not in the layout named"
    case .dateOutOfRange: "a date before 1970 or after 9998"
    case .ambiguousDate: "day and month can be taken for each other: set date_order to mdy or dmy"
    case .twoDigitYear: "a year of two digits: export with four"
    case .mixedDates: "another form of date than the rows before in this column: export anew, do not edit by hand"
    case .badAmount: "not an amount; if its decimal sign is a comma, set decimal"
    case .amountTooLarge: "an amount beyond 2^53 minor units"
    case .missingAmount: "no amount where there always is one"
    case .badCurrency: "no currency, or a code ISO 4217 does not list: set currency where the file has none"
    case .otherCurrency: "an amount with another currency than its row"
    case .badNumber: "not a whole number"
    case .missingID: "no id"
    case .mangledID: "an id that a spreadsheet turned into a number such as 5.36E+05: export anew, do not save it there"
    case .missingDate: "no creation date"
    case .unknownValue: "a word Tend does not know in this column"
    case .rowTooShort: "fewer cells than the header"
    case .rowTooLong: "more cells than the header"
    case .cellTooLong: "a cell of more than 1 MB"
    case .badQuotes: "text after a closing quote"
    case .badEncoding: "bytes that are not UTF-8: set encoding to windows-1252 if the file is older"
    case .nulByte: "a NUL byte"
    case .twoIDs: "lines of one number with different ids: two orders, of which only one could be kept"
    case .wrongType: "a value of another type than the system documents"
    case .breaksOff: "the file breaks off here, and what should follow is not known: export it anew"
    }
  }
}

/// Why a row can't be mapped, and in which column it shows.
struct RowProblem: Error, Equatable {
  var reason: RowReason
  /// The place of the column in the header; nil when it is about the whole row.
  var column: Int?

  init(_ reason: RowReason, _ column: Int? = nil) {
    self.reason = reason
    self.column = column
  }
}
