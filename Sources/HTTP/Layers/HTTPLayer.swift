/// A transport that does one thing more than the one below it.
protocol HTTPLayer: HTTPTransport {
  var base: any HTTPTransport { get }
}
