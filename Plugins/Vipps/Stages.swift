// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages and the connection of Vipps MobilePay, sorted by name.
public let vippsStages = StageList(
    fetches: [
        FeesStage.self,
        FundsStage.self,
        LedgersStage.self,
    ],
    connections: [VippsConnection.self]
)
