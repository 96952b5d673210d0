extension GraphQLSchema {
  /// What of the Admin API of 2026-07 the simulated shop answers.
  static let shopify: GraphQLSchema = {
    var schema = GraphQLSchema(
      """
      QueryRoot shop:Shop! currentAppInstallation:AppInstallation! node(id):Node nodes(ids):[Node]! \
      orders(query,sortKey):Order@! customers(query,sortKey):Customer@! \
      draftOrders(query,sortKey):DraftOrder@! segments(query,sortKey):Segment@! \
      abandonedCheckouts(query,sortKey):AbandonedCheckout@! disputes(query):ShopifyPaymentsDispute@! \
      ordersCount(query,limit):Count customersCount(query,limit):Count abandonedCheckoutsCount(query,limit):Count draftOrdersCount(query,limit):Count \
      bulkOperation(id):BulkOperation bulkOperations(query,sortKey):BulkOperation@! \
      currentBulkOperation(type):BulkOperation
      BulkOperationRunQueryPayload bulkOperation:BulkOperation userErrors:[BulkOperationUserError!]!
      BulkOperationCancelPayload bulkOperation:BulkOperation userErrors:[UserError!]!
      BulkOperationUserError code field message!
      BulkOperation id! status! type! query! createdAt! completedAt errorCode fileSize objectCount! rootObjectCount! \
      url partialDataUrl
      Mutation tagsAdd(id,tags):TagsAddPayload tagsRemove(id,tags):TagsRemovePayload \
      orderUpdate(input):OrderUpdatePayload segmentCreate(name,query):SegmentCreatePayload \
      segmentUpdate(id,name,query):SegmentUpdatePayload \
      fulfillmentOrderHold(id,fulfillmentHold):FulfillmentOrderHoldPayload \
      bulkOperationRunQuery(query,groupObjects):BulkOperationRunQueryPayload \
      bulkOperationCancel(id):BulkOperationCancelPayload
      TagsAddPayload node:Node userErrors:[UserError!]!
      TagsRemovePayload node:Node userErrors:[UserError!]!
      OrderUpdatePayload order:Order userErrors:[UserError!]!
      SegmentCreatePayload segment:Segment userErrors:[UserError!]!
      SegmentUpdatePayload segment:Segment userErrors:[UserError!]!
      FulfillmentOrderHoldPayload fulfillmentHold:FulfillmentHold fulfillmentOrder:FulfillmentOrder \
      remainingFulfillmentOrder:FulfillmentOrder userErrors:[FulfillmentOrderHoldUserError!]!
      UserError field message!
      FulfillmentOrderHoldUserError field message! code
      Node id!
      Count count! precision!
      Shop id! name! myshopifyDomain! currencyCode! ianaTimezone! timezoneOffset! plan:ShopPlan!
      ShopPlan publicDisplayName! partnerDevelopment! shopifyPlus!
      AppInstallation id! accessScopes:[AccessScope!]!
      AccessScope handle! description!
      MoneyBag shopMoney:MoneyV2! presentmentMoney:MoneyV2!
      MoneyV2 amount! currencyCode!
      MailingAddress name firstName lastName company city provinceCode countryCodeV2 zip phone
      Order id! legacyResourceId! name! number! createdAt! updatedAt! processedAt! closedAt cancelledAt \
      cancelReason test! tags! sourceName poNumber currencyCode! presentmentCurrencyCode! taxesIncluded! \
      displayFinancialStatus displayFulfillmentStatus! returnStatus! email phone note app:OrderApp customer:Customer \
      totalPriceSet:MoneyBag! currentTotalPriceSet:MoneyBag! subtotalPriceSet:MoneyBag totalTaxSet:MoneyBag \
      totalShippingPriceSet:MoneyBag! totalDiscountsSet:MoneyBag totalRefundedSet:MoneyBag! \
      shippingAddress:MailingAddress billingAddress:MailingAddress lineItems:LineItem@! \
      transactions(first,capturable):[OrderTransaction!]! fulfillments(first,query):[Fulfillment!]! \
      refunds(first):[Refund!]! returns(query):Return@! fulfillmentOrders(displayable,query):FulfillmentOrder@! \
      paymentTerms:PaymentTerms purchasingEntity:PurchasingEntity risk:OrderRiskSummary! \
      customerJourneySummary:CustomerJourneySummary
      OrderApp id! name!
      PaymentTerms id! paymentTermsName! paymentTermsType!
      PurchasingEntity
      PurchasingCompany company:Company!
      Company id! name!
      OrderRiskSummary recommendation! assessments:[OrderRiskAssessment!]!
      OrderRiskAssessment riskLevel!
      CustomerJourneySummary ready! lastVisit:CustomerVisit firstVisit:CustomerVisit
      CustomerVisit id! utmParameters:UTMParameters
      UTMParameters campaign medium source
      LineItem id! title! sku quantity! currentQuantity! requiresShipping! isGiftCard! originalTotalSet:MoneyBag! \
      discountAllocations:[DiscountAllocation!]! taxLines(first):[TaxLine!]!
      DiscountAllocation allocatedAmountSet:MoneyBag!
      TaxLine title! priceSet:MoneyBag!
      OrderTransaction id! kind! status! gateway processedAt createdAt! authorizationExpiresAt amountSet:MoneyBag!
      Fulfillment id! legacyResourceId! name! status! displayStatus requiresShipping! createdAt! updatedAt! \
      inTransitAt deliveredAt estimatedDeliveryAt trackingInfo(first):[FulfillmentTrackingInfo!]! \
      events(sortKey):FulfillmentEvent@! order:Order!
      FulfillmentTrackingInfo company number url
      FulfillmentEvent id! status! happenedAt!
      FulfillmentOrder id! status! updatedAt! createdAt! fulfillAt fulfillBy fulfillmentHolds:[FulfillmentHold!]!
      FulfillmentHold id! handle reason! reasonNotes heldByRequestingApp!
      Refund id! legacyResourceId! createdAt processedAt! updatedAt! note totalRefundedSet:MoneyBag! return:Return \
      transactions:OrderTransaction@!
      Return id! name! status! createdAt! closedAt returnLineItems:ReturnLineItem@! \
      exchangeLineItems:ExchangeLineItem@! refunds:Refund@! reverseFulfillmentOrders:ReverseFulfillmentOrder@!
      ReverseFulfillmentOrder id! lineItems:ReverseFulfillmentOrderLineItem@!
      ReverseFulfillmentOrderLineItem id! dispositions:[ReverseFulfillmentOrderDisposition!]!
      ReverseFulfillmentOrderDisposition id! createdAt!
      ReturnLineItem id! quantity! processedQuantity! returnReasonDefinition:ReturnReasonDefinition \
      withCodeDiscountedTotalPriceSet:MoneyBag!
      ReturnReasonDefinition id! handle! name!
      ExchangeLineItem id!
      Customer id! legacyResourceId! firstName lastName displayName! createdAt! updatedAt! note tags! state! \
      numberOfOrders! amountSpent:MoneyV2! lastOrder:Order defaultEmailAddress:CustomerEmailAddress \
      defaultPhoneNumber:CustomerPhoneNumber defaultAddress:MailingAddress
      CustomerEmailAddress emailAddress! marketingState!
      CustomerPhoneNumber phoneNumber!
      Segment id! name! query! creationDate! lastEditDate!
      AbandonedCheckout id! name! createdAt! updatedAt! completedAt abandonedCheckoutUrl! note! customer:Customer \
      totalPriceSet:MoneyBag!
      DraftOrder id! legacyResourceId! name! status! createdAt! updatedAt! completedAt invoiceSentAt currencyCode! \
      email customer:Customer totalPriceSet:MoneyBag!
      ShopifyPaymentsDispute id! legacyResourceId! status! type! initiatedAt! evidenceDueBy amount:MoneyV2! order:Order
      """)
    schema.costs = [
      "MoneyV2": 0, "MoneyBag": 0, "MailingAddress": 0, "Count": 10, "BulkOperationRunQueryPayload": 10,
      "BulkOperationCancelPayload": 10,
    ]
    return schema
  }()
}
