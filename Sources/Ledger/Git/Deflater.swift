import CZlib

/// A reusable zlib compressor, level 1: pages compress nearly as well as at 6 and several times as fast.
struct Deflater: ~Copyable {
  // On the heap, since zlib keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    _ = czlib_deflate_init(stream, 1)
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends the compressed form of `content`; false when zlib gives up, which only want of memory makes it do.
  mutating func append(_ content: [UInt8], to output: inout [UInt8]) -> Bool {
    deflateReset(stream)
    let room = Int(deflateBound(stream, UInt(content.count)))
    guard content.count <= Int(UInt32.max), room <= Int(UInt32.max) else { return false }
    var done = false
    let compressed = content.withUnsafeBytes { input in
      [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
        // zlib reads through next_in and never writes there.
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        done = deflate(stream, Z_FINISH) == Z_STREAM_END
        used = buffer.count - Int(stream.pointee.avail_out)
      }
    }
    output.append(contentsOf: compressed)
    return done
  }

  /// The checksum that a pack's index keeps of each entry.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { UInt32(crc32(0, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32($0.count))) }
  }
}
