// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// The wording of what only the engine can find.
enum EngineFault {
    static func twoCurrencies(
        _ column: String,
        _ first: Currency,
        _ second: Currency,
        stage: String
    ) -> PipelineError {
        PipelineError(
            ErrorCode("mixed-currencies"),
            at: .data(DataPlace(stage: stage)),
            "column '\(column)' is in \(second) in some rows, and in \(first) in rows before them",
            fix: "keep the column 'currency' beside it, or filter to one currency"
        )
    }
}
