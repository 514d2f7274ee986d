// SPDX-License-Identifier: Apache-2.0

import Testing
import enum FjordKit.Finality

@testable import Runs

@Suite struct OutputNameTests {
    @Test(
        "provisional stands before the extension",
        arguments: [
            ("payments.csv", "payments.provisional.csv"),
            ("out/2026-10/x.jsonl.gz", "out/2026-10/x.provisional.jsonl.gz"),
            ("x.csv.gz", "x.provisional.csv.gz"),
            ("X.CSV.GZ", "X.provisional.CSV.GZ"),
            ("daily-sales.manifest.json", "daily-sales.provisional.manifest.json"),
            ("report.v2.csv", "report.v2.provisional.csv"),
            ("x.tar.gz", "x.tar.provisional.gz"),
            ("payments", "payments.provisional"),
            ("out.d/payments", "out.d/payments.provisional"),
            (".payments", ".payments.provisional"),
            (".csv.gz", ".csv.provisional.gz"),
            ("/abs/å.csv", "/abs/å.provisional.csv"),
        ]
    )
    func provisional(final: String, provisional: String) {
        #expect(OutputName.provisional(final) == provisional)
    }

    @Test("a temporary name is hidden, lies beside the target and carries the run")
    func temporary() {
        let run = RunIdentifier(number: 42, token: "9f3c01ab")
        #expect(
            OutputName.temporary("out/payments.csv", run: run)
                == "out/.payments.csv.fjord-42-9f3c01ab.tmp"
        )
        #expect(OutputName.temporary("a", run: run) == "./.a.fjord-42-9f3c01ab.tmp")
    }

    @Test("paths inside the project are recorded relative to it")
    func recorded() {
        let project = ProjectFolder("/srv/reports/")
        #expect(project.recorded("out/./a/../b.csv") == "out/b.csv")
        #expect(project.recorded("/srv/reports/out/b.csv") == "out/b.csv")
        #expect(project.recorded("../other/b.csv") == "/srv/other/b.csv")
        #expect(project.recorded("/srv/reports2/b.csv") == "/srv/reports2/b.csv")
        #expect(project.absolute("out/b.csv") == "/srv/reports/out/b.csv")
    }
}
