// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages and the connection of plain web services, sorted by name.
public let webStages = StageList(
    fetches: [HTTPStage.self],
    connections: [WebConnection.self]
)
