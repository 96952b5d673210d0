import Records

/// Tags and holds.
extension SimulatedShipStation {
  /// The answer to a write of an order; nil for another path.
  func answerWrite(_ request: SandboxRequest, _ now: Instant) -> SandboxResponse? {
    guard request.segments.count == 2, request.segments[0] == "orders",
      ["addtag", "removetag", "holduntil"].contains(request.segments[1])
    else { return nil }
    guard let body = (try? JSONReader.answer(request.body))?.object, let id = body["orderId"]?.integer else {
      return Self.invalid("orderId")
    }
    guard let index = order(withID: id, at: now), !deleted.contains(index) else {
      return Self.refused(404, "The order was not found.")
    }
    if request.segments[1] == "holduntil" { return held(index, body, now) }
    guard let tag = body["tagId"]?.integer else { return Self.invalid("tagId") }
    guard tagNames.indices.contains(tag - Self.firstTag) else { return Self.failed("The tag was not found.") }
    let isAdding = request.segments[1] == "addtag"
    if order(index, at: now).tags.contains(tag) != isAdding {
      write(order: index, at: now) { $0.tag(tag, isOn: isAdding) }
    }
    return Self.done(isAdding ? "Tag added successfully." : "Tag removed successfully.")
  }

  private func held(_ index: Int, _ body: JSONObject, _ now: Instant) -> SandboxResponse {
    guard let until = body["holdUntilDate"]?.string.flatMap({ Day($0.prefix(10)) }) else {
      return Self.invalid("holdUntilDate")
    }
    guard PacificClock.start(of: until) > now else { return Self.failed("The date has to be in the future.") }
    guard ["awaiting_shipment", "on_hold"].contains(order(index, at: now).status) else {
      return Self.failed("The order can't be held in its status.")
    }
    write(order: index, at: now) { $0.heldUntil = until }
    return Self.done("Order held successfully.")
  }

  private static func done(_ message: String) -> SandboxResponse {
    SandboxResponse(["success": true, "message": .string(message)])
  }

  private static func failed(_ message: String) -> SandboxResponse {
    SandboxResponse(["success": false, "message": .string(message)])
  }

  private static func invalid(_ field: String) -> SandboxResponse {
    SandboxResponse(
      status: 400,
      .object([
        ("Message", "The request is invalid."),
        ("ModelState", .object([(field, .array(["The value is not valid for this field."]))])),
      ]))
  }
}
