// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The options that stages of the Management API share.
enum ManagementOptions {
    static let merchants = OptionSpec(
        "merchants",
        .textList,
        "The merchants to ask for, by organisation number, which is taken as Norwegian, or by "
            + "scheme and number, as in 'business:DK:CVR/12345678'.",
        isRequired: true
    )

    static let extra = OptionSpec.bool(
        "extra",
        "Keep fields that are not listed here in a column 'extra'.",
        default: false
    )
}

extension StageOptions {
    /// The columns and, if the option `extra` asks for it, one that keeps the other fields.
    func columns(_ columns: [JSONDecodePlan.Column]) -> [JSONDecodePlan.Column] {
        columns + (bool("extra") ? [.extra("extra")] : [])
    }
}

extension Schema {
    /// The schema of the batches with these columns.
    init(_ columns: [JSONDecodePlan.Column]) {
        self.init(columns.map { Field($0.name, $0.type) })
    }
}
