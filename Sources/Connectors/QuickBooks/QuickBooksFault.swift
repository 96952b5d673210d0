import HTTP
import Records

/// What QuickBooks says went wrong, which also comes inside of a success. Its texts may be personal and are not kept.
struct QuickBooksFault: Equatable {
  /// Its number, `3200` also where it is written `003200`; nil where it has none.
  var code: Int?
  /// `ValidationFault`, `AUTHENTICATION`, in lower case.
  var type: String

  /// Reads an answer, which has one in one of two spellings; nil where it has none.
  init?(_ answer: JSONObject) {
    guard let fault = answer["Fault"]?.object ?? answer["fault"]?.object else { return nil }
    type = fault["type"]?.string?.lowercased() ?? ""
    let first = (fault["Error"] ?? fault["error"])?.array?.first?.object
    let message = (first?["Message"] ?? first?["message"])?.string ?? ""
    switch first?["code"] {
    case .string(let text)?: code = Int(text)
    case .integer(let number)?: code = number
    default: code = nil
    }
    if code == nil, let mark = message.firstRange(of: "errorCode=") {
      code = Int(message[mark.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }
  }

  /// Reads the body of an answer, if it is short, as those of refusals are.
  init?(in body: [UInt8]) {
    guard body.count < 16_384, body.firstRange(of: Array("ault\"".utf8)) != nil,
      let answer = (try? JSONReader.answer(body))?.object
    else { return nil }
    self.init(answer)
  }

  /// What it means for the work that was asked for.
  var decision: Decision {
    switch code {
    case 3001: .retryAfter(.seconds(60))
    case 100, 110, 3200, 3202: .reconnect
    case 120, 130, 140, 3100, 6190: .forbidden(scope: nil)
    case 150, 10_000: .retry
    case nil where type.contains("authentication"): .reconnect
    // The contract itself spells it `AuthorizatonFault`.
    case nil where type.contains("authoriz"): .forbidden(scope: nil)
    case nil where type.contains("throttl"): .retryAfter(.seconds(60))
    case nil where type.contains("system"): .retry
    default: .refused
    }
  }

  /// What it means for a stream, told of the request that it answered.
  func error(_ request: String) -> SyncError {
    let diagnostic = QuickBooksDiagnostics.fault(self, request)
    return switch decision {
    case .retryAfter(let wait): .retry(diagnostic, after: Span(seconds: wait.components.seconds))
    case .retry, .accept: .retry(diagnostic, after: nil)
    case .reconnect: .reconnect(diagnostic)
    case .forbidden: .configuration(diagnostic)
    case .contractChanged, .refused: .data(diagnostic)
    }
  }

  /// What a request that did not end well means, in the words of the fault where there is one.
  static func error(_ failure: HTTPError) -> SyncError {
    let plain = SyncError(failure)
    guard let body = failure.response?.bytes, let fault = QuickBooksFault(in: body) else { return plain }
    let diagnostic = QuickBooksDiagnostics.fault(fault, failure.request ?? "")
    return switch plain {
    case .retry(_, let after): .retry(diagnostic, after: after)
    case .reconnect: .reconnect(diagnostic)
    case .configuration: .configuration(diagnostic)
    case .data: .data(diagnostic)
    }
  }
}
