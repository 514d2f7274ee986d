// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// Cuts a file behind line ends, looking at nothing but the neighbourhood of the cuts.
struct LineRanges {
    private static let windowByteCount = 16 << 10

    private let file: InputFile
    private let byteCount: Int
    private let limits: BlockLimits
    private var start = 0

    init(_ file: InputFile, byteCount: Int, _ limits: BlockLimits) {
        self.file = file
        self.byteCount = byteCount
        self.limits = limits
    }

    /// The next part of the file; nil after the last.
    mutating func next() throws(PipelineError) -> Range<Int>? {
        guard start < byteCount else { return nil }
        let end = try cut(after: start)
        defer { start = end }
        return start..<end
    }

    /// Where the first line ends that ends at least a block after `start`.
    private func cut(after start: Int) throws(PipelineError) -> Int {
        var at = start + limits.block - 1
        while at < byteCount {
            var window = ByteWriter(capacity: Self.windowByteCount)
            let count = try file.read(Self.windowByteCount, at: at, into: &window)
            if count == 0 { break }
            let lineEnd = window.paddedSpan.firstOffset(of: 0x0A, from: 0, to: count)
            at += min(lineEnd + 1, count)
            let isTooLong = at - start > limits.block + limits.record
            guard !isTooLong else { throw .recordTooLarge(limits.record) }
            if lineEnd < count { return at }
        }
        return byteCount
    }
}
