// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that work on any table, each list sorted by name.
public let tableStages = StageList(
    batchTransforms: [
        ExplodeTransform.self
    ],
    orderedTransforms: [
        LimitTransform.self
    ],
    wholeRunTransforms: [
        DistinctTransform.self,
        JoinTransform.self,
        PivotTransform.self,
        SortTransform.self,
        UnionTransform.self,
    ]
)
