import Records
import Testing

@testable import Connectors

/// All rows here are made up.
struct OfficePresetTests {
  private func text(_ record: MappedRecord?) -> String {
    record.map { String(decoding: CanonicalJSON.bytes($0.fields), as: UTF8.self) } ?? ""
  }

  @Test func mapsHubSpotDeals() async throws {
    let outcome = try await read(
      .hubspotDeals,
      "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Deal Owner,Close Date,Create Date,Last Contacted,Next Activity Date,"
        + "Associated Company,Associated Contact,Associated Contact IDs,Is Closed Won,Is closed lost\n"
        + "1,Hotel chairs,Trade,Appointment Scheduled,\"$1,200.00\",maya@example.com,2026-12-01 17:00,2026-10-01 09:00,"
        + "2026-10-05 10:00,,Hotel Moss,Ada Moss (Ada@example.com);Bo,501;502,false,false\n"
        + "2,B,Trade,Closed won,,Maya Reed,,2026-10-01 09:00,,,,,,,\n"
        + "3,C,Trade,x,5,,,2026-10-01 09:00,,,,,,false,true\n"
        + "4,D,Trade,x,5,,someday,2026-10-01 09:00,,,,,,,\n", mode: .full)
    #expect(
      text(outcome.record("1"))
        == #"{"amount":120000,"created":"2026-10-01T13:00:00Z","currency":"USD","expected_close":"2026-12-01","last_contact":"2026-10-05T14:00:00Z","owner":"maya","pipeline":"Trade","stage":"Appointment Scheduled","state":"open"}"#
    )
    #expect(outcome.record("1")?.identifiers == Identifiers(email: "ada@example.com", customer: "501"))
    #expect(outcome.record("1")?.personal == ["company": "Hotel Moss"], "a deal's own name is nobody's")
    #expect(outcome.record("2")?.fields["state"] == "won")
    #expect(outcome.record("2")?.fields["owner"] == "Maya Reed")
    #expect(outcome.record("3")?.fields["state"] == "lost")
    #expect(outcome.quarantined.map(\.reason) == ["bad-date"])
    #expect(outcome.reports[0].coverage.verdict == .incremental, "a row set aside proves nothing by absence")
  }

  @Test func mapsShipStationShipments() async throws {
    let outcome = try await read(
      .shipstationShipments,
      "Order - Number,Date - Label create date,Date - Ship date,Delivery - Date,Carrier - Name,Shipment - Tracking Number,"
        + "Shipment - Void Flag,Ship To - Name,Custom - Field 1\n"
        + "#1001,4/2/2026 4:00:00 AM,4/2/2026 5:00:00 PM,,UPS,'1Z9,False,Ada,In transit\n"
        + "1002,04/02/2026 16:00,,,UPS,,False,Bo,Label created\n" + "1003,4/2/2026 4:00:00 AM,,,UPS,1Z7,True,,\n"
        + "1004,4/2/2026 4:00:00 AM,4/2/2026,4/5/2026 1:00:00 PM,UPS,1Z6,False,,\n"
        + "1005,4/2/2026 4:00:00 AM,4/2/2026,,UPS,1Z5,False,,Exception: damaged\n" + "1006,,,,UPS,1Z4,False,,\n")
    #expect(
      text(outcome.record("1001-1Z9"))
        == #"{"carrier":"UPS","created":"2026-04-02T08:00:00Z","order":"1001","shipped":"2026-04-02T21:00:00Z","state":"in_transit"}"#
    )
    #expect(outcome.record("1001-1Z9")?.personal == ["tracking": "'1Z9", "name": "Ada"])
    #expect(outcome.records.map { $0.fields["state"] } == ["in_transit", "label", "voided", "delivered", "exception"])
    #expect(outcome.records[1].id == "1002-2026-04-02T20:00:00Z")
    #expect(outcome.quarantined.map(\.reason) == ["missing-date"])
  }

  @Test func mapsGorgiasTickets() async throws {
    let outcome = try await read(
      .gorgiasTickets,
      "Ticket id,Tags,Initial channel,Priority,Created by an agent,Subject,Creation date,Closed date,Survey score,"
        + "Customer email,Customer name,First response time (s),Number of agent messages,Number of customer messages,"
        + "Ticket URL,Ticket Field: Order number\n"
        + "1,\"damaged, urgent\",email,normal,False,Broken for the second time (#1001),2026-10-12T10:00:00+00:00,,,"
        + "ada@example.com,Ada,,0,1,https://shop.gorgias.com/app/ticket/1,\n"
        + "2,,chat,high,False,Hello,2026-10-12T10:00:00+00:00,,,bo@example.com,Bo,3600,1,1,https://x.example.com/app/ticket/2?token=abc,#1002\n"
        + "3,,chat,high,False,Again,2026-10-12T10:00:00+00:00,,,bo@example.com,Bo,3600,1,2,,\n"
        + "4,,chat,high,False,Thanks,2026-10-12T10:00:00+00:00,2026-10-13T10:00:00+00:00,2,bo@example.com,Bo,60,1,2,,\n"
        + "5,,chat,high,False,Odd,31/31/2026,,,bo@example.com,Bo,,0,1,,\n")
    #expect(
      text(outcome.record("1"))
        == #"{"channel":"email","last_customer":"2026-10-12T10:00:00Z","last_from":"customer","link":"https://shop.gorgias.com/app/ticket/1","messages":1,"opened":"2026-10-12T10:00:00Z","order":"1001","priority":"normal","signals":["repeated"],"state":"open","tags":["damaged","urgent"]}"#
    )
    #expect(outcome.record("1")?.personal == ["subject": "Broken for the second time (#1001)", "name": "Ada"])
    #expect(outcome.record("2")?.fields["state"] == "waiting")
    #expect(outcome.record("2")?.fields["link"] == nil, "an address with a token is not kept")
    #expect(outcome.record("2")?.fields["order"] == "1002")
    #expect(outcome.record("2")?.fields["last_agent"] == "2026-10-12T11:00:00Z")
    #expect(outcome.record("3")?.fields["last_from"] == "customer")
    #expect(outcome.record("3")?.fields["last_customer"] == "2026-10-12T11:00:00Z")
    #expect(outcome.record("4")?.fields["state"] == "closed")
    #expect(outcome.record("4")?.fields["rating"] == 2)
    #expect(outcome.quarantined.map(\.reason) == ["bad-date"])
  }

  @Test func mapsZendeskTickets() async throws {
    let outcome = try await read(
      .zendeskTickets,
      "Summation column,Id,Requester,Requester id,Requester email,Subject,Tags,Status,Priority,Via,Created at,Updated at,"
        + "Solved at,Satisfaction Score,Replies,First reply time in minutes,Order number [txt]\n"
        + "1,7,Ada,900,ada@example.com,A scam,vip damaged,Open,-,Mail,2026-10-12 10:00,2026-10-12 12:00,,Offered,1,30,1001\n"
        + "1,8,Bo,901,bo@example.com,Hi,,Solved,High,Web,2026-10-12 10:00,2026-10-12 12:00,2026-10-12 11:00,Bad,1,30,\n"
        + "1,9,Bo,901,bo@example.com,Hi,,Pending,High,Web,2026-10-12 10:00,2026-10-12 12:00,,,1,30,\n"
        + "1,10,Bo,901,bo@example.com,Hi,,Lost,High,Web,2026-10-12 10:00,,,,,,\n")
    #expect(
      text(outcome.record("7"))
        == #"{"channel":"mail","last_agent":"2026-10-12T14:30:00Z","last_customer":"2026-10-12T16:00:00Z","last_from":"customer","messages":2,"opened":"2026-10-12T14:00:00Z","order":"1001","signals":["fraud"],"state":"open","tags":["damaged","vip"],"updated":"2026-10-12T16:00:00Z"}"#
    )
    #expect(outcome.record("8")?.fields["state"] == "closed")
    #expect(outcome.record("8")?.fields["rating"] == 1)
    #expect(outcome.record("8")?.fields["closed"] == "2026-10-12T15:00:00Z")
    #expect(outcome.record("9")?.fields["state"] == "waiting")
    #expect(outcome.quarantined.map(\.reason) == ["unknown-value"])
  }

  @Test func mapsQuickBooksInvoicesUnderTheirTitle() async throws {
    let body =
      "Larkspur & Pine LLC\nInvoice List\n\"January 1 - December 31, 2026\"\n\nDate,Num,Customer,Memo/Description,Due Date,Amount,Open Balance\n"
      + "10/12/2026,2001,Ada Moss,For order #1001,11/11/2026,\"1,250.00\",\"1,250.00\"\n"
      + "10/12/2026,2002,Bo,,11/11/2026,100.00,0.00\n" + "10/12/2026,2003,Bo,,11/11/2026,100.00,40.00\n"
      + ",,,more words,,,\n" + "10/12/2026,2004,Bo,,11/11/2026,(420.81),(420.81)\n"
      + "TOTAL,,,,,\"1,029.19\",\"869.19\"\n"
      + "\n\"Sunday, November 22, 2026 - Accrual basis\"\n"
    let outcome = try await read(.quickbooksInvoices, body, mode: .full, dateOrder: .mdy)
    #expect(
      text(outcome.record("2001"))
        == #"{"balance":125000,"currency":"USD","due":"2026-11-11","issued":"2026-10-12","number":"2001","order":"1001","state":"open","total":125000}"#
    )
    #expect(outcome.record("2001")?.personal == ["name": "Ada Moss", "memo": "For order #1001"])
    #expect(outcome.records.map { $0.fields["state"] } == ["open", "paid", "partial", "open"])
    #expect(outcome.record("2004")?.fields["balance"] == -42_081)
    #expect(outcome.quarantined.isEmpty)
    #expect(outcome.reports[0].coverage.verdict == .complete)
    #expect(
      try await read(.quickbooksInvoices, body).quarantined.map(\.reason)
        == Array(repeating: "ambiguous-date", count: 4))
    let label = try await read(
      .quickbooksInvoices, "Date,Num,Customer,Open Balance (IDR)\n2026-10-12,1,Ada,\"5,000.00\"\n", currency: nil)
    #expect(label.records.first?.fields["currency"] == "IDR")
  }
}
