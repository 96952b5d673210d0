import HTTP
import Records

extension Policy {
  /// ShipStation: requests in a window of a minute, told in every header. Its word for haste has come under other
  /// statuses, and a refusal may be an HTTP 200.
  ///
  /// Of 40 requests a minute ten are left to the merchant's other tools, which share the key's count.
  static let shipStation = Policy(
    whenBusy: .seconds(60),
    decide: { response, request in
      if response.status == 200 { return isRefusal(response.bytes) ? .refused : nil }
      guard response.status != 429, isTooMany(response.bytes) else { return nil }
      guard case .window(_, let resetsIn)? = shipStationHeaders.allowance(in: response) else {
        return .retryAfter(.seconds(60))
      }
      return .retryAfter(resetsIn)
    },
    allowance: shipStationHeaders.allowance)

  /// ShipStation's second interface: 200 requests a minute, of which no answer tells before the first refusal, so that it is
  /// asked no more than 150 times. What is wrong with an account it also tells under other statuses.
  static let shipStationV2 = Policy(
    rate: .bucket(available: 30, capacity: 30, perSecond: 2), whenBusy: .seconds(60),
    decide: { response, _ in
      guard response.status >= 400, response.status != 429 else { return nil }
      return ShipStationFault(in: response.bytes)?.decision
    })

  private static let shipStationHeaders = RateHeaders(
    left: "X-Rate-Limit-Remaining", reset: "X-Rate-Limit-Reset", unit: .seconds(1), reserve: 10)

  private static func isTooMany(_ body: [UInt8]) -> Bool {
    body.count < 4096 && body.firstRange(of: Array("Too Many Requests".utf8)) != nil
  }

  /// `{"success":false,"message":"…"}`; of a list, which is longer or has no such member, it is never said.
  private static func isRefusal(_ body: [UInt8]) -> Bool {
    guard body.count < 4096, let object = (try? JSONReader.answer(body))?.object else { return false }
    return object["success"] == .bool(false)
  }
}
