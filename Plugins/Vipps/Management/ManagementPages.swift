// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// What became of a question to the Management API.
enum ManagementAnswer: Sendable {
    case found(Bytes)
    /// What the path names is not there, not active, or somebody else's.
    case missing
    /// The vendor has only proposed the endpoint; that has been noted among the findings.
    case notOffered
}

extension FetchContext {
    /// Asks the Management API.
    ///
    /// - Throws: What the vendor answered, keys that it refuses included, as a `PipelineError`.
    func ask(
        _ endpoint: ManagementEndpoint,
        query: [(name: String, value: String?)] = []
    ) async throws -> ManagementAnswer {
        let answer = try await vipps.get(
            endpoint.path,
            query: query,
            acceptedStatuses: endpoint.standing.acceptedStatuses
        )
        if (200..<300).contains(answer.status) { return .found(answer.body) }
        guard case .proposal(let loss) = endpoint.standing else { return .missing }
        let notice = VippsFault.notOffered(endpoint, loss: loss, status: answer.status)
        // Checked once, however many partitions ask.
        if [401, 403].contains(answer.status), !findings.findings.contains(notice) {
            try await checkKeys()
        }
        findings.add(notice)
        return .notOffered
    }

    /// Asks for something that exists, so that keys that are refused everywhere do not pass for a proposal.
    private func checkKeys() async throws {
        _ = try await vipps.get(ManagementEndpoint.salesUnits.path, acceptedStatuses: [404])
    }
}

extension ManagementEndpoint.Standing {
    /// Statuses that are no fault of the request.
    fileprivate var acceptedStatuses: Set<Int> {
        switch self {
        case .list: []
        case .item: [404]
        case .proposal: [401, 403, 404, 405, 410, 501]
        }
    }
}

/// The one page that an endpoint answers with: no list of the Management API is paged.
struct ManagementPages: PageSource {
    /// What stands for something that is not there.
    enum Absence: Sendable {
        /// A row that says so in its column `state`.
        case row
        /// No row, and a finding.
        case finding(Finding)
    }

    /// Of the column `state` where something is not there.
    static let notFound = "not_found"

    private let endpoint: ManagementEndpoint
    private let query: [(name: String, value: String?)]
    private let state: String?
    private let absence: Absence
    private let context: FetchContext
    private var isRead = false

    /// Prepares to ask; `state` and `absence` say what stands in a column `state`, if there is one, or instead of a row.
    init(
        _ endpoint: ManagementEndpoint,
        query: [(name: String, value: String?)] = [],
        state: String? = nil,
        absence: Absence = .row,
        in context: FetchContext
    ) {
        self.endpoint = endpoint
        self.query = query
        self.state = state
        self.absence = absence
        self.context = context
    }

    mutating func next() async throws -> PageStep {
        guard !isRead else { return .end(.final) }
        isRead = true
        switch try await context.ask(endpoint, query: query) {
        case .found(let body):
            return .page(Page(bytes: body, number: 1, constants: constants(state)))
        case .missing:
            guard case .finding(let finding) = absence else {
                return .page(
                    Page(bytes: Bytes("{}"), number: 1, constants: constants(Self.notFound))
                )
            }
            context.findings.add(finding)
            return .end(.final)
        case .notOffered: return .end(.final)
        }
    }

    private func constants(_ state: String?) -> [String: String] {
        state.map { ["state": $0] } ?? [:]
    }
}
