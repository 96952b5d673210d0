/// What the made-up shop sells.
struct Product: Sendable {
  var sku: String
  var name: String
  /// In cents.
  var price: Int
  var giftCard = false
}

enum Catalogue {
  /// Out of stock in the second week; only stories and older orders have it.
  static let figCandle = Product(sku: "LP-CAN-FIG", name: "Fig & Cedar Candle", price: 3400)
  static let stoneMug = Product(sku: "LP-MUG-STN", name: "Stoneware Mug, Set of 2", price: 4200)
  static let giftCard = Product(sku: "LP-GIFT-50", name: "Gift Card - $50", price: 5000, giftCard: true)
  static let refill = Product(sku: "LP-SUB-SOAP", name: "Soap Refill (monthly)", price: 1900)
  static let sofa = Product(sku: "LP-ARM-ASH", name: "Ashdown Armchair", price: 89000)
  static let table = Product(sku: "LP-TAB-OAK", name: "Oak Side Table", price: 24500)

  /// What 2 of 100 lines are.
  static let furniture = [table, table, table, table, table, sofa]
  /// What everyday orders are made of.
  static let everyday: [Product] = [
    stoneMug,
    Product(sku: "LP-CAN-PIN", name: "Pine Candle", price: 2900),
    Product(sku: "LP-CAN-SEA", name: "Sea Salt Candle", price: 2900),
    Product(sku: "LP-THR-WOL", name: "Wool Throw", price: 11800),
    Product(sku: "LP-THR-COT", name: "Cotton Throw", price: 6400),
    Product(sku: "LP-VAS-SML", name: "Bud Vase", price: 2200),
    Product(sku: "LP-VAS-TAL", name: "Tall Vase", price: 5800),
    Product(sku: "LP-BWL-SRV", name: "Serving Bowl", price: 4800),
    Product(sku: "LP-PLT-DIN", name: "Dinner Plates (4)", price: 7200),
    Product(sku: "LP-LIN-NAP", name: "Linen Napkins (6)", price: 5400),
    Product(sku: "LP-LIN-TBL", name: "Linen Tablecloth", price: 9600),
    Product(sku: "LP-LMP-DSK", name: "Desk Lamp \"Wren\"", price: 12900),
    Product(sku: "LP-CUS-LIN", name: "Linen Cushion", price: 4600),
    Product(sku: "LP-BSK-SEA", name: "Seagrass Basket", price: 3900),
    Product(sku: "LP-SOA-LAV", name: "Lavender Soap", price: 1200),
    Product(sku: "LP-MIR-RND", name: "Round Mirror", price: 13500),
    Product(sku: "LP-FRM-OAK", name: "Oak Frame, 8x10", price: 3200),
    Product(sku: "LP-TRY-BRS", name: "Brass Tray", price: 5200),
  ]
}

/// Made-up names; the second form is what their e-mail addresses use.
enum Names {
  static let first: [(String, String)] = [
    ("Ada", "ada"), ("Bram", "bram"), ("Céline", "celine"), ("Dov", "dov"), ("Elowen", "elowen"), ("Farid", "farid"),
    ("Greta", "greta"), ("Hollis", "hollis"), ("Imogen", "imogen"), ("José", "jose"), ("Kaya", "kaya"),
    ("Łucja", "lucja"), ("Maren", "maren"), ("Ngọc", "ngoc"), ("Odile", "odile"), ("Perrin", "perrin"),
    ("Quill", "quill"), ("Rosalba", "rosalba"), ("Søren", "soren"), ("Tamsin", "tamsin"), ("Ulla", "ulla"),
    ("Viggo", "viggo"), ("Wilhelmina", "mina"), ("Ximena", "ximena"), ("Yusuf", "yusuf"), ("Zoë", "zoe"),
    ("Þóra", "thora"), ("美玲", "meiling"), ("Ольга", "olga"), ("Anaïs", "anais"),
  ]
  static let last: [(String, String)] = [
    ("Ashgrove", "ashgrove"), ("Birchall", "birchall"), ("Copperwick", "copperwick"), ("Dunmarsh", "dunmarsh"),
    ("Elderfen", "elderfen"), ("Fernsby", "fernsby"), ("Gorseland", "gorseland"), ("Hazelrigg", "hazelrigg"),
    ("Ivermoor", "ivermoor"), ("Juniperhill", "juniperhill"), ("Kestrelby", "kestrelby"), ("Larchwood", "larchwood"),
    ("Mossbank", "mossbank"), ("Nettlecombe", "nettlecombe"), ("O'Quarry", "oquarry"), ("Pebblewhite", "pebblewhite"),
    ("Quickthorn", "quickthorn"), ("Rookhope", "rookhope"), ("Silverbeck", "silverbeck"),
    ("Thistledown", "thistledown"),
    ("Underhay", "underhay"), ("Vetchling", "vetchling"), ("Wrenfield", "wrenfield"), ("Yarrowby", "yarrowby"),
    ("Müllerhain", "mullerhain"), ("Peñaflor", "penaflor"), ("Nørrelund", "norrelund"), ("Şimşekoğlu", "simsekoglu"),
  ]
  static let domains = ["example.com", "example.com", "example.org", "example.net"]
  static let states = ["NY", "NY", "NJ", "CT", "MA", "PA", "CA", "TX", "IL", "VT", "OR", "GA"]
  static let companies = [
    "Hearth & Hollow Interiors", "Fernway Inn", "Blue Latch Cafe", "Tidewater Guesthouse", "Marlow Design Studio",
    "The Copper Kettle", "Northlight Gallery Shop", "Sparrow Street Goods", "Willowbrook Spa", "Pennant Hotel Group",
    "Quarry Road Florist", "Saltbox Mercantile", "Rowan Tree Books", "Halcyon Yoga", "Old Mill Restaurant",
  ]
}
