// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// `${env:NAME}` and `${file:PATH}`, which a pipeline must not hold: it is shared, and what it reads is not secret.
enum SecretReferences {
    /// Reports every such reference below a node, wherever it stands.
    static func report(in node: YAMLNode, _ text: DefinitionText) {
        switch node.content {
        case .scalar(let scalar, _):
            guard let found = first(in: scalar) else { return }
            let positions = ScalarPositions(of: node, in: text.source)
            text.faults.add(.secretInPipeline(found.text, at: positions.location(of: found.range)))
        case .list(let items):
            for item in items { report(in: item, text) }
        case .mapping(let entries):
            for entry in entries { report(in: entry.value, text) }
        }
    }

    static func isIn(_ text: String) -> Bool { first(in: text) != nil }

    private static func first(in text: String) -> (text: String, range: Range<Int>)? {
        let pieces = Interpolation.pieces(of: text)
        for piece in pieces {
            guard case .reference(let name, let range) = piece else { continue }
            if name.hasPrefix("env:") || name.hasPrefix("file:") { return ("${\(name)}", range) }
        }
        return nil
    }
}
