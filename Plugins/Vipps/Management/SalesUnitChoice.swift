// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Which sales units a stage reads.
enum SalesUnitChoice: Sendable {
    /// Those that the keys reach.
    case all
    case units([String])
    case merchants([BusinessIdentifier])

    static let unitsOption = OptionSpec(
        "units",
        .textList,
        "The MSNs to read, in this order; all sales units that the keys reach, if left out."
    )

    /// Reads the options `units` and `merchants`, as far as the stage has them.
    ///
    /// - Throws: What they hold that cannot be.
    init(_ options: StageOptions) throws {
        let merchants = try BusinessIdentifier.list(options)
        guard let units = options.texts("units") else {
            self = merchants.map { .merchants($0) } ?? .all
            return
        }
        guard merchants == nil else { throw VippsFault.unitsAndMerchants(options) }
        guard !units.isEmpty else { throw VippsFault.emptyUnitList(options) }
        if let wrong = units.first(where: { !Self.isNumber($0) }) {
            throw VippsFault.invalidUnit(wrong, options)
        }
        var known: Set<String> = []
        self = .units(units.filter { known.insert($0).inserted })
    }

    /// - Source: The Management API's specification 2.0.9; before, MSNs had 5 or 6 digits.
    private static func isNumber(_ text: String) -> Bool {
        (4...10).contains(text.utf8.count) && text.isAllDigits
    }

    /// The MSNs, each once: as written, or those that the vendor lists in ascending order.
    func numbers(in context: FetchContext) async throws -> [String] {
        let listed: Set<String>
        switch self {
        case .units(let numbers): return numbers
        case .all: listed = try await Self.listed(.salesUnits, in: context)
        case .merchants(let merchants):
            listed = try await withThrowingTaskGroup(of: Set<String>.self) { group in
                for merchant in merchants {
                    group.addTask { try await Self.listed(of: merchant, in: context) }
                }
                return try await group.reduce(into: []) { $0.formUnion($1) }
            }
        }
        if listed.isEmpty { context.findings.add(VippsFault.noSalesUnits) }
        return listed.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    private static func listed(
        of merchant: BusinessIdentifier,
        in context: FetchContext
    ) async throws -> Set<String> {
        do {
            return try await listed(.salesUnits(of: merchant), in: context, named: merchant)
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(partition: merchant.text))
        }
    }

    private static func listed(
        _ endpoint: ManagementEndpoint,
        in context: FetchContext,
        named merchant: BusinessIdentifier? = nil
    ) async throws -> Set<String> {
        guard case .found(let body) = try await context.ask(endpoint) else {
            if let merchant { context.findings.add(VippsFault.missingMerchant(merchant)) }
            return []
        }
        let units = try ManagementShape.salesUnits.read(body, page: 1)
        return Set(
            try units.enumerated().map { position, unit in
                guard let number = unit["msn"]?.text else {
                    throw VippsFault.missingNumber(position, page: 1)
                }
                return number
            }
        )
    }
}
