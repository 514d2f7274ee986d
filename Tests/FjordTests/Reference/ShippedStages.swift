// SPDX-License-Identifier: Apache-2.0

import Files
import FjordKit
import Mail
import Tables
import Vipps
import Web

@testable import Fjord

/// What the program `fjord` registers.
enum ShippedStages {
    static let list = fileStages + mailStages + tableStages + vippsStages + webStages

    /// `sink csv` for each stage.
    static let names = StageReference.entries(list).map { "\($0.word) \($0.spec.name)" }
}
