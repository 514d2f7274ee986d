// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// Reads a text in order and hands it on in blocks of whole records.
///
/// ```
/// text -> [what leads to the records][records … last whole one] -> block
///                                    [its beginning …         ] -> next block, behind the same lead
/// ```
final class BlockReader {
    private let text: PlainText
    private let limits: BlockLimits
    private var cutter: BlockCutter
    private var writer: ByteWriter
    private var isEnd = false
    /// The line at which the next block's records begin; nil for the first block.
    private var firstLine: Int?

    init(_ text: PlainText, _ cutter: BlockCutter, _ limits: BlockLimits) {
        self.text = text
        self.cutter = cutter
        self.limits = limits
        writer = ByteWriter(capacity: limits.block)
    }

    /// The next block; nil after the last.
    func next() throws(PipelineError) -> FileBlocks.Block? {
        guard !isEnd else { return nil }
        var target = cutter.leadByteCount + limits.block
        while true {
            isEnd = try text.fill(&writer, upTo: target)
            if isEnd { return lastBlock() }
            if let cut = cutter.cut(writer) { return block(upTo: cut) }
            let pending = writer.count - cutter.leadByteCount
            guard pending < limits.record else {
                isEnd = true
                throw cutter.overlong(limits.record, firstLine: firstLine)
            }
            target = cutter.leadByteCount + min(limits.record, pending * 2)
        }
    }

    private func lastBlock() -> FileBlocks.Block? {
        // A text without a byte has no record; as JSON it is none.
        let hasRecords = writer.count > cutter.leadByteCount
        guard hasRecords || cutter.isFirst && cutter.isDocument else { return nil }
        return FileBlocks.Block(
            contents: .bytes(writer.takeBytes(nextCapacity: 0)),
            firstLine: firstLine
        )
    }

    private func block(upTo cut: BlockCut) -> FileBlocks.Block {
        let line = firstLine
        let lead = cutter.lead(after: writer, cut)
        firstLine = cut.lineCount.map { (line ?? 1) + $0 }
        var next = ByteWriter(capacity: lead.count + limits.block)
        next.append(lead)
        next.append(writer, from: cut.next)
        writer.truncate(to: cut.end)
        writer.append(cutter.closing)
        swap(&writer, &next)
        return FileBlocks.Block(contents: .bytes(next.finish()), firstLine: line)
    }
}

extension ByteWriter {
    /// Appends what another holds from `offset` on.
    fileprivate mutating func append(_ other: borrowing ByteWriter, from offset: Int) {
        let rest = other.paddedSpan.extracting(offset..<other.count)
        unsafe rest.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

/// Where a block ends.
struct BlockCut {
    /// The offset after its last record.
    let end: Int
    /// The offset at which the next record begins.
    let next: Int
    /// How many lines the block's records take; nil where lines are not counted.
    var lineCount: Int?
}
