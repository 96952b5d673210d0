import Foundation
import Records
import Testing

@Suite struct JSONTests {
  @Test func namesMembersThatHaveNone() throws {
    let objects: [JSONObject] = [["id": "a", "amount": 5], ["id": "b", "list": ["x"]], [:]]
    #expect(
      PrettyJSON.bytes(Array(objects.dropLast()), naming: [])
        == PrettyJSON.bytes(.array([["id": "a", "amount": 5], ["id": "b", "list": ["x"]]])))
    #expect(PrettyJSON.bytes([], naming: ["amount"]) == PrettyJSON.bytes(.array([])))
    let text = String(decoding: PrettyJSON.bytes(objects, naming: ["amount", "zone"]), as: UTF8.self)
    #expect(
      text == """
        [
          {
            "amount": 5,
            "id": "a",
            "zone": null
          },
          {
            "amount": null,
            "id": "b",
            "list": [
              "x"
            ],
            "zone": null
          },
          {
            "amount": null,
            "zone": null
          }
        ]

        """)
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func readsBackWhatItWrites(seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    for _ in 0..<40 {
      let value = generator.value()
      let bytes = CanonicalJSON.bytes(value)
      #expect(try JSONReader.value(bytes) == value)
      #expect(CanonicalJSON.bytes(try JSONReader.value(bytes)) == bytes)
      #expect(try JSONReader.value(PrettyJSON.bytes(value)) == value)
    }
  }

  /// Python is the oracle that docs/data-format.md names.
  @Test func writesTheSameBytesAsPython() throws {
    var generator = SplitMix64(state: 77)
    var lines: [UInt8] = []
    for _ in 0..<500 { lines += CanonicalJSON.bytes(generator.value()) + [UInt8(ascii: "\n")] }
    let program = """
      import json,sys
      for line in sys.stdin.buffer.read().decode("utf-8").split("\\n")[:-1]:
          value = json.loads(line)
          out = json.dumps(value, sort_keys=True, separators=(",",":"), ensure_ascii=False)
          sys.stdout.buffer.write(out.encode("utf-8") + b"\\n")
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let writer = input.fileHandleForWriting
    let toWrite = Data(lines)
    Thread.detachNewThread {
      writer.write(toWrite)
      try? writer.close()
    }
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect([UInt8](answer) == lines)
  }

  @Test(arguments: [
    ("", JSONError.Reason.unexpectedEnd), ("{", .unexpectedEnd), ("\"a", .unexpectedEnd), ("nul", .null),
    ("{\"a\":null}", .null), ("1.5", .fraction), ("1e3", .fraction), ("9007199254740992", .numberTooLarge),
    ("-9007199254740992", .numberTooLarge), ("99999999999999999999999", .numberTooLarge), ("01", .unexpectedByte),
    ("-", .unexpectedByte), ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"b\":1,\"a\":1,\"b\":2}", .duplicateKey),
    ("[1,]", .unexpectedByte), ("[1] x", .trailingBytes), ("\"\\q\"", .invalidEscape), ("\"\\u12G4\"", .invalidEscape),
    ("\"\n\"", .unexpectedByte), ("{a:1}", .unexpectedByte), (String(repeating: "[", count: 100), .tooDeep),
  ])
  func refusesWhatTendNeverWrites(_ text: String, _ reason: JSONError.Reason) {
    #expect {
      try JSONReader.value(text.utf8)
    } throws: { error in
      (error as? JSONError)?.reason == reason
    }
  }

  @Test func keepsTheNullsOfAnotherSystemsListsInSight() throws {
    let value = try JSONReader.answer(#"{"rows":[null,{"id":null},[],[null]],"none":null}"#.utf8)
    #expect(value == ["rows": [.nothing, [:], [], [.nothing]]])
    let nothing = JSONValue.nothing
    #expect(nothing.object == nil && nothing.string == nil && nothing.integer == nil && nothing.bool == nil)
    #expect(nothing != [] && nothing != [[]])
  }

  @Test func refusesBytesThatAreNotUTF8() {
    #expect(throws: JSONError.self) { try JSONReader.value([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONReader.value([0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
  }

  @Test func replacesLoneSurrogates() throws {
    #expect(try JSONReader.value(#""\ud800x""#.utf8) == "\u{FFFD}x")
    #expect(try JSONReader.value(#""\udc00\ud83d\ude00""#.utf8) == "\u{FFFD}😀")
    #expect(try JSONReader.value(#""\ud83dA""#.utf8) == "\u{FFFD}A")
  }

  @Test func keepsCanonicallyEquivalentKeysApart() throws {
    var object = JSONObject()
    object["\u{E9}"] = 1
    object["e\u{301}"] = 2
    #expect(object.members.count == 2)
    #expect(try JSONReader.object(CanonicalJSON.bytes(object)) == object)
  }
}
