// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOPosix

/// The stand-in for the vendor's APIs, from a request to its answer.
struct SandboxService: Sendable {
    let settings: SandboxSettings
    let root: RandomKey
    /// Ascending by id.
    let ledgers: [Ledger]
    let keys: [SandboxKeys]
    let tokens: TokenOffice
    let pages: PageMaker
    let faults: FaultSchedule
    let clock: SandboxClock

    init(
        settings: SandboxSettings,
        threads: NIOThreadPool,
        now: @escaping @Sendable () -> Int64 = SandboxClock.machine
    ) {
        self.settings = settings
        let root = RandomKey(seed: settings.seed)
        let ledgers = (0..<settings.ledgers).map { Ledger(index: $0, root: root) }
        let number = ledgers.first?.units.first?.number
        self.root = root
        self.ledgers = ledgers
        keys = SandboxKeyType.allCases.map { type in
            SandboxKeys(type: type, root: root, merchantSerialNumber: number)
        }
        tokens = TokenOffice(root: root)
        pages = PageMaker(settings: settings, threads: threads)
        faults = FaultSchedule(settings: settings)
        clock = SandboxClock(today: settings.today, now: now)
    }

    func answer(_ request: SandboxRequest) async throws -> Answer {
        if settings.latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(settings.latencyMilliseconds))
        }
        let id = identifier(of: request)
        guard let endpoint = Endpoint(path: request.path) else { return .noSuchPath(id: id) }
        guard request.method == endpoint.method else {
            return .wrongMethod(allowed: endpoint.method, id: id)
        }
        guard endpoint.method == .get, let rule = faults.rule(for: request.target) else {
            return try await answer(request, at: endpoint)
        }
        switch rule.effect {
        case .instead(let answer): return answer(id)
        case .delivered(let delivery):
            var answer = try await answer(request, at: endpoint)
            answer.delivery = delivery
            return answer
        }
    }

    private func answer(_ request: SandboxRequest, at endpoint: Endpoint) async throws -> Answer {
        switch endpoint {
        case .standardToken: standardToken(request)
        case .specialisedToken: specialisedToken(request)
        case .ledgers: ledgerList(request)
        case .dates(let path): try await ledgerDate(request, path: path)
        }
    }

    /// What an error calls a request by; the same for the same request.
    func identifier(of request: SandboxRequest) -> String {
        request.target.utf8.reduce(root.child(300)) { $0.child(Int($1)) }.identifier
    }
}

/// What can be asked for.
enum Endpoint {
    case standardToken
    case specialisedToken
    case ledgers
    case dates(DatesPath)

    /// Nil for a path that leads nowhere; the case of letters does not matter.
    init?(path: [String]) {
        let parts = path.map { $0.lowercased() }
        switch parts {
        case ["accesstoken", "get"]: self = .standardToken
        case ["miami", "v1", "token"]: self = .specialisedToken
        case ["settlement", "v1", "ledgers"]: self = .ledgers
        case _ where parts.starts(with: ["report", "v2", "ledgers"]):
            guard parts.count == 7, parts[5] == "dates" else { return nil }
            self = .dates(DatesPath(ledgerID: parts[3], topic: parts[4], date: parts[6]))
        default: return nil
        }
    }

    var method: HTTPRequest.Method {
        switch self {
        case .standardToken, .specialisedToken: .post
        case .ledgers, .dates: .get
        }
    }
}
