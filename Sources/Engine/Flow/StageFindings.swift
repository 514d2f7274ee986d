// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// What the stages of one run have to say beside their rows.
final class StageFindings: Sendable {
    private let byNode = Mutex<[Int: [Finding]]>([:])

    func add(_ findings: [Finding], stage: String, at node: Int) {
        guard !findings.isEmpty else { return }
        let named = findings.map { finding in
            var named = finding
            named.stage = stage
            return named
        }
        byNode.withLock { $0[node, default: []] += named }
    }

    /// In the order of the stages.
    var inOrder: [Finding] {
        byNode.withLock { found in found.sorted { $0.key < $1.key }.flatMap(\.value) }
    }
}
