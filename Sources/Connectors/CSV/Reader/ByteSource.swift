import Records

/// Bytes that are read once, from front to back.
protocol ByteSource: AnyObject {
  /// Replaces `buffer` by the next bytes; an empty buffer is the end.
  func read(into buffer: inout [UInt8]) throws(Diagnostic)
}

/// Bytes that are already in memory, given in pieces.
final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private let chunk: Int
  private var position: Int

  init(_ bytes: [UInt8], chunk: Int = 1 << 18, from position: Int = 0) {
    self.bytes = bytes
    self.chunk = chunk
    self.position = min(position, bytes.count)
  }

  func read(into buffer: inout [UInt8]) throws(Diagnostic) {
    let end = min(position + chunk, bytes.count)
    buffer = Array(bytes[position..<end])
    position = end
  }
}
