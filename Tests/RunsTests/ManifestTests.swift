// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Runs

@Suite struct ManifestTests {
    @Test("the manifest tells what was read and written, byte for byte the same each time")
    func bytes() throws {
        let folder = try TemporaryFolder()
        try SalesRun(folder: folder.path, content: "a").execute()
        let manifest = try #require(folder.text("out/sales.manifest.json"))
        #expect(manifest == expected)
        let other = try TemporaryFolder()
        try SalesRun(folder: other.path, content: "other").execute()
        try SalesRun(folder: other.path, content: "a").execute()
        let second = try #require(other.text("out/sales.manifest.json"))
        #expect(second.replacing(#""batch": 2"#, with: #""batch": 1"#) == manifest)
    }

    @Test("a secret that is part of an identity is masked, the fingerprint stays")
    func secrets() throws {
        Secrets.register("client-0815-secret")
        let folder = try TemporaryFolder()
        let run = SalesRun(folder: folder.path, content: "a")
        var description = try run.description
        description.connections = [
            ConnectionIdentity(
                name: "vipps",
                type: "vipps",
                settings: [.init("client_id", "client-0815-secret")]
            )
        ]
        let manifest = Manifest(
            description: description,
            result: RunResult(finishMicroseconds: 0),
            outputs: []
        )
        #expect(manifest.text.contains(#""client_id": "***""#))
        #expect(!manifest.text.contains("0815"))
    }

    @Test("texts are escaped as JSON asks")
    func escapes() {
        #expect(
            JSONText.text("a\"b\\c\n\r\t\u{1}å/").compact == #""a\"b\\c\n\r\t\u0001å/""#
        )
        #expect(JSONText.object([]).pretty() == "{}")
        #expect(JSONText.list([]).pretty() == "[]")
    }

    private let expected = """
        {
          "fjord": "0.1.0",
          "pipeline": "sales",
          "pipeline_hash": "hash of sales",
          "window": {
            "label": "2026-10-01",
            "first": "2026-10-01",
            "last": "2026-10-01"
          },
          "batch": 1,
          "state": "final",
          "production": true,
          "parameters": {
            "currency": "NOK"
          },
          "connections": [
            {
              "name": "vipps",
              "type": "vipps",
              "settings": {
                "base_url": "https://api.example.com",
                "client_id": "7a1b"
              },
              "fingerprint": "a4804b2a0bd7863ac7ec704bd173441310a9390545e9e831a3dd780995c1e0f8"
            }
          ],
          "partitions": [
            {
              "stage": "entries",
              "fetch": "vipps.funds",
              "partition": "418207/funds/2026-10-01",
              "state": "final",
              "rows": 2,
              "sums": {
                "NOK": "12.50"
              },
              "hash": "2:a"
            }
          ],
          "outputs": [
            {
              "path": "out/sales.csv",
              "sink": "csv",
              "input": "payments",
              "rows": 2,
              "bytes": 5,
              "sha256": "1830fc9c555d1d487575d177ff91a65767af948c8319af93d72ca6cffa43c7f9",
              "totals": {
                "amount": {
                  "NOK": "12.50"
                }
              }
            },
            {
              "path": "out/deep/sales.jsonl.gz",
              "sink": "jsonl",
              "input": "payments",
              "rows": 2,
              "bytes": 1,
              "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
              "totals": {}
            }
          ],
          "unknown_fields": [
            {
              "stage": "entries",
              "field": "extra.note",
              "entries": 1
            }
          ],
          "findings": [
            {
              "stage": "books",
              "level": "warning",
              "rule": "chain",
              "message": "1 of 2 rows breaks it",
              "count": 1,
              "examples": [
                "amount: -1.00"
              ]
            }
          ]
        }

        """
}
