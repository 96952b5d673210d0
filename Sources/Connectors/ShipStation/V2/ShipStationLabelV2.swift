import Records

/// A label of `GET /v2/labels`, with what its carrier last said.
///
/// A label says neither when it was scanned nor when it was delivered; only that it was. What was voided, or could not be
/// made, stays a record, so that nobody waits for it.
enum ShipStationLabelV2 {
  static let fields = ["carrier", "created", "link", "name", "order", "shipped", "state", "tracking"]

  /// - Parameter numbers: the number of each shipment's order, by the shipment's id.
  static func map(_ answer: Answer, numbers: [String: String], today: Day) throws(MappingProblem) -> MappedRecord? {
    let id = ShipStationVersion.number(in: try answer.id("label_id"))
    guard let created = try answer.instant("created_at") else { throw answer.problem(.missingDate, "created_at") }
    let number = try answer.plain("shipment_id").flatMap { numbers[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    var object: JSONObject = ["created": .time(created)]
    object.put("carrier", try answer.word("carrier_code").map(ShipStationParcel.carrier))
    object.put("link", number.map(ShipStationOrder.link))
    object.put("order", number)
    let state = try state(answer, today: today)
    object["state"] = .string(state)
    if ["in_transit", "delivered", "exception"].contains(state), let day = try answer.day("ship_date") {
      object["shipped"] = .time(PacificTime.moment(of: day, known: created))
    }

    var record = MappedRecord(kind: .shipment, id: id, fields: object)
    let shipTo = try answer.child("ship_to")
    record.identifiers = Identifiers(email: try shipTo?.plain("email"))
    record.personal["tracking"] = try answer.plain("tracking_number")
    record.personal["name"] = try shipTo?.plain("name")
    return record
  }

  private static func state(_ answer: Answer, today: Day) throws(MappingProblem) -> String {
    let status = try answer.plain("status")
    guard let status, ["processing", "completed", "error", "voided"].contains(status) else {
      throw answer.problem(.unknownValue, "status")
    }
    if try answer.flag("voided") ?? false || ["voided", "error"].contains(status) { return "voided" }
    if try answer.flag("is_return_label") ?? false { return "return_label" }
    switch try answer.plain("tracking_status") ?? "unknown" {
    case "delivered": return "delivered"
    case "in_transit": return "in_transit"
    case "error": return "exception"
    case "unknown":
      // Of what no carrier tells, the day that the team named for handing it over has to do, as with the first interface.
      guard status == "completed", try answer.flag("trackable") == false, let day = try answer.day("ship_date") else {
        return "label"
      }
      return day <= today ? "in_transit" : "label"
    default: throw answer.problem(.unknownValue, "tracking_status")
    }
  }
}
