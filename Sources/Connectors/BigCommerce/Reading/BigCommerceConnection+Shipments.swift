import Records

extension BigCommerceConnection {
  /// Shipments, which are listed by order only: those of every order that changed and has shipped items.
  func shipments(_ read: inout BigCommerceRead) async throws(SyncError) -> Coverage {
    let fields = BigCommerceShipment.fields
    if read.isIdle { return read.coverage(fields) }
    let filter = OrderFilter(from: read.from, to: read.isFull ? nil : read.scan.until)
    let pages = OrderScan(api, filter, size: sizes.shipped, from: read.scan)
    return try await scan(pages, &read, fields) { order, id, page throws(SyncError) in
      try await add(shipmentsOf: order, id, to: &page)
    }
  }

  private func add(
    shipmentsOf order: Answer, _ id: Int, to page: inout Page
  ) async throws(SyncError) {
    do throws(MappingProblem) {
      guard let shipped = try order.integer("items_shipped") else { throw order.problem(.wrongType, "items_shipped") }
      if shipped <= 0 { return }
    } catch {
      return page.quarantined.append(error.quarantined("orders \(id)"))
    }
    let path = ["v2", "orders", String(id), "shipments"]
    var rows = try await all(path)
    // What left has a shipment, and a list without any is told by no content. What is missed here is not asked again.
    if rows.isEmpty {
      rows = try await all(path)
      if rows.isEmpty, try await api.value(path, [("limit", "1")]).json != nil {
        throw api.shape("An order of which something was shipped came with an empty list of shipments.", path)
      }
      if rows.isEmpty { page.quarantined.append(MappingProblem(.missingID).quarantined("shipments of order \(id)")) }
    }
    for (place, row) in rows.enumerated() {
      let source = "shipments of order \(id), no. \(place + 1)"
      guard case .object(let object) = row else {
        page.quarantined.append(MappingProblem(.wrongType).quarantined(source))
        continue
      }
      do throws(MappingProblem) {
        page.records.append(try BigCommerceShipment.map(Answer(object), order: id))
      } catch {
        page.quarantined.append(error.quarantined(source))
      }
    }
  }
}
