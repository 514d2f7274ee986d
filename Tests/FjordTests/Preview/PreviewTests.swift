// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Columnar
import Diagnostics
import Engine
import FjordKit
import Foundation
import Testing

@testable import Fjord

@Suite("Preview")
struct PreviewTests {
    private static let orders = """
        fjord: 1
        name: orders
        stages:
          - id: rows
            fetch: records
            columns: [id int64, name text, amount money, currency text, at date, ok boolean]
            records: |
                {"id":1,"name":"Kåre","amount":1050,"currency":"NOK","at":"2026-10-01","ok":true}
                {"id":22,"name":"","amount":-7,"currency":"NOK","at":null,"ok":false}

                {"id":333,"name":null,"amount":null,"currency":"NOK","at":"2026-10-03","ok":null}
                {"id":4444,"name":"null","amount":100000000,"currency":"JPY","at":"2026-10-04","ok":true}
          - id: few
            filter: id > 1
          - aggregate:
              n: count(*)
              total: sum(amount)
            by: [currency]
          - id: out
            sink: csv
            path: out.csv
        """

    private func preview(_ folder: ProjectFolder, _ flags: String...) async throws -> Preview {
        let request = try PreviewCommand.parse([folder.pipelineFile] + flags).request
        return try await PipelineRunner.standard.preview(request)
    }

    @Test("shows columns, counts and rows of every stage, word for word")
    func text() async throws {
        let folder = try ProjectFolder(Self.orders)
        let text = try await preview(folder).text()
        #expect(
            text == """
                orders: read to the end

                rows (fetch records): 4 rows out
                     id  name       amount  currency  at          ok
                  int64  text        money  text      date        boolean
                  -----  ------  ---------  --------  ----------  -------
                      1  Kåre        10.50  NOK       2026-10-01  true
                     22  ''          -0.07  NOK       null        false
                    333  null         null  NOK       2026-10-03  null
                   4444  'null'  100000000  JPY       2026-10-04  true

                few (filter): 4 rows in, 3 rows out
                     id  name       amount  currency  at          ok
                  int64  text        money  text      date        boolean
                  -----  ------  ---------  --------  ----------  -------
                     22  ''          -0.07  NOK       null        false
                    333  null         null  NOK       2026-10-03  null
                   4444  'null'  100000000  JPY       2026-10-04  true

                aggregate 3 (aggregate): 3 rows in, 2 rows out
                  currency      n      total
                  text      int64      money
                  --------  -----  ---------
                  NOK           2      -0.07
                  JPY           1  100000000
                """
        )
        #expect(folder.files == ["pipeline.yaml"])
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/.fjord"))
    }

    @Test("shows one stage, and runs no stage that it does not need")
    func oneStage() async throws {
        let text = Self.orders.replacing("id > 1", with: "1 / (id - 22) < 0 or id > 1")
        let folder = try ProjectFolder(text)
        let shown = try await preview(folder, "--stage", "rows", "--limit", "1")
        #expect(shown.stages.map(\.id) == ["rows"])
        #expect(shown.stages[0].batches.map(\.rowCount) == [1])
        await #expect(throws: PipelineError.self) { try await preview(folder, "--stage", "few") }
    }

    @Test("stops when each stage shown has its rows", arguments: [1, 2])
    func stopsEarly(workerCount: Int) async throws {
        let folder = try ProjectFolder(
            """
            fjord: 1
            name: endless
            stages:
              - id: numbers
                fetch: naturals
              - id: same
                transform: {twice: n + n}
              - sink: csv
                path: out.csv
            """
        )
        var request = PreviewRequest(run: RunRequest(file: folder.pipelineFile))
        request.rowCount = 3
        let shown = try await PipelineRunner.tested(workerCount: workerCount).preview(request)
        #expect(shown.isCutShort && shown.stages.map(\.kind) == ["fetch naturals", "transform"])
        #expect(shown.stages.allSatisfy { $0.batches.reduce(0) { $0 + $1.rowCount } == 3 })
        #expect(
            shown.text().hasPrefix(
                "endless: read until each stage below had its rows\n\nnumbers (fetch naturals): at least "
            )
        )
    }

    @Test("counts are exact where a stage was read to its end, and say so where not")
    func counts() async throws {
        let folder = try ProjectFolder(
            """
            fjord: 1
            name: counts
            stages:
              - id: numbers
                fetch: naturals
              - id: some
                transform: limit
                rows: 20000
              - id: sorted
                transform: sort
                by: [n desc]
              - id: odd
                filter: n % 2 = 1
              - id: none
                filter: n < 0
                input: some
            """
        )
        func counts(_ flags: String...) async throws -> [String] {
            let request = try PreviewCommand.parse([folder.pipelineFile] + flags).request
            let preview = try await PipelineRunner.standard.preview(request)
            return preview.text().split(separator: "\n").filter { $0.contains(" out") }.map(
                String.init
            )
        }
        let all = try await counts()
        #expect(all[1] == "some (transform limit): at least 20,000 rows in, 20,000 rows out")
        // How many rows the sort hands on before it hears that enough have come is a matter of timing.
        #expect(all[2].hasPrefix("sorted (transform sort): 20,000 rows in, "))
        #expect(all[4] == "none (filter): 20,000 rows in, 0 rows out")
        #expect(try await counts("--stage", "none") == [all[4]])
    }

    @Test("the limit of a pipeline is one more stage")
    func limit() async throws {
        let folder = try ProjectFolder(
            """
            fjord: 1
            name: limited
            stages:
              - id: numbers
                fetch: naturals
              - transform: limit
                rows: 2
              - aggregate: {n: count(*)}
              - sink: csv
                path: out.csv
            """
        )
        let shown = try await preview(folder, "--stage", "aggregate 3")
        #expect(shown.stages[0].batches[0].columns[0].writtenText(ofSlot: 0) == "2")
    }

    @Test("no rows asked for, none read: the source may even be broken")
    func columnsOnly() async throws {
        let broken = Self.orders.replacing("\"id\":1,", with: "\"id\":x,")
        let shown = try await preview(try ProjectFolder(broken), "--limit", "0", "--stage", "few")
        #expect(
            shown.text() == """
                orders: columns only

                few (filter): 6 columns
                     id  name  amount  currency  at    ok
                  int64  text   money  text      date  boolean
                  -----  ----  ------  --------  ----  -------
                """
        )
    }

    @Test("as JSON, numbers to the last digit")
    func json() async throws {
        let folder = try ProjectFolder(Self.orders)
        let json = try await preview(folder, "--json", "--limit", "1").json
        #expect(
            json == """
                {
                  "pipeline": "orders",
                  "window": null,
                  "complete": true,
                  "stages": [
                    {
                      "stage": "rows",
                      "kind": "fetch records",
                      "rows_in": null,
                      "rows_in_exact": true,
                      "rows_out": 4,
                      "rows_out_exact": true,
                      "columns": [{"name": "id", "type": "int64"}, {"name": "name", "type": "text"}, {"name": "amount", "type": "money"}, {"name": "currency", "type": "text"}, {"name": "at", "type": "date"}, {"name": "ok", "type": "boolean"}],
                      "rows": [
                        {"id": 1, "name": "Kåre", "amount": 10.50, "currency": "NOK", "at": "2026-10-01", "ok": true}
                      ]
                    },
                    {
                      "stage": "few",
                      "kind": "filter",
                      "rows_in": 4,
                      "rows_in_exact": true,
                      "rows_out": 3,
                      "rows_out_exact": true,
                      "columns": [{"name": "id", "type": "int64"}, {"name": "name", "type": "text"}, {"name": "amount", "type": "money"}, {"name": "currency", "type": "text"}, {"name": "at", "type": "date"}, {"name": "ok", "type": "boolean"}],
                      "rows": [
                        {"id": 22, "name": "", "amount": -0.07, "currency": "NOK", "at": null, "ok": false}
                      ]
                    },
                    {
                      "stage": "aggregate 3",
                      "kind": "aggregate",
                      "rows_in": 3,
                      "rows_in_exact": true,
                      "rows_out": 2,
                      "rows_out_exact": true,
                      "columns": [{"name": "currency", "type": "text"}, {"name": "n", "type": "int64"}, {"name": "total", "type": "money"}],
                      "rows": [
                        {"currency": "NOK", "n": 2, "total": -0.07}
                      ]
                    }
                  ]
                }
                """
        )
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
    }

    @Test("columns that do not fit the terminal stand below")
    func narrow() async throws {
        let folder = try ProjectFolder(Self.orders)
        let text = try await preview(folder, "--stage", "aggregate 3").text(width: 20)
        #expect(
            text.split(separator: "\n").dropFirst(2) == [
                "  currency      n", "  text      int64", "  --------  -----",
                "  NOK           2", "  JPY           1", "      total", "      money",
                "  ---------", "      -0.07", "  100000000",
            ]
        )
    }

    @Test("stages that are not there, and sinks")
    func faults() async throws {
        let folder = try ProjectFolder(Self.orders)
        let unknown = await #expect(throws: PipelineError.self) {
            try await preview(folder, "--stage", "fwe")
        }
        #expect(
            unknown?.description == """
                --stage fwe: error: the pipeline has no stage 'fwe' [unknown-stage]
                  = fix: did you mean 'few'?
                """
        )
        let sink = await #expect(throws: PipelineError.self) {
            try await preview(folder, "--stage", "out")
        }
        #expect(
            sink?.description == """
                --stage out: error: 'out' is a sink, which gives no rows [preview-of-sink]
                  = fix: see what it takes with --stage 'aggregate 3'
                """
        )
    }
}
