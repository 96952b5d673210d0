import Records

/// A label of `GET /shipments`, bought in ShipStation, and a parcel of `GET /fulfillments`, marked as shipped
/// elsewhere.
///
/// The first interface tells nothing of scans. A parcel is taken to have left on its ship date, the day the team named
/// for handing it over; before that day it is a label. What was voided stays a record, so that nobody waits for it.
enum ShipStationParcel {
  static let fields = [
    "carrier", "created", "delivered", "link", "name", "order", "promised", "shipped", "state", "tracking",
  ]

  /// A label. One for a return is `return_label`: it brings nothing to a customer.
  static func map(label answer: Answer, today: Day) throws(MappingProblem) -> MappedRecord? {
    var record = try parcel(answer, id: try answer.id("shipmentId"))
    if try answer.flag("voided") ?? false {
      record.fields["state"] = "voided"
    } else if try answer.flag("isReturnLabel") ?? false {
      record.fields["state"] = "return_label"
    } else if let day = try answer.day("shipDate"), day <= today {
      leave(&record, on: day)
    } else {
      record.fields["state"] = "label"
    }
    return record
  }

  /// A parcel that was marked as shipped; without a ship date it was gone when it was marked.
  static func map(fulfillment answer: Answer, today: Day) throws(MappingProblem) -> MappedRecord? {
    var record = try parcel(answer, id: "f-" + (try answer.id("fulfillmentId")))
    if try answer.flag("voided") ?? false {
      record.fields["state"] = "voided"
      return record
    }
    let day = try answer.day("shipDate")
    guard day.map({ $0 <= today }) ?? true else {
      record.fields["state"] = "label"
      return record
    }
    leave(&record, on: day)
    if let delivery = try answer.pacific("deliveryDate") {
      let isPast = PacificTime.zone.day(of: delivery) <= today
      record.fields[isPast ? "delivered" : "promised"] = .time(delivery)
      if isPast { record.fields["state"] = "delivered" }
    }
    return record
  }

  private static func leave(_ record: inout MappedRecord, on day: Day?) {
    record.fields["state"] = "in_transit"
    guard let created = record.fields["created"]?.instant else { return }
    record.fields["shipped"] = .time(day.map { PacificTime.moment(of: $0, known: created) } ?? created)
  }

  private static func parcel(_ answer: Answer, id: String) throws(MappingProblem) -> MappedRecord {
    guard let created = try answer.pacific("createDate") else { throw answer.problem(.missingDate, "createDate") }
    let number = try answer.orderNumber("orderNumber")
    var object: JSONObject = ["created": .time(created)]
    object.put("carrier", try answer.word("carrierCode").map(carrier))
    object.put("link", number.map(ShipStationOrder.link))
    object.put("order", number)
    var record = MappedRecord(kind: .shipment, id: id, fields: object)
    record.identifiers = Identifiers(email: try answer.plain("customerEmail"))
    record.personal["tracking"] = try answer.plain("trackingNumber")
    record.personal["name"] = try answer.child("shipTo")?.plain("name")
    return record
  }

  /// The carrier as its people call it; ShipStation's code names the account that pays the postage.
  static func carrier(_ code: String) -> String {
    switch code.lowercased() {
    case "stamps_com", "usps", "endicia", "express_1": "USPS"
    case "ups", "ups_walleted", "ups_mail_innovations": "UPS"
    case "fedex", "fedex_walleted", "fedex_uk": "FedEx"
    case "dhl_express", "dhl_express_worldwide", "dhl_ecommerce", "dhl_global_mail": "DHL"
    default: code
    }
  }
}
