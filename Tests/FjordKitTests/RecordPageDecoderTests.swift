// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@Suite("pages of JSON records")
struct RecordPageDecoderTests {
    private let plan = JSONDecodePlan(
        recordPath: ["items"],
        columns: [
            .constant("ledgerId"), .money("amount", currency: "currency"),
            .field("currency", .text),
        ]
    )

    private func page(_ number: Int, _ amounts: [(String, String)]) -> Page {
        let items = amounts.map { "{\"amount\":\($0.0),\"currency\":\"\($0.1)\",\"x\":1}" }
        return Page(bytes: Bytes("{\"items\":[\(items.joined(separator: ","))]}"), number: number)
    }

    @Test("rows, totals by currency and unknown fields, nulls left out of the totals")
    func totals() throws {
        let decoder = RecordPageDecoder(plan, totalling: "amount")
        let partition = Partition(key: "a", date: nil, constants: ["ledgerId": "418207"])
        var summary = PageSummary(), batches: [RecordBatch] = []
        let pages = [
            page(1, [("100", "NOK"), ("-30", "NOK")]),
            page(2, [("7", "EUR"), ("null", "NOK")]),
        ]
        for page in pages {
            summary.add(try decoder.decode(page, of: partition) { batches.append($0) })
        }
        summary.add(try decoder.flush { batches.append($0) })
        let (nok, eur) = (try #require(Currency("NOK")), try #require(Currency("EUR")))
        #expect(summary.rowCount == 4)
        #expect(summary.totals == [nok: 70, eur: 7])
        #expect(summary.unknownFields == ["x": 4])
        #expect(batches.map(\.rowCount).reduce(0, +) == 4)
        guard case .text(let ledgers)? = batches[0].column(named: "ledgerId") else { return }
        #expect(ledgers[0] == "418207")
    }

    @Test("one decoder serves partition after partition and forgets what it has said")
    func partitions() throws {
        let decoder = RecordPageDecoder(plan, totalling: "amount")
        let nok = try #require(Currency("NOK"))
        for (key, amount) in [("a", 5), ("b", 9), ("a", 2)] {
            let partition = Partition(key: key, date: nil, constants: ["ledgerId": key])
            var rows: [RecordBatch] = []
            let one = page(1, [("\(amount)", "NOK")])
            _ = try decoder.decode(one, of: partition) { rows.append($0) }
            let last = try decoder.flush { rows.append($0) }
            #expect(last.totals == [nok: Int128(amount)])
            #expect(rows.first?.origin.partition == key)
            guard case .text(let ledgers)? = rows.first?.columns[0] else { continue }
            #expect(ledgers[0] == key)
        }
    }

    @Test("without a column to total there are no totals")
    func noTotals() throws {
        let decoder = RecordPageDecoder(plan, totalling: nil)
        let partition = Partition(key: "a", date: nil)
        _ = try decoder.decode(page(1, [("1", "NOK")]), of: partition) { _ in }
        #expect(try decoder.flush { _ in }.totals.isEmpty)
    }
}
