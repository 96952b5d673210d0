import CCurl

/// How libcurl says that a transfer did not end well.
struct CurlFailure {
  /// Its result.
  var code: CURLcode
  /// Whether the connection stood.
  var wasSent: Bool
  /// Its words; empty where it has none.
  var message: String
  /// What a proxy answered; 0 where there is none.
  var proxyStatus: Int

  /// What happened.
  var cause: Cause {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: .unresolved
    case CURLE_COULDNT_CONNECT: .unreachable
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy(status: nil)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .untrusted(reason: message)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_SHUTDOWN_FAILED: .handshake
    case CURLE_OPERATION_TIMEDOUT: .timeout(phase)
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
      proxyStatus >= 300 && !wasSent ? .proxy(status: proxyStatus) : .interrupted
    case CURLE_PARTIAL_FILE: .truncated
    case CURLE_BAD_CONTENT_ENCODING: .undecodable
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR: .notHTTP
    case CURLE_URL_MALFORMAT: .invalidRequest("The address can't be read.")
    default: .other(code: Int(code.rawValue))
    }
  }

  private var phase: Cause.Phase {
    if !wasSent { return .connect }
    // libcurl has one code for all; its words for this one have stood since 1999.
    return message.hasPrefix("Operation too slow") ? .idle : .total
  }
}
