import HTTP

extension Policy {
  /// QuickBooks Online: 500 requests a minute and 10 a second, which no answer tells; a refusal for haste may be an HTTP
  /// 200 and means a minute. A refusal of any sort may be one, and its number says more than the status.
  static let quickBooks = Policy(
    rate: .bucket(available: 10, capacity: 10, perSecond: 8), whenBusy: .seconds(60),
    decide: { response, _ in
      switch response.status {
      // Being told to wait once more means to wait longer.
      case 429, 500...: nil
      default: QuickBooksFault(in: response.bytes)?.decision
      }
    })
}
