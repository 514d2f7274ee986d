// SPDX-License-Identifier: Apache-2.0

import FjordKit
import PluginTesting
import Testing

@testable import Tables

@Suite("mask")
struct MaskTransformTests {
    private func mask(_ columns: (String, String)..., salt: String = "", keep: Int = 4) throws
        -> MaskTransform
    {
        try MaskTransform(
            StageOptions([
                "columns": .mapping(columns.map { StageOptions.Pair($0.0, $0.1) }),
                "salt": .text(salt), "keep": .integer(keep),
            ])
        )
    }

    private func rows(_ mask: MaskTransform, _ batch: RecordBatch) throws -> Rows {
        var rows: Rows = []
        try mask.apply(batch) { rows += $0.texts }
        return rows
    }

    @Test("partial shows the last characters, as a reader counts them")
    func partial() throws {
        let texts: [String?] = [
            "12345678", "1234", "12345", "", nil, "blåbærsyltetøy", "a👍🏽👨‍👩‍👧‍👦é", "ab\r\ncd",
        ]
        let batch = RecordBatch(
            schema: Schema([Field("t", .text)]),
            columns: [.text(TextArray(texts))],
            rowCount: texts.count,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        #expect(
            try rows(mask(("t", "partial")), batch).map { $0[0] } == [
                "****5678", "****", "*2345", "", nil, "**********etøy",
                "****", "*b\r\ncd",
            ]
        )
        #expect(
            try rows(mask(("t", "partial"), keep: 2), batch).map { $0[0] } == [
                "******78", "**34", "***45", "", nil, "************øy", "**👨‍👩‍👧‍👦é", "***cd",
            ]
        )
        #expect(
            try rows(mask(("t", "partial"), keep: 0), batch).map { $0[0]?.count } == [
                8, 4, 5, 0, nil, 14, 4, 5,
            ]
        )
    }

    @Test("dictionaries and constants keep their layout and their nulls")
    func layouts() throws {
        let values = TextArray(["secret-1", "no"])
        let texts = TextArray(
            codes: Values([0, 1, 0]),
            offsets: values.offsets,
            bytes: values.bytes,
            validity: Bitmap([true, true, false])
        )
        let batch = RecordBatch(
            schema: Schema([Field("t", .text)]),
            columns: [.text(texts)],
            rowCount: 3,
            origin: BatchOrigin(partition: nil, runs: [])
        )
        #expect(try rows(mask(("t", "partial"), keep: 2), batch) == [["******-1"], ["**"], [nil]])
    }

    @Test("hash is the SHA-256 of salt and CSV text for any type, drop takes the column away")
    func hashAndDrop() throws {
        let batch = RecordBatch(TableRow.random(40, seed: 1)[...])
        let plain = batch.texts
        let hashed = try rows(
            mask(
                ("msn", "hash"),
                ("amount", "hash"),
                ("day", "hash"),
                ("share", "drop"),
                salt: "s"
            ),
            batch
        )
        let scope = ExpressionScope(schema: Schema([Field("v", .text)]))
        let sha256 = try CompiledExpression.compile("sha256('s' || v)", in: scope)
        for (row, texts) in hashed.enumerated() {
            #expect(texts.count == 4 && texts[0] == plain[row][0])
            let values = RecordBatch(
                schema: scope.schema,
                columns: [.text(TextArray(Array(plain[row][1...3])))],
                rowCount: 3,
                origin: BatchOrigin(partition: nil, runs: [])
            )
            guard case .text(let expected) = try sha256.evaluate(values) else { continue }
            #expect(Array(texts[1...3]) == (0..<3).map { expected[$0] })
        }
        let fields = try mask(("amount", "hash"), ("share", "drop")).outputSchema(for: batch.schema)
        #expect(fields.names == ["id", "msn", "amount", "day"] && fields.fields[2].type == .text)
        let known = try rows(mask(("k", "hash")), .texts("k", "abc"))
        #expect(
            known == [["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]]
        )
    }

    @Test("it keeps its contract")
    func contract() throws {
        let mask = try mask(("msn", "partial"), ("amount", "hash"), ("day", "drop"))
        let rows = RecordBatch(TableRow.random(9, seed: 4)[...])
        #expect(try Conformance.breaches(of: mask, over: rows) == [])
    }

    @Test("faults of the options, word for word")
    func faults() {
        func fault(_ columns: (String, String)...) -> String? {
            message {
                let pairs = columns.map { StageOptions.Pair($0.0, $0.1) }
                let mask = try MaskTransform(
                    StageOptions([
                        "columns": .mapping(pairs), "salt": .text(""), "keep": .integer(4),
                    ])
                )
                _ = try mask.outputSchema(for: Schema([Field("name", .text), Field("n", .int64)]))
            }
        }
        #expect(
            fault(("name", "hashed")) == """
                'name' cannot be masked by 'hashed' [unknown-mask]
                fix: did you mean 'hash'?
                """
        )
        #expect(
            fault(("nam", "hash")) == """
                no column is called 'nam' [unknown-column]
                fix: did you mean 'name'?
                """
        )
        #expect(
            fault(("n", "partial")) == """
                'n' is int64, and only text has a part that may be shown [type-mismatch]
                fix: write hash or drop, or make it text in a transform before
                """
        )
        #expect(
            fault(("name", "drop"), ("n", "drop")) == """
                every column is dropped, so that nothing is left [no-columns]
                fix: keep one, or hash it
                """
        )
        #expect(
            fault() == """
                'columns' names no column [malformed-key]
                fix: name at least one
                """
        )
    }
}
