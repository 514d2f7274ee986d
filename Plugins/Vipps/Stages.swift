// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages and the connection of Vipps MobilePay, sorted by name.
public let vippsStages = StageList(
    fetches: [
        APIQualityStage.self,
        ContractsStage.self,
        FeesStage.self,
        FundsStage.self,
        LedgerTransactionsStage.self,
        LedgersStage.self,
        MerchantStage.self,
        MerchantsStage.self,
        PartnerStage.self,
        PayoutsStage.self,
        PricePackagesStage.self,
        ProductOrdersStage.self,
        SalesUnitsStage.self,
        SettlementFileStage.self,
    ],
    orderedTransforms: [CheckLedgerTransform.self],
    connections: [VippsConnection.self]
)
