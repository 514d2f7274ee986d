// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Mail

/// Options, rows and runs from which the tests make mails.
enum SampleMail {
    static let schema = Schema([
        Field("ledgerDate", .date),
        Field("msn", .text),
        Field("currency", .text),
        Field("payments", .int64),
        Field("captured", .money),
        Field("net_amount", .money),
    ])

    /// What a pipeline file that names no more than it must gives, with changes.
    static func options(_ changes: [String: StageOptions.Value] = [:]) -> StageOptions {
        let least: [String: StageOptions.Value] = [
            "from": .text("Fjord Reports <reports@example.com>"),
            "to": .texts(["finance@example.com"]),
            "subject": .text("Sales 2026-10-01"),
            "path": .text("out/sales.eml"),
            "max_rows": .integer(200),
        ]
        return StageOptions(least.merging(changes) { $1 })
    }

    static func run(
        day: String? = "2026-10-01",
        through lastDay: String? = nil,
        timeZone: String = "Europe/Oslo",
        finality: Finality = .final,
        description: String? = nil
    ) throws -> RunOutline {
        let window = try day.map { day in
            DateWindow(
                first: try #require(CalendarDate(iso: day)),
                last: try #require(CalendarDate(iso: lastDay ?? day))
            )
        }
        return RunOutline(
            pipeline: "daily-sales",
            description: description,
            window: window,
            timeZone: timeZone,
            startedAt: 1_790_000_000_000_000,
            finality: finality
        )
    }

    /// Rows of `schema`: amounts in minor units, currencies as the `currency` column says; nil
    /// stands for null.
    static func rows(
        _ rows: [(date: String, msn: String, currency: String, Int64?, Int64?, Int64?)]
    ) throws -> RecordBatch {
        let currencies = try rows.map { try #require(Currency($0.currency)).code }
        func money(_ amounts: [Int64?]) -> Column {
            let array = Int64Array(amounts)
            return .money(
                MoneyArray(array.values, .perSlot(Values(currencies)), validity: array.validity)
            )
        }
        return batch(
            schema,
            [
                .date(PrimitiveArray(rows.map { CalendarDate(iso: $0.date)?.daysSinceEpoch })),
                .text(TextArray(rows.map { $0.msn })),
                .text(TextArray(rows.map { $0.currency })),
                .int64(Int64Array(rows.map { $0.3 })),
                money(rows.map { $0.4 }),
                money(rows.map { $0.5 }),
            ]
        )
    }

    static func batch(_ schema: Schema, _ columns: [Column]) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: columns,
            rowCount: columns.first?.count ?? 0,
            origin: BatchOrigin(partition: nil, runs: [.init(firstSlot: 0, page: nil, firstRow: 1)])
        )
    }

    static let small: [(date: String, msn: String, currency: String, Int64?, Int64?, Int64?)] = [
        ("2026-10-01", "123456", "NOK", 1_204, 123_456_789, 123_001_000),
        ("2026-10-01", "654321", "NOK", 3, 45_000, -1_250),
        ("2026-10-01", "777777", "EUR", 17, 99_995, nil),
    ]

    /// The whole mail of these batches, as text.
    static func mail(
        _ batches: [RecordBatch],
        schema: Schema = schema,
        options: StageOptions = options(),
        additive: [String] = ["payments", "captured", "net_amount"],
        run: RunOutline? = nil
    ) throws -> String {
        let input = SinkInput(schema: schema, additiveColumns: additive)
        var document = try EmailSink(options).makeDocument(for: input)
        for batch in batches { try document.add(batch) }
        return try document.finish(run ?? SampleMail.run()).text
    }
}
