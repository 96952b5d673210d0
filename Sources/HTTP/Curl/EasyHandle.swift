import CCurl
import Records

/// One of libcurl's easy handles and what has to live as long as its transfer. It stays on the thread.
final class EasyHandle {
  /// What is the same for all transfers.
  final class Setup {
    let settings: CurlSettings
    /// Certificates in PEM at an address that stays; nil for libcurl's own.
    let trusted: UnsafeMutableBufferPointer<UInt8>?

    init(settings: CurlSettings, trusted: [UInt8]?) {
      self.settings = settings
      self.trusted = trusted.map { bytes in
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = buffer.initialize(from: bytes)
        return buffer
      }
    }

    deinit { trusted?.deallocate() }
  }

  let easy: UnsafeMutableRawPointer
  private(set) var transfer: Transfer?
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var isSound = true
  private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// Nil when there is no memory.
  init?() {
    guard let easy = curl_easy_init() else {
      message.deallocate()
      return nil
    }
    self.easy = easy
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
    message.deallocate()
  }

  /// Sets everything up for a transfer; false when libcurl refused, which only want of memory makes it do.
  func prepare(_ transfer: Transfer, _ setup: Setup) -> Bool {
    self.transfer = transfer
    isSound = true
    message.pointee = 0
    let request = transfer.request
    set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
    set(CURLOPT_NOSIGNAL, 1)
    // A name that is still being looked up when a transfer is cancelled must not hold up the thread.
    set(CURLOPT_QUICK_EXIT, 1)
    setTarget(request)
    setMessage(request, userAgent: setup.settings.userAgent)
    setTrust(setup)
    setProxy(setup.settings.proxy, for: request.url.origin)
    setTimeouts(request.timeouts ?? setup.settings.timeouts(for: request))
    setReceivers(transfer)
    return isSound
  }

  /// Makes it ready for another transfer; connections and names are kept.
  func reset() {
    curl_easy_reset(easy)
    curl_slist_free_all(headers)
    headers = nil
    transfer = nil
  }

  /// Lets a transfer go on that its reader had fallen behind of.
  func resume() {
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// Whether the connection stood, so that something may have been sent.
  var wasSent: Bool { ccurl_get_large(easy, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// What a result other than success means.
  func error(_ code: CURLcode) -> HTTPError {
    let facts = CurlFailure(
      code: code, wasSent: wasSent, message: String(cString: message),
      proxyStatus: ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE))
    return HTTPError(transfer?.overflow ?? facts.cause, wasSent: wasSent)
  }

  private func setTarget(_ request: HTTPRequest) {
    set(CURLOPT_URL, request.url.revealed())
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    // On a kept connection that breaks before the first byte of an answer libcurl sends anything again by itself.
    if request.writes, request.effect != .write(.idempotent) { set(CURLOPT_FRESH_CONNECT, 1) }
  }

  private func setMessage(_ request: HTTPRequest, userAgent: String) {
    set(CURLOPT_USERAGENT, userAgent)
    set(CURLOPT_ACCEPT_ENCODING, "")
    var lines = request.headers.fields.map { "\($0.name): \($0.value.revealed())" }
    if request.headers["Accept"] == nil {
      lines.append(request.format == .json ? "Accept: application/json" : "Accept: */*")
    }
    if let body = request.body {
      let bytes = body.revealed()
      set(CURLOPT_POST, 1)
      note(ccurl_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
      bytes.withUnsafeBytes { note(ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, pointer(to: $0))) }
      lines += ["Content-Type: \(body.type)", "Expect:"]
    } else if request.method == .post {
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE, 0)
      lines.append("Content-Type:")
    }
    switch request.method {
    case .get: if request.body != nil { set(CURLOPT_CUSTOMREQUEST, "GET") }
    case .head: set(CURLOPT_NOBODY, 1)
    case .post: break
    case .put, .patch, .delete: set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }
    for line in lines {
      guard let longer = curl_slist_append(headers, line) else { return isSound = false }
      headers = longer
    }
    note(ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers))
  }

  private func setTrust(_ setup: Setup) {
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    guard let trusted = setup.trusted else { return }
    note(ccurl_set_blob(easy, CURLOPT_CAINFO_BLOB, trusted.baseAddress, trusted.count))
    note(ccurl_set_blob(easy, CURLOPT_PROXY_CAINFO_BLOB, trusted.baseAddress, trusted.count))
  }

  /// Always set: without it libcurl would look into the environment.
  private func setProxy(_ proxy: Proxy?, for origin: Origin) {
    set(CURLOPT_PROXY, origin.isLoopback ? "" : proxy?.url.reveal() ?? "")
    set(CURLOPT_NOPROXY, proxy?.exceptions ?? "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  private func setTimeouts(_ timeouts: Timeouts) {
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(timeouts.connect))
    set(CURLOPT_TIMEOUT_MS, timeouts.total.map(milliseconds) ?? 0)
    set(CURLOPT_LOW_SPEED_LIMIT, 10)
    set(CURLOPT_LOW_SPEED_TIME, max(1, Int(timeouts.idle / .seconds(1))))
  }

  private func setReceivers(_ transfer: Transfer) {
    // Unretained: `transfer` holds it until `reset`, after which libcurl does not call any more.
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    set(CURLOPT_PRIVATE, context)
    note(ccurl_set_receiver(easy, CURLOPT_HEADERFUNCTION, receiveHeader))
    set(CURLOPT_HEADERDATA, context)
    note(ccurl_set_receiver(easy, CURLOPT_WRITEFUNCTION, receiveBody))
    set(CURLOPT_WRITEDATA, context)
  }

  private func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
  private func set(_ option: CURLoption, _ value: String) { note(ccurl_set_text(easy, option, value)) }
  private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
    note(ccurl_set_pointer(easy, option, value))
  }

  private func note(_ code: CURLcode) {
    if code != CURLE_OK { isSound = false }
  }
}

private let receiveHeader: ccurl_receiver = { bytes, size, count, context in
  guard let context else { return 0 }
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().takeHeader(line)
}

private let receiveBody: ccurl_receiver = { bytes, size, count, context in
  guard let context else { return 0 }
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().takeBody(piece)
}

/// libcurl copies from the address and does not write there. An empty body needs an address too.
private func pointer(to bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
  UnsafeMutableRawPointer(mutating: bytes.baseAddress)
}

private func milliseconds(_ duration: Duration) -> Int { max(1, Int(duration / .milliseconds(1))) }

extension CurlSettings {
  fileprivate func timeouts(for request: HTTPRequest) -> Timeouts {
    var timeouts = timeouts
    if request.delivery == .streamed { timeouts.total = nil }
    return timeouts
  }
}
