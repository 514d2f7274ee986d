// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that make mails, sorted by name.
public let mailStages = StageList(
    batchSinks: [
        EmailSink.self
    ]
)
