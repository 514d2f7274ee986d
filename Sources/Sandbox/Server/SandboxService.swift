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
    let oddities: OddityList
    let directory: MerchantDirectory
    let changes = ChangeLog()

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
        oddities = OddityList(settings.oddities) ?? OddityList()
        directory = MerchantDirectory(ledgers: ledgers, root: root)
    }

    func answer(_ request: SandboxRequest) async throws -> Answer {
        if settings.latencyMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(settings.latencyMilliseconds))
        }
        let id = identifier(of: request)
        changes.note(request)
        guard let endpoint = endpoint(of: request), offers(endpoint, to: request.method)
        else { return .noSuchPath(id: id) }
        guard endpoint.methods.contains(request.method) else {
            return .wrongMethod(allowed: endpoint.methods, id: id)
        }
        if let name = request.longSystemHeader {
            return .longHeader(name, at: endpoint, id: id)
        }
        guard var rules = request.orderedFaults else { return .unknownFault(id: id) }
        if rules.isEmpty, request.method == .get, endpoint.goesWrong,
            let rule = faults.rule(for: request)
        {
            rules.append(rule)
        }
        guard !rules.isEmpty else { return try await answer(request, at: endpoint) }
        let strike = FaultRule.Strike(
            request: request,
            endpoint: endpoint,
            settings: settings,
            id: id,
            now: clock.now()
        )
        return try await answer(strike, by: rules)
    }

    private func answer(_ strike: FaultRule.Strike, by rules: [FaultRule]) async throws -> Answer {
        var struck: Answer?
        for case .instead(let answer) in rules.map(\.effect) { struck = answer(strike) }
        var answer: Answer
        if let struck {
            answer = struck
        } else {
            answer = try await self.answer(strike.request, at: strike.endpoint)
        }
        for case .delivered(let change) in rules.map(\.effect) { change(&answer, strike) }
        if answer.delayMilliseconds > 0 {
            try await Task.sleep(for: .milliseconds(answer.delayMilliseconds))
        }
        return answer
    }

    /// The guide of 2023 misspells paths that its generation takes nevertheless.
    private func endpoint(of request: SandboxRequest) -> Endpoint? {
        let path = request.path
        guard settings.management == .seed else { return Endpoint(path: path) }
        return Endpoint(path: ManagementPath.corrected(path.map { $0.lowercased() }))
    }

    private func answer(_ request: SandboxRequest, at endpoint: Endpoint) async throws -> Answer {
        switch endpoint {
        case .standardToken: standardToken(request)
        case .specialisedToken: specialisedToken(request)
        case .ledgers: ledgerList(request)
        case .dates(let path): try await ledgerDate(request, path: path)
        case .feed(let path): try await feed(request, path: path)
        case .transactions: try await transactions(request)
        case .management(let path): management(request, path)
        case .changes: changes.answer
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
    case feed(FeedPath)
    case transactions
    case management(ManagementPath)
    /// What arrived that could have changed something at the vendor; for tests.
    case changes

    /// Nil for a path that leads nowhere; the case of letters does not matter.
    init?(path: [String]) {
        let parts = path.map { $0.lowercased() }
        switch parts {
        case ["accesstoken", "get"]: self = .standardToken
        case ["miami", "v1", "token"]: self = .specialisedToken
        case ["settlement", "v1", "ledgers"]: self = .ledgers
        case ["report", "v1", "ledgertransactions"]: self = .transactions
        case _ where parts.starts(with: ["report", "v2", "ledgers"]):
            if parts.count == 6, parts[5] == "feed" {
                self = .feed(FeedPath(ledgerID: parts[3], topic: parts[4]))
                return
            }
            guard parts.count == 7, parts[5] == "dates" else { return nil }
            self = .dates(DatesPath(ledgerID: parts[3], topic: parts[4], date: parts[6]))
        case ["sandbox", "changes"]: self = .changes
        default:
            guard let management = ManagementPath(parts) else { return nil }
            self = .management(management)
        }
    }

    /// Whether the setting `faults` strikes it.
    var goesWrong: Bool {
        if case .changes = self { return false }
        return true
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .standardToken, .specialisedToken: [.post]
        case .management(let path): path.methods
        default: [.get]
        }
    }
}
