// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that read and write files, sorted by name.
public let fileStages = StageList(
    fetches: [
        FileFetch.self
    ],
    streamSinks: [
        CSVSink.self,
        JSONLinesSink.self,
    ],
    connections: [
        SFTPConnection.self
    ]
)
