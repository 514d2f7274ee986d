// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that write files, sorted by name.
public let fileStages = StageList(
    streamSinks: [
        CSVSink.self,
        JSONLinesSink.self,
    ]
)
