// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization

/// Decides which requests go wrong, and how.
///
/// Every `fault_every`th request is struck, by one fault after the other; the faults of one ledger
/// or sales unit take turns among its own requests. A request that was struck gets through when it
/// is sent again, which does not count.
final class FaultSchedule: Sendable {
    /// Faults that take turns.
    private struct Turns {
        let id: String?
        var rules: [FaultRule] = []
        var requests = 0
    }

    private struct Progress {
        /// Those of single ledgers and sales units first.
        var turns: [Turns]
        var struck: Set<String> = []
    }

    private let every: Int
    private let isEmpty: Bool
    private let progress: Mutex<Progress>

    init(settings: SandboxSettings) {
        let targets = settings.faults.compactMap(FaultTarget.init)
        var turns: [Turns] = []
        for target in targets.filter({ $0.id != nil }) + targets.filter({ $0.id == nil }) {
            let place = turns.firstIndex { $0.id == target.id } ?? turns.endIndex
            if place == turns.endIndex { turns.append(Turns(id: target.id)) }
            turns[place].rules.append(target.rule)
        }
        every = settings.faultEvery
        isEmpty = turns.isEmpty
        progress = Mutex(Progress(turns: turns))
    }

    /// The fault that strikes a request; nil for none.
    func rule(for request: SandboxRequest) -> FaultRule? {
        guard !isEmpty else { return nil }
        return progress.withLock { progress in
            guard progress.struck.remove(request.target) == nil else { return nil }
            for place in progress.turns.indices {
                if let id = progress.turns[place].id, !request.concerns(id) { continue }
                progress.turns[place].requests += 1
                let (turn, rest) = progress.turns[place].requests.quotientAndRemainder(
                    dividingBy: every
                )
                guard rest == 0 else { continue }
                progress.struck.insert(request.target)
                let rules = progress.turns[place].rules
                return rules[(turn - 1) % rules.count]
            }
            return nil
        }
    }
}

extension SandboxRequest {
    /// Faults that the client asks for in the header `Sandbox-Faults`, for this request alone.
    ///
    /// - Returns: Nil where a name is none.
    var orderedFaults: [FaultRule]? {
        let names = (headers[.sandboxFaults] ?? "").split { $0 == "," || $0 == " " }
        let rules = names.compactMap { name in FaultRule.all.first { $0.name == name } }
        return rules.count == names.count ? rules : nil
    }
}

extension Answer {
    static func unknownFault(id: String) -> Answer {
        let names = FaultRule.all.map(\.name).joined(separator: ", ")
        return problem(.badRequest, "Bad request", "Sandbox-Faults takes \(names).", id: id)
    }
}
