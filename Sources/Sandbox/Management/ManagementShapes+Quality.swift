// SPDX-License-Identifier: Apache-2.0

extension ManagementShapes {
    /// How well a unit's integration calls the vendor, per endpoint; empty for a unit that is new.
    func quality(of unit: ManagedUnit) -> JSONShape {
        let endpoints = unit.kind == .new ? [] : unit.endpoints
        let oddities = oddities.on(msn: unit.msn)
        let items = endpoints.enumerated().map { place, endpoint in
            let figures = QualityFigures(unit.key.child(60 + place))
            return JSONShape.object(members(of: endpoint, figures, place, oddities))
        }
        return .object([("ApiQualityItems", .array(items))])
    }

    private func members(
        of endpoint: String,
        _ figures: QualityFigures,
        _ place: Int,
        _ oddities: Oddities
    ) -> [(String, JSONShape)] {
        var figures = figures
        if oddities.contains(.qualityZeroTraffic), place == 0 { figures = QualityFigures() }
        // One way of not adding up per endpoint, in turn; the first stays right.
        let fault = oddities.contains(.qualityWrongSums) ? place % 4 : 0
        if fault == 1 { figures.errors[0] += figures.total }
        let rate = fault == 2 ? max(0, figures.ratePerMyriad - 700) : figures.ratePerMyriad
        let separator = oddities.contains(.qualityDoubleSlash) ? "://" : ":/"
        let path = endpoint.split(separator: ":/").joined(separator: separator)
        var members: [(String, JSONShape)] = [
            ("endpoint", .string(path)),
            ("total Requests", .number(figures.total)),
            ("successRate", .decimal(text(ofRate: rate, oddities))),
            ("status200", .number(figures.successes)),
        ]
        for (status, count) in zip([400, 401, 403, 404, 429, 500], figures.errors)
        where fault != 3 || status != 404 {
            members.append(("status\(status)", .number(count)))
        }
        return members
    }

    /// A rate in hundredths of a percent.
    private func text(ofRate rate: Int, _ oddities: Oddities) -> String {
        guard oddities.contains(.qualityFractions) else { return String((rate + 50) / 100) }
        return "\(rate / 100).\(String(rate % 100 + 100).dropFirst())"
    }
}

/// The counts of one endpoint.
struct QualityFigures: Sendable {
    var total = 0
    /// All of 2xx.
    var successes = 0
    /// 400, 401, 403, 404, 429, 500.
    var errors = [0, 0, 0, 0, 0, 0]

    /// Of an endpoint that nobody called.
    init() {}

    /// Some endpoints are flawless, most nearly so, a few are not; what is missing from the total
    /// was answered with a status that has no count.
    init(_ key: RandomKey) {
        total = 20 + key.child(1).draw(20_000)
        let perMille = [0, 2, 10, 30, 120][key.child(2).draw(5)]
        errors = (0..<6).map { place in
            key.child(3 + place).draw(1 + total * perMille / 6_000)
        }
        let others =
            key.child(9).draw(3) == 0 ? key.child(10).draw(1 + total * perMille / 6_000) : 0
        successes = total - errors.reduce(others, +)
    }

    /// Hundredths of a percent, rounded; 0 without requests.
    var ratePerMyriad: Int { total == 0 ? 0 : (successes * 10_000 + total / 2) / total }
}

extension ManagedUnit {
    /// What its integration calls, as the report writes it.
    fileprivate var endpoints: [String] {
        guard paymentAllowed else {
            return [
                "POST:/access-management-1.0/access/oauth2/token",
                "GET:/vipps-userinfo-api/userinfo/{sub}",
            ]
        }
        let payments = [
            "POST:/epayment/v1/payments",
            "GET:/epayment/v1/payments/{reference}",
            "POST:/epayment/v1/payments/{reference}/capture",
            "POST:/epayment/v1/payments/{reference}/refund",
            "POST:/accesstoken/get",
        ]
        return payments + (recurringAllowed ? ["POST:/recurring/v3/agreements"] : [])
    }
}
