public import Records

extension HTTPError {
  /// What to tell people. It names the request and never what is in an answer, which may be personal.
  public var diagnostic: Diagnostic {
    var diagnostic = words
    diagnostic.location = diagnostic.location ?? request
    return diagnostic
  }

  private var words: Diagnostic {
    switch cause {
    case .status(let status): answered(status)
    case .notJSON, .undecodable, .notHTTP: contract("It answered with something that is not what was asked for.")
    case .unresolved:
      Diagnostic(
        .source, code: "http.unresolved", "The system's name is not known",
        hints: ["Look whether this machine is online", "Look whether the address in tend.yml is right"])
    case .unreachable:
      Diagnostic(
        .source, code: "http.unreachable", "The system can't be reached",
        reason: "Nobody answered at its address.", hints: ["Look whether this machine is online", "Try again later"])
    case .proxy(let status): proxy(status)
    case .untrusted(let reason):
      Diagnostic(
        .configuration, code: "http.untrusted", "The system's certificate is not trusted", reason: reason,
        hints: [
          "If your network has a certificate authority of its own, add its file",
          "Else do not go on: ask your network's people",
        ])
    case .handshake:
      Diagnostic(
        .source, code: "http.handshake", "No secure connection could be agreed on",
        hints: ["Try again later", "Look whether something between this machine and the system intercepts TLS"])
    case .timeout(let phase): timeout(phase)
    case .interrupted, .truncated:
      Diagnostic(
        .source, code: "http.interrupted", "The answer broke off",
        reason: "What had arrived is not used.", hints: ["The next run tries again"])
    case .tooLarge(let limit):
      Diagnostic(
        .source, code: "http.too-large", "The answer is too large",
        reason: "More than \(limit) bytes in one piece are not taken.", hints: ["Report this"])
    case .unready(let diagnostic): diagnostic
    case .readOnly:
      Diagnostic(
        .fault, code: "http.read-only", "A write was kept back",
        reason: "This run may only read.", hints: ["Report this: nothing should have tried"])
    case .insecure:
      Diagnostic(
        .configuration, code: "http.insecure", "The address is not secure",
        reason: "Without https, others could read along.", hints: ["Write https:// in tend.yml"])
    case .invalidRequest(let what):
      Diagnostic(.fault, code: "http.invalid-request", "A request can't be sent", reason: what, hints: ["Report this"])
    case .unrecorded:
      Diagnostic(
        .fault, code: "http.unrecorded", "No recorded answer fits the request",
        hints: ["Record the exchanges anew"])
    case .cancelled, .closed:
      Diagnostic(.source, code: "http.cancelled", "The request was ended early", hints: ["Run it again"])
    case .other(let code):
      Diagnostic(
        .source, code: "http.failed", "The request failed", reason: "libcurl's error \(code).",
        hints: ["Try again later"])
    }
  }

  private func answered(_ status: Int) -> Diagnostic {
    switch decision {
    case .retry where status == 429, .retryAfter:
      Diagnostic(
        .source, code: "http.busy", "The system asks for fewer requests",
        reason: "It answered with \(status)\(repeated).", hints: ["The next run tries again"])
    case .retry, .accept:
      Diagnostic(
        .source, code: "http.unavailable", "The system is in trouble",
        reason: "It answered with \(status)\(repeated).", hints: ["The next run tries again"])
    case .reconnect:
      Diagnostic(
        .source, code: "http.reconnect", "The system does not accept the credentials",
        reason: "It answered with \(status).", hints: ["Look at the credentials, then: tend connect NAME"])
    case .forbidden(let scope):
      Diagnostic(
        .source, code: "http.forbidden",
        scope.map { "The permission \($0) is missing" } ?? "A permission is missing",
        reason: "The system answered with \(status).",
        hints: [
          scope.map { "Grant \($0), then connect again" }
            ?? "Look at the permissions of the account, then connect again"
        ])
    case .contractChanged: contract("It answered with \(status).")
    case .refused:
      Diagnostic(
        .source, code: "http.refused", "The system refused the request", reason: "It answered with \(status).",
        hints: status == 404
          ? ["Look whether the connection's settings in tend.yml are right"]
          : ["Try again later", "If it stays so, report this"])
    }
  }

  private var repeated: String { attempts > 1 ? ", \(attempts) times" : "" }

  private func contract(_ reason: String) -> Diagnostic {
    Diagnostic(
      .source, code: "http.contract", "The system does not answer as agreed", reason: reason,
      hints: ["Look for a newer version of Tend", "Look whether the address in tend.yml is right"])
  }

  private func proxy(_ status: Int?) -> Diagnostic {
    Diagnostic(
      .configuration, code: "http.proxy", "The proxy does not let the request through",
      reason: status.map { "It answered with \($0)." }, hints: ["Look at the address and password of the proxy"])
  }

  private func timeout(_ phase: Cause.Phase) -> Diagnostic {
    let reason =
      switch phase {
      case .connect: "No connection stood in time."
      case .idle: "Nearly nothing arrived for too long."
      case .total: "It took too long as a whole."
      }
    return Diagnostic(
      .source, code: "http.timeout", "The system did not answer in time", reason: reason,
      hints: ["The next run tries again"])
  }
}
