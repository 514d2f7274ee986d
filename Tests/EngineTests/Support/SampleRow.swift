// SPDX-License-Identifier: Apache-2.0

import FjordKit

@testable import Engine

/// Rows with a column of every type, nulls among them, and what can be computed of them.
enum SampleRow {
    static let plan = JSONDecodePlan(
        recordPath: ["items"],
        columns: [
            .field("id", .int64),
            .field("kind", .text),
            .field("unit", .text),
            .money("amount", currency: "currency"),
            .field("amount_minor", .int64),
            .field("currency", .text),
            .field("note", .text),
            .field("rate", .decimal(precision: 18, scale: 2)),
            .field("ratio", .float64),
            .field("flag", .boolean),
            .field("day", .date),
            .field("at", .timestamp),
            .field("tree", .json),
        ]
    )

    static var fetch: StandInFetch { StandInFetch([], plan: plan) }

    /// One answer of a source; texts in `note` are different in all rows.
    static func page(rowCount: Int) -> String {
        let kinds = ["capture", "refund", "payout"]
        let records = (0..<rowCount).map { row -> String in
            let unit = row % 7 == 0 ? "null" : "\"api:\(row % 40)\""
            let day = 1 + row % 28
            let date = "2026-10-\(day < 10 ? "0" : "")\(day)"
            return """
                {"id":\(row + 1),"kind":"\(kinds[row % 3])","unit":\(unit),"amount":\(row * 37 + 1),\
                "amount_minor":\(row * 37 + 1),"currency":"NOK","note":"Ordre \(row * 7919) blå ære",\
                "rate":\(row % 900).25,"ratio":\(row).5,"flag":\(row % 2 == 0),"day":"\(date)",\
                "at":"\(date)T08:12:45.118302Z","tree":{"a":[\(row),2],"b":"x\(row)"}}
                """
        }
        return "{\"items\":[\(records.joined(separator: ","))]}"
    }

    static func batches(of page: Page, _ partition: Partition) throws -> [RecordBatch] {
        let decoder = RecordPageDecoder(plan, totalling: nil)
        var batches: [RecordBatch] = []
        _ = try decoder.decode(page, of: partition) { batches.append($0) }
        _ = try decoder.flush { batches.append($0) }
        return batches
    }

    static let expressions = [
        "id + 1", "id - amount_minor", "id * 3", "amount_minor / 100", "id % 7", "-id",
        "rate * 2", "rate / 3", "ratio * 2.5e0", "ratio / 3", "amount * 2", "amount + amount",
        "amount / 3", "note || unit", "kind || '-' || id", "case when flag then kind else note end",
        "cast(id as text)", "rate::text", "ratio::text", "day::text", "at::text",
        "amount_minor::float64",
        "tree::text", "try_cast(note as int64)", "cast(cast(id as text) as int64)",
        "lower(note)", "upper(note)", "trim(note)", "ltrim(note, 'O')", "rtrim(note, 'e')",
        "length(note)", "substring(note, 2, 6)", "left(note, 3)",
        "right(note, 3)", "replace(note, 'r', 'rr')",
        "lpad(note, 30, '.')", "rpad(note, 30, '.')", "position(note, 'bl')",
        "starts_with(note, 'Or')", "ends_with(note, 'e')", "contains(note, 'bl')",
        "regexp_matches(note, '^O.*7')",
        "regexp_extract(note, '([0-9]+)', 1)",
        "abs(-id)", "round(rate, 1)", "ceil(rate)", "floor(rate)", "sign(rate)", "mod(id, 7)",
        "least(id, 500)", "greatest(id, 500)", "power(ratio, 2)", "sqrt(ratio)",
        "coalesce(unit, note)", "nullif(kind, 'refund')", "ifnull(unit, 'none')",
        "date_trunc('month', day)", "date_part('year', day)",
        "date_add('month', 1, day)", "date_diff('day', day, date '2026-12-01')",
        "to_timestamp(id)", "last_day(day)", "date_trunc('hour', at)",
        "money(amount_minor, 'NOK')", "minor_units(amount)",
        "major_units(amount)", "currency(amount)",
        "json_extract(tree, '$.a')", "json_extract_text(tree, '$.b')",
        "json_array_length(json_extract(tree, '$.a'))",
    ]

    /// Those that are free of allocations only where the optimizer keeps closures and short arrays off the heap.
    static let optimizedExpressions = [
        "concat(kind, id, note)", "split_part(note, ' ', 2)",
        "regexp_replace(note, '([0-9]+)', '<\\1>')", "to_date(at, 'Europe/Oslo')",
        "strftime(at, '%d.%m.%Y %H:%M')", "money_major(rate, currency)",
        "(amount_minor / 100)::decimal(18, 2)",
    ]

    /// Those that ask for memory for each row: libcrypto makes a state for each digest.
    static let allocatingExpressions = ["md5(note)", "sha256(note)"]

    static let conditions = [
        "id > 100", "kind = 'refund'", "kind in ('capture', 'payout')", "note > 'Ordre 5'",
        "note in ('a', 'b', 'c')", "unit is null", "unit is not distinct from 'api:3'",
        "rate between 10 and 400", "ratio < 99.5e0", "day >= date '2026-10-09'",
        "at < timestamp '2026-10-09T00:00:00Z'",
        "flag and not (kind = 'refund' or id % 2 = 0)", "amount > money(5000, 'NOK')",
        "currency <> 'EUR'", "case when flag then id > 5 else unit = 'api:4' end",
    ]

    static let optimizedConditions = ["note like 'Or%7%'", "note ilike '%BL%'"]

    static let optimizedAggregates = [
        "median(id)", "quantile(rate, 0.9)", "string_agg(kind, ',')",
    ]

    static let aggregates = [
        "count(*)", "count(unit)", "sum(id)", "sum(rate)", "sum(ratio)", "sum(amount)", "avg(id)",
        "avg(rate)", "avg(ratio)", "min(id)", "max(rate)", "min(kind)", "max(note)", "min(day)",
        "first(kind)", "last(note)", "bool_and(flag)", "bool_or(flag)", "stddev(ratio)",
        "count(distinct unit)", "sum(id) filter (where flag)",
        "count(distinct note)",
    ]
}
