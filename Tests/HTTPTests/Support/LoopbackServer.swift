import Foundation
import HTTP
import Synchronization

/// A server on a free port of this machine, which does with each connection what its script says, faults included.
final class LoopbackServer: Sendable {
  let port: Int
  private let listener: Int32
  private let log = Mutex<(connections: Int, requests: [ReceivedRequest], open: Set<Int32>)>((0, [], []))

  /// Serves until it is let go of. The script runs on a thread of the connection's own, which may block.
  init(_ script: @escaping @Sendable (Peer) -> Void) throws {
    let (listener, port) = try listenOnLoopback()
    (self.listener, self.port) = (listener, port)
    Thread.detachNewThread { [weak self] in
      while true {
        let descriptor = acceptConnection(listener)
        guard descriptor >= 0, let self else {
          if descriptor >= 0 { closeConnection(descriptor) }
          return closeConnection(listener)
        }
        log.withLock {
          $0.connections += 1
          $0.open.insert(descriptor)
        }
        Thread.detachNewThread {
          script(Peer(descriptor, self))
          // Taken out before it is closed, since its number may be given out again at once.
          if self.log.withLock({ $0.open.remove(descriptor) }) != nil { closeConnection(descriptor) }
        }
      }
    }
  }

  /// Answers every request of every connection, which is kept.
  convenience init(answering: @escaping @Sendable (ReceivedRequest) -> Reply) throws {
    try self.init { peer in
      while let request = peer.request() { guard peer.send(answering(request)) else { return } }
    }
  }

  /// Ends all connections and the listening.
  func stop() {
    shutDown(listener)
    log.withLock { for descriptor in $0.open { shutDown(descriptor) } }
  }

  /// How many connections were made.
  var connections: Int { log.withLock { $0.connections } }
  /// What was asked, in the order in which it came.
  var requests: [ReceivedRequest] { log.withLock { $0.requests } }

  func url(_ target: String = "/") throws -> HTTPURL {
    guard let url = HTTPURL("http://127.0.0.1:\(port)\(target)") else { throw SocketError() }
    return url
  }

  fileprivate func note(_ request: ReceivedRequest) { log.withLock { $0.requests.append(request) } }
  fileprivate func forget(_ descriptor: Int32) { log.withLock { _ = $0.open.remove(descriptor) } }
}

/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
  var method: String
  var target: String
  var headers: [String: String]
  var body: [UInt8]
}

/// An answer with its length.
struct Reply: Sendable {
  var status = 200
  var headers: [(String, String)] = [("Content-Type", "application/json")]
  var body: [UInt8] = Array("{}".utf8)

  static func json(_ text: String) -> Reply { Reply(body: Array(text.utf8)) }
}

/// The server's side of a connection.
final class Peer {
  let descriptor: Int32
  private let server: LoopbackServer
  private var read: [UInt8] = []

  init(_ descriptor: Int32, _ server: LoopbackServer) {
    self.descriptor = descriptor
    self.server = server
  }

  /// The next request; nil when the other side has closed.
  func request() -> ReceivedRequest? {
    while true {
      if let request = parse() {
        server.note(request)
        return request
      }
      let more = readSome(descriptor)
      guard !more.isEmpty else { return nil }
      read += more
    }
  }

  @discardableResult
  func send(_ text: String) -> Bool { writeAll(descriptor, Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool { writeAll(descriptor, bytes) }

  @discardableResult
  func send(_ reply: Reply) -> Bool {
    let lines = (reply.headers + [("Content-Length", "\(reply.body.count)")]).map { "\($0): \($1)\r\n" }
    // In one piece: two would wait for each other's acknowledgement.
    return send(Array("HTTP/1.1 \(reply.status) X\r\n\(lines.joined())\r\n".utf8) + reply.body)
  }

  /// Breaks the connection.
  func reset() {
    server.forget(descriptor)
    resetConnection(descriptor)
  }

  /// Waits until the other side has closed.
  func awaitEnd() { while !readSome(descriptor).isEmpty {} }

  private func parse() -> ReceivedRequest? {
    guard let end = read.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: read[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].components(separatedBy: " ")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard read.count >= end.upperBound + length else { return nil }
    let body = Array(read[end.upperBound..<(end.upperBound + length)])
    read.removeFirst(end.upperBound + length)
    return ReceivedRequest(method: words[0], target: words[1], headers: headers, body: body)
  }
}
