// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// Replaces `${…}` in the texts of a pipeline's options by parameters and window values.
struct TextReader {
    let text: DefinitionText
    let values: RunValues
    /// Parameters that are declared but faulty; using one is no further fault.
    let faultyParameters: Set<String>
    /// Names that the stage itself fills in: they stay as they are written.
    var kept: Set<String> = []

    /// The text with its references replaced; nil if one cannot be, which is reported at `node` if it has a place.
    func interpolated(_ raw: String, at node: YAMLNode?) -> String? {
        var result: String? = ""
        for piece in Interpolation.pieces(of: raw) {
            switch piece {
            case .text(let plain):
                result?.append(plain)
            case .unclosed(let range):
                report(at: node, range) { .unclosedReference(at: $0) }
                result = nil
            case .reference(let name, let range):
                guard let value = value(of: name, at: node, range) else {
                    result = nil
                    continue
                }
                result?.append(value)
            }
        }
        return result
    }

    private func value(of name: String, at node: YAMLNode?, _ range: Range<Int>) -> String? {
        // Reported for the file as a whole.
        if name.hasPrefix("env:") || name.hasPrefix("file:") { return nil }
        switch values.interpolated(name) {
        case .text(let value):
            return value
        case .null:
            report(at: node, range) { .nullReference(name, at: $0) }
        case .noWindow:
            report(at: node, range) { .referenceWithoutWindow(name, at: $0) }
        case .noBatch:
            report(at: node, range) { .referenceWithoutFeed(at: $0) }
        case .unknown:
            if kept.contains(name) { return "${\(name)}" }
            guard !faultyParameters.contains(name) else { return nil }
            let legal = values.interpolationNames
            report(at: node, range) { .unknownReference(name, legal: legal, at: $0) }
        }
        return nil
    }

    private func report(
        at node: YAMLNode?,
        _ range: Range<Int>,
        _ fault: (SourceLocation) -> PipelineError
    ) {
        guard let node else { return }
        text.faults.add(fault(ScalarPositions(of: node, in: text.source).location(of: range)))
    }
}
