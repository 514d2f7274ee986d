// SPDX-License-Identifier: Apache-2.0

/// Where in the data of a run something was found; every part is known only from some layer upwards.
///
/// Layers fill in what they know while an error travels up: the decoder the row and path, the engine the stage and
/// partition.
public struct DataPlace: Sendable, Hashable, CustomStringConvertible {
    /// The stage's id, or `csv of stage payments` for a sink.
    public var stage: String?
    /// The partition as its fetch stage names it, `418207/funds/2026-10-03`.
    public var partition: String?
    /// Counted from 1.
    public var page: Int?
    /// Counted from 1 within the page, or within the stage's input when no page is named.
    public var row: Int?
    /// JSON path within the page, `items[16].amount`.
    public var path: String?

    /// Names a place as far as it is known.
    public init(
        stage: String? = nil,
        partition: String? = nil,
        page: Int? = nil,
        row: Int? = nil,
        path: String? = nil
    ) {
        self.stage = stage
        self.partition = partition
        self.page = page
        self.row = row
        self.path = path
    }

    /// This place with the parts it lacks taken from `outer`.
    public func filled(from outer: DataPlace) -> DataPlace {
        DataPlace(
            stage: stage ?? outer.stage,
            partition: partition ?? outer.partition,
            page: page ?? outer.page,
            row: row ?? outer.row,
            path: path ?? outer.path
        )
    }

    /// `stage entries, partition 418207/funds/2026-10-03, page 4, row 17, items[16].amount`.
    public var description: String {
        [
            stage.map { "stage \($0)" },
            partition.map { "partition \($0)" },
            page.map { "page \($0)" },
            row.map { "row \($0)" },
            path,
        ].compactMap { $0 }.joined(separator: ", ")
    }
}
