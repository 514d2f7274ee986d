// SPDX-License-Identifier: Apache-2.0

public import FjordKit

/// The stages that work on any table, each list sorted by name.
public let tableStages = StageList(
    batchTransforms: [
        ExplodeTransform.self,
        MaskTransform.self,
    ],
    orderedTransforms: [
        CheckTransform.self,
        LimitTransform.self,
    ],
    wholeRunTransforms: [
        ChangesTransform.self,
        DistinctTransform.self,
        JoinTransform.self,
        PivotTransform.self,
        ReconcileTransform.self,
        SortTransform.self,
        UnionTransform.self,
    ]
)
