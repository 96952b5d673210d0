import HTTP
import Records

extension Policy {
  /// Shopify's Admin GraphQL: points that come back by the second, told in every body; a refusal for haste is an HTTP 200.
  ///
  /// A quarter of the points is left to the shop's other apps of the same key and to people.
  static let shopify = Policy(
    decide: { response, _ in
      switch response.status {
      case 200 where isThrottled(response.bytes):
        .retryAfter(CostThrottle(in: response.bytes)?.wait ?? .seconds(1))
      case 403: .forbidden(scope: scope(in: response.bytes))
      default: nil
      }
    },
    allowance: { response in
      CostThrottle(in: response.bytes).map { throttle in
        let reserve = throttle.maximum / 4
        return .bucket(
          available: throttle.available - reserve, capacity: throttle.maximum - reserve,
          perSecond: throttle.restoreRate)
      }
    })

  /// `{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}], …}`, which is a short body.
  private static func isThrottled(_ body: [UInt8]) -> Bool {
    guard body.count < 16_384, body.firstRange(of: Array("THROTTLED".utf8)) != nil,
      let problems = (try? JSONReader.answer(body))?.object?["errors"]?.array
    else { return false }
    return problems.contains { $0.object?["extensions"]?.object?["code"] == "THROTTLED" }
  }

  /// `[API] This action requires merchant approval for read_orders scope.`
  private static func scope(in body: [UInt8]) -> String? {
    String(decoding: body.prefix(4096), as: UTF8.self).firstMatch(of: /\b(?:read|write)_[a-z_]+\b/)
      .map { String($0.output) }
  }
}
