import CCurl
import Dispatch

/// What happens on the thread: starts, drives and ends transfers. Nothing of it is touched from elsewhere.
final class CurlLoop {
  private let mailbox: Mailbox
  private let setup: EasyHandle.Setup
  private var active: [ObjectIdentifier: EasyHandle] = [:]
  private var idle: [EasyHandle] = []

  private static let keptHandles = 16

  /// Runs on a thread of its own until the mailbox is closed.
  static func start(_ mailbox: Mailbox, settings: CurlSettings, trusted: [UInt8]?) {
    // A queue that is never given back is a thread of its own.
    DispatchQueue(label: "tend.http", qos: .userInitiated).async {
      CurlLoop(mailbox, EasyHandle.Setup(settings: settings, trusted: trusted)).run()
    }
  }

  private init(_ mailbox: Mailbox, _ setup: EasyHandle.Setup) {
    self.mailbox = mailbox
    self.setup = setup
  }

  private var multi: UnsafeMutableRawPointer { mailbox.multi.pointer }

  private func run() {
    while true {
      let (messages, isClosing) = mailbox.take()
      for message in messages { handle(message) }
      if isClosing { break }
      var running: Int32 = 0
      // It fails only for want of memory or by our own mistake; then nothing can be trusted to end by itself.
      if curl_multi_perform(multi, &running) != CURLM_OK { mailbox.close() }
      endFinished()
      // A message posted since `take` has woken this beforehand; libcurl shortens the wait by its own timers.
      curl_multi_poll(multi, nil, 0, active.isEmpty ? 60_000 : 1_000, nil)
    }
    for handle in active.values { release(handle)?.end(with: HTTPError(.closed, wasSent: handle.wasSent)) }
    idle = []
    mailbox.end()
  }

  private func handle(_ message: Mailbox.Message) {
    switch message {
    case .start(let transfer): start(transfer)
    case .cancel(let transfer):
      guard let handle = active[ObjectIdentifier(transfer)] else { return }
      let error = HTTPError(.cancelled, wasSent: handle.wasSent)
      release(handle)?.end(with: error)
    case .resume(let transfer): active[ObjectIdentifier(transfer)]?.resume()
    }
  }

  private func start(_ transfer: Transfer) {
    if transfer.isCancelled { return transfer.end(with: HTTPError(.cancelled)) }
    guard let handle = idle.popLast() ?? EasyHandle() else { return transfer.end(with: .outOfMemory) }
    guard handle.prepare(transfer, setup), curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
      handle.reset()
      return transfer.end(with: .outOfMemory)
    }
    active[ObjectIdentifier(transfer)] = handle
  }

  private func endFinished() {
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    while ccurl_next_ended(multi, &easy, &code) != 0 {
      guard let key = ccurl_get_private(easy),
        let handle = active[ObjectIdentifier(Unmanaged<Transfer>.fromOpaque(key).takeUnretainedValue())]
      else { continue }
      let error = code == CURLE_OK ? nil : handle.error(code)
      release(handle)?.end(with: error)
    }
  }

  /// Takes a handle out of work; the transfer that it carried is then no longer called back.
  private func release(_ handle: EasyHandle) -> Transfer? {
    guard let transfer = handle.transfer else { return nil }
    active[ObjectIdentifier(transfer)] = nil
    curl_multi_remove_handle(multi, handle.easy)
    handle.reset()
    if idle.count < CurlLoop.keptHandles { idle.append(handle) }
    return transfer
  }
}

extension HTTPError {
  fileprivate static var outOfMemory: HTTPError { HTTPError(.other(code: Int(CURLE_OUT_OF_MEMORY.rawValue))) }
}
