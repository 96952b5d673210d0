import HTTP

extension Policy {
  /// QuickBooks Online: 500 requests a minute and 10 a second, which no answer tells; a refusal for haste may be an HTTP 200
  /// and means a minute.
  static let quickBooks = Policy(
    rate: .bucket(available: 10, capacity: 10, perSecond: 8), whenBusy: .seconds(60),
    decide: { response, request in
      response.status == 200 && isThrottled(response.bytes) ? .retryAfter(.seconds(60)) : nil
    })

  /// `{"Fault":{"Error":[{"Message":"message=ThrottleExceeded; errorCode=003001; statusCode=429", …}]}}`
  private static func isThrottled(_ body: [UInt8]) -> Bool {
    body.count < 4096 && body.firstRange(of: Array("errorCode=003001".utf8)) != nil
  }
}
