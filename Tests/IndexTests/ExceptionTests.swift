import Records
import Testing

@testable import Index

@Suite struct ExceptionTests {
  private func make(
    _ number: Int, severity: ShopException.Severity = .today, opened: Int64 = 0, sla: Int64? = nil
  ) -> ShopException {
    var exception = ShopException(
      id: "EX-000000000\(number)", rule: "late", workflow: "escalations", subject: "shopify:order:\(number)",
      episode: 1,
      severity: severity, owner: "ops", title: "Late", opened: monday + .hours(opened))
    exception.slaDue = sla.map { monday + .hours($0) }
    return exception
  }

  @Test func listsAndFilters() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    var snoozed = make(5, severity: .urgent)
    snoozed.snoozedUntil = monday + .days(2)
    var resolved = make(6, severity: .urgent)
    resolved.state = .resolved
    resolved.resolved = monday + .hours(9)
    try index.write(commit: "c") { tx in
      try tx.put(make(1, severity: .watch, sla: 1))
      try tx.put(make(2, opened: 1))
      try tx.put(make(3, opened: 5, sla: 8))
      try tx.put(make(4, severity: .urgent, opened: 9))
      try tx.put(snoozed)
      try tx.put(resolved)
    }
    try index.read { (view) throws in
      let open = try view.unresolved()
      #expect(open.map(\.id.last) == ["1", "2", "3", "4", "5"])
      #expect(open.map(\.severity) == [.watch, .today, .today, .urgent, .urgent])
      #expect(open[4].snoozedUntil == monday + .days(2))
      #expect(open[2].slaDue == monday + .hours(8))
      var filter = ExceptionFilter()
      filter.resolved = monday...(monday + .hours(9))
      #expect(try view.exceptions(filter) == [resolved])
      filter = ExceptionFilter()
      filter.states = [.open]
      filter.workflow = "escalations"
      filter.opened = (monday + .hours(1))...(monday + .hours(5))
      #expect(try view.exceptions(filter).map(\.id.last) == ["3", "2"])
      filter.rule = "other"
      #expect(try view.exceptions(filter).isEmpty)
      #expect(try view.exceptionCounts().map(\.count) == [5, 1])
      #expect(try view.rulesWithExceptions() == ["late"])
      #expect(try view.exceptionIDs(prefix: "EX-0", limit: 3).count == 3)
      #expect(try view.exceptionIDs(prefix: "EX-0000000002") == ["EX-0000000002"])
      #expect(try view.exceptionIDs(prefix: "EX-1").isEmpty)
    }
  }

  @Test func replacesAnExceptionAndItsPeople() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    var exception = make(1)
    exception.people = ["e.a"]
    try index.write(commit: "c") { tx in
      try tx.put(order("1", email: "e.a", customer: "s.1"))
      try tx.put(exception)
      #expect(try tx.exceptions(ofPerson: "s.1") == [exception])
      exception.people = ["e.elsewhere"]
      exception.state = .acknowledged
      try tx.put(exception)
      #expect(try tx.exceptions(ofPerson: "s.1").isEmpty)
      #expect(try tx.exceptions(ofPerson: "e.elsewhere") == [exception])
      #expect(try tx.exceptionFile(exception.id) == PrettyJSON.bytes(exception.json))
      try tx.removeException(exception.id)
      #expect(try tx.exception(exception.id) == nil)
    }
    #expect(try index.dump().filter { $0.hasPrefix("exception") }.isEmpty)
  }

  @Test func wakesSubjectsWhenTheirTimeHasCome() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    try index.write(commit: "c") { tx in
      try tx.setWake("b", at: monday + .hours(2))
      try tx.setWake("a", at: monday + .hours(2))
      try tx.setWake("c", at: monday + .hours(9))
      try tx.setWake("c", at: monday)
      try tx.setWake("d", at: monday)
      try tx.setWake("d", at: nil)
      #expect(try tx.due(monday + .hours(1)) == ["c"])
      #expect(try tx.due(monday + .hours(2)) == ["c", "a", "b"])
      #expect(try tx.wake(of: "a") == monday + .hours(2))
      #expect(try tx.wake(of: "d") == nil)
    }
  }

  @Test func keepsActionsAndRuns() throws {
    let folder = try Folder()
    let index = try ShopIndex(path: folder.path("index.sqlite"))
    var action = PlannedAction(
      key: "K1", exception: "EX-1", kind: "alert", target: "ops", transition: "opened", planned: monday)
    try index.write(commit: "c") { tx in
      try tx.put(action)
      #expect(try tx.actions(in: .planned) == [action])
      action.state = .failed
      action.reason = "timeout"
      action.settled = monday + .hours(1)
      try tx.put(action)
      #expect(try tx.actions(in: .planned).isEmpty)
      #expect(try tx.action("K1") == action)
      #expect(try tx.actions(ofException: "EX-1") == [action])
      #expect(try tx.actions(planned: monday...monday) == [action])
      for number in 0..<3 {
        try tx.put(
          IndexedRun(id: "r\(number)", at: monday + .hours(Int64(number)), commit: "c", summary: "run", receipt: [1]))
      }
      #expect(try tx.runs(limit: 2).map(\.id) == ["r2", "r1"])
      #expect(try tx.runs(limit: 2, offset: 2).map(\.id) == ["r0"])
      #expect(try tx.run("r1")?.receipt == [1])
    }
  }
}
