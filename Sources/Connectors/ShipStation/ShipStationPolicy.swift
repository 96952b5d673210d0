import HTTP

extension Policy {
  /// ShipStation: requests in a window of a minute, told in every header. Its word for haste has come under other statuses.
  static let shipStation = Policy(
    whenBusy: .seconds(60),
    decide: { response, request in
      guard ![200, 429].contains(response.status), isTooMany(response.bytes) else { return nil }
      guard case .window(_, let resetsIn)? = shipStationHeaders.allowance(in: response) else {
        return .retryAfter(.seconds(60))
      }
      return .retryAfter(resetsIn)
    },
    allowance: shipStationHeaders.allowance)

  private static let shipStationHeaders = RateHeaders(
    left: "X-Rate-Limit-Remaining", reset: "X-Rate-Limit-Reset", unit: .seconds(1), reserve: 2)

  private static func isTooMany(_ body: [UInt8]) -> Bool {
    body.count < 4096 && body.firstRange(of: Array("Too Many Requests".utf8)) != nil
  }
}
