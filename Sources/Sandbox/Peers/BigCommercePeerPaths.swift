import Records

/// tap-bigcommerce follows every link of an order: the coupons, of which there are none, the address and the consignments.
struct BigCommercePeerPaths: PeerPaths {
  func answer(_ request: SandboxRequest, at now: Instant, by system: any SimulatedSystem) -> SandboxResponse? {
    let path = request.segments
    guard request.method == "GET", path.count == 6, path[0] == "stores", path[2] == "v2", path[3] == "orders",
      let order = Int(path[4]), request.headers["x-auth-token"] == SimulatedBigCommerce.token
    else { return nil }
    switch path[5] {
    case "coupons": return .list([])
    case "shippingaddresses", "shipping_addresses":
      return .list([
        [
          "id": .integer(order * 2), "order_id": .integer(order), "first_name": "", "last_name": "", "company": "",
          "street_1": "", "street_2": "", "city": "", "zip": "", "country": "United States", "country_iso2": "US",
          "state": "", "email": "", "phone": "", "items_total": 1, "items_shipped": 0, "shipping_method": "",
          "base_cost": "0.0000", "shipping_zone_id": 1,
        ]
      ])
    case "consignments":
      return SandboxResponse(["pickups": [], "shipping": [], "downloads": [], "email": ["gift_certificates": []]])
    default: return nil
    }
  }
}
