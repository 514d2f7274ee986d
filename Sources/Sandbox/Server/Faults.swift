// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization

/// A way in which an answer may go wrong.
struct FaultRule: Sendable {
    enum Effect: Sendable {
        /// Another answer, which is given the name of the request.
        case instead(@Sendable (_ id: String) -> Answer)
        /// The right answer, badly delivered.
        case delivered(Answer.Delivery)
    }

    /// As it stands in the setting `faults`.
    let name: String
    let effect: Effect

    /// All faults; a new one is a line here.
    static let all: [FaultRule] = [
        FaultRule(
            name: "423",
            effect: .instead {
                .problem(.init(code: 423, reasonPhrase: "Locked"), "Locked", "Try again.", id: $0)
            }
        ),
        FaultRule(name: "429", effect: .instead { _ in .tooManyRequests }),
        FaultRule(name: "500", effect: .instead { .unexpected(id: $0) }),
        FaultRule(name: "503-html", effect: .instead { _ in .unavailablePage }),
        FaultRule(name: "reset", effect: .delivered(.reset)),
        FaultRule(name: "truncated", effect: .delivered(.truncated)),
    ]
}

extension Answer {
    fileprivate static var tooManyRequests: Answer {
        let text = "Rate limit is exceeded. Try again in 1 seconds."
        var answer = gateway(.tooManyRequests, text)
        answer.headers[.retryAfter] = "1"
        return answer
    }

    fileprivate static var unavailablePage: Answer {
        Answer(
            .serviceUnavailable,
            .html,
            """
            <html><head><title>503 Service Unavailable</title></head>
            <body><center><h1>503 Service Unavailable</h1></center></body></html>
            """
        )
    }
}

/// Decides which requests go wrong, and how.
///
/// Every `fault_every`th request is struck, by one fault after the other. A request that was struck
/// gets through when it is sent again, which does not count.
final class FaultSchedule: Sendable {
    private struct Progress {
        var requests = 0
        var struck: Set<String> = []
    }

    private let rules: [FaultRule]
    private let every: Int
    private let progress = Mutex(Progress())

    init(settings: SandboxSettings) {
        rules = settings.faults.compactMap { name in FaultRule.all.first { $0.name == name } }
        every = settings.faultEvery
    }

    /// The fault that strikes a request; nil for none.
    func rule(for target: String) -> FaultRule? {
        guard !rules.isEmpty else { return nil }
        return progress.withLock { progress in
            guard progress.struck.remove(target) == nil else { return nil }
            progress.requests += 1
            guard progress.requests % every == 0 else { return nil }
            progress.struck.insert(target)
            return rules[(progress.requests / every - 1) % rules.count]
        }
    }
}
