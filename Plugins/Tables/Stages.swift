// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that work on any table, sorted by name.
public let tableStages = StageList(
    orderedTransforms: [
        LimitTransform.self
    ]
)
