import HTTP
import Records

/// What the second interface says went wrong: `{"request_id":…,"errors":[{"error_type":…,"error_code":…}]}`. Its texts may
/// be personal and are not kept.
struct ShipStationFault: Equatable {
  /// The first error's code: `rate_limit_exceeded`.
  var code: String

  /// Reads the body of an answer, if it is short, as those of refusals are.
  init?(in body: [UInt8]) {
    guard body.count < 16_384, let object = (try? JSONReader.answer(body))?.object,
      let first = object["errors"]?.array?.first?.object, let code = first["error_code"]?.string, Self.isCode(code)
    else { return nil }
    self.code = code
  }

  private static func isCode(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "_") }
  }

  /// Whether the account or its plan has to be mended at ShipStation.
  var isOfPlan: Bool {
    ["forbidden", "subscription_inactive", "invalid_billing_plan", "trial_expired", "terms_not_accepted"].contains(code)
  }

  /// What it means whatever status it comes under; nil where the status says enough.
  var decision: Decision? {
    if code == "rate_limit_exceeded" { return .retryAfter(.seconds(60)) }
    if code == "unauthorized" { return .reconnect }
    return isOfPlan ? .forbidden(scope: nil) : nil
  }

  /// What a request that did not end well means, in ShipStation's word for it where there is one.
  static func error(_ error: HTTPError) -> SyncError {
    let plain = SyncError(error)
    guard let response = error.response, response.status >= 400, let fault = ShipStationFault(in: response.bytes) else {
      return plain
    }
    let diagnostic = fault.words(plain.diagnostic, response.status)
    return switch plain {
    case .retry(_, let after): .retry(diagnostic, after: after)
    case .reconnect: .reconnect(diagnostic)
    case .configuration: .configuration(diagnostic)
    case .data: .data(diagnostic)
    }
  }

  private func words(_ plain: Diagnostic, _ status: Int) -> Diagnostic {
    var diagnostic = isOfPlan ? ShipStationDiagnostics.plan(plain.location) : plain
    diagnostic.reason = "It answered with \(status): \(code)."
    return diagnostic
  }
}
