import Testing

@testable import Workflows

@Suite struct HighValueProposalTests {
  /// Ten orders a day: one of 500.00, two of 200.00, the rest of 20.00.
  private var amounts: [Int] {
    let days = Int(HighValueProposal.days)
    return Array(repeating: 50_000, count: days) + Array(repeating: 20_000, count: 2 * days)
      + Array(repeating: 2_000, count: 7 * days)
  }

  @Test func proposesWhatGivesAboutTwoADay() {
    let proposal = HighValueProposal(amounts, threshold: 1_000)
    #expect(proposal?.perDay == "10.0")
    #expect(proposal?.proposed == 20_000)
    #expect(proposal?.isFitting == false)
    #expect(HighValueProposal(amounts, threshold: 20_000)?.isFitting == true)
    #expect(HighValueProposal(amounts, threshold: 100_000)?.perDay == "0.0")
  }

  @Test func saysNothingOfAShopWithFewOrders() {
    #expect(HighValueProposal(Array(repeating: 9_999, count: 500), threshold: 1_000) == nil)
    #expect(HighValueProposal([], threshold: 1_000) == nil)
  }
}
