import Synchronization

/// Hands every exchange to someone who keeps it for tests, without secrets and without confidential answers.
struct Recording: HTTPLayer {
  let base: any HTTPTransport
  let record: @Sendable (RecordedExchange) -> Void

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var response = try await base.send(request)
    let answer = response
    switch response.body {
    case .held(let bytes): record(RecordedExchange(request, answer, bytes))
    case .streamed(let stream):
      let pieces = Pieces()
      response.body = .streamed(
        stream.observed {
          pieces.append($0)
        } end: { error in
          if error == nil { record(RecordedExchange(request, answer, pieces.joined)) }
        })
    }
    return response
  }
}

private final class Pieces: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  var joined: [UInt8] { bytes.withLock { $0 } }
  func append(_ piece: [UInt8]) { bytes.withLock { $0 += piece } }
}
