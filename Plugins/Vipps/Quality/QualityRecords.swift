// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ManagementShape {
    /// `{"ApiQualityItems": […]}`: each endpoint with what follows from its counts.
    ///
    /// - Source: The vendor's Management API guide, whose key for all requests is `total Requests`.
    static let apiQuality = ManagementShape(name: "a report on API quality") { answer in
        answer["ApiQualityItems"]?.elements?.map { item in
            item.members.map { .object(qualityRecord($0)) } ?? item
        }
    }

    private static func qualityRecord(_ item: [String: JSONDocument]) -> [String: JSONDocument] {
        var record = item
        record["totalRequests"] =
            record.removeValue(forKey: "total Requests") ?? item["totalRequests"]
        let figures = QualityFigures(record)
        record["successRate"] = figures.rate.map { .number($0.text) } ?? item["successRate"]
        record["statusOther"] = figures.others.map { .number(String($0)) }
        record["failingRate"] = figures.failingRate.map { .number($0.text) }
        record["sumsAddUp"] = figures.sumsAddUp.map { .boolean($0) }
        record["rateAgrees"] = figures.rateAgrees.map { .boolean($0) }
        record["countsPlausible"] = .boolean(figures.countsPlausible)
        if let name = item["endpoint"]?.text.map(EndpointName.init) {
            record["method"] = name.method.map { .string($0) }
            record["path"] = .string(name.path)
        }
        return record
    }
}

extension QualityFigures {
    /// The statuses outside 2xx that the report counts.
    static let failures = [400, 401, 403, 404, 429, 500]

    fileprivate init(_ record: [String: JSONDocument]) {
        func count(_ name: String) -> Int64? {
            guard case .number(let digits)? = record[name] else { return nil }
            return Int64(digits)
        }
        var rate: Percentage?
        if case .number(let digits)? = record["successRate"] { rate = Percentage(digits) }
        self.init(
            total: count("totalRequests"),
            successes: count("status200"),
            failures: Self.failures.map { count("status\($0)") },
            rate: rate
        )
    }
}
