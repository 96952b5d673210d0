import HTTP

extension Policy {
  /// BigCommerce: requests in a window of 30 s that all apps of the store share, told in every header.
  static let bigCommerce = Policy(whenBusy: .seconds(3), allowance: bigCommerceHeaders.allowance)

  private static let bigCommerceHeaders = RateHeaders(
    left: "X-Rate-Limit-Requests-Left", reset: "X-Rate-Limit-Time-Reset-Ms", unit: .milliseconds(1), reserve: 10)
}
