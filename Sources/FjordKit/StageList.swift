// SPDX-License-Identifier: Apache-2.0

/// The stages and connections of one or several systems: what a binary is given to work with.
public struct StageList: Sendable {
    /// Fetch stages.
    public var fetches: [any FetchStage.Type]
    /// Transforms that run on any worker.
    public var batchTransforms: [any BatchTransform.Type]
    /// Transforms that see rows in order.
    public var orderedTransforms: [any OrderedTransform.Type]
    /// Transforms that may need all rows of all their inputs.
    public var wholeRunTransforms: [any WholeRunTransform.Type]
    /// Sinks that write rows as a stream of bytes.
    public var streamSinks: [any StreamSink.Type]
    /// Sinks that make documents.
    public var batchSinks: [any BatchSink.Type]
    /// Kinds of connection.
    public var connections: [any Connection.Type]

    /// Lists stages.
    public init(
        fetches: [any FetchStage.Type] = [],
        batchTransforms: [any BatchTransform.Type] = [],
        orderedTransforms: [any OrderedTransform.Type] = [],
        wholeRunTransforms: [any WholeRunTransform.Type] = [],
        streamSinks: [any StreamSink.Type] = [],
        batchSinks: [any BatchSink.Type] = [],
        connections: [any Connection.Type] = []
    ) {
        self.fetches = fetches
        self.batchTransforms = batchTransforms
        self.orderedTransforms = orderedTransforms
        self.wholeRunTransforms = wholeRunTransforms
        self.streamSinks = streamSinks
        self.batchSinks = batchSinks
        self.connections = connections
    }

    /// The stages of both lists.
    public static func + (left: StageList, right: StageList) -> StageList {
        StageList(
            fetches: left.fetches + right.fetches,
            batchTransforms: left.batchTransforms + right.batchTransforms,
            orderedTransforms: left.orderedTransforms + right.orderedTransforms,
            wholeRunTransforms: left.wholeRunTransforms + right.wholeRunTransforms,
            streamSinks: left.streamSinks + right.streamSinks,
            batchSinks: left.batchSinks + right.batchSinks,
            connections: left.connections + right.connections
        )
    }

    /// The descriptions of all transforms.
    public var transformSpecs: [StageSpec] {
        batchTransforms.map { $0.spec } + orderedTransforms.map { $0.spec }
            + wholeRunTransforms.map { $0.spec }
    }

    /// The descriptions of all sinks.
    public var sinkSpecs: [StageSpec] {
        streamSinks.map { $0.spec } + batchSinks.map { $0.spec }
    }

    /// The descriptions of all fetch stages.
    public var fetchSpecs: [StageSpec] { fetches.map { $0.spec } }
}
