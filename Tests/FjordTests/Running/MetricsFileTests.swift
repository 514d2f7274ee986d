// SPDX-License-Identifier: Apache-2.0

import Foundation
import Runs
import Testing

@testable import Fjord

@Suite("The metrics file")
struct MetricsFileTests {
    @Test("every figure has its help, its type and the pipeline")
    func text() {
        var figures = MetricsFigures(pipeline: #"sa"les"#, exitCode: 3)
        figures.startMicroseconds = 1_000_000
        figures.endMicroseconds = 3_250_000
        figures.runs = [StatusTexts.run(1), StatusTexts.run(2)]
        figures.record =
            StatusTexts.status([
                StatusTexts.series([
                    StatusTexts.report(.failed, StatusTexts.window("2026-10-01")),
                    StatusTexts.report(.provisional, StatusTexts.window("2026-10-02")),
                    StatusTexts.report(.provisional, StatusTexts.window("2026-10-03")),
                ])
            ]).record
        #expect(
            figures.text == #"""
                # HELP fjord_last_success_timestamp_seconds When the latest run that committed ended; 0 if none did.
                # TYPE fjord_last_success_timestamp_seconds gauge
                fjord_last_success_timestamp_seconds{pipeline="sa\"les"} 1793858401.250
                # HELP fjord_last_run_timestamp_seconds When the latest command ended.
                # TYPE fjord_last_run_timestamp_seconds gauge
                fjord_last_run_timestamp_seconds{pipeline="sa\"les"} 3.250
                # HELP fjord_last_run_duration_seconds How long the latest command took.
                # TYPE fjord_last_run_duration_seconds gauge
                fjord_last_run_duration_seconds{pipeline="sa\"les"} 2.250
                # HELP fjord_last_run_exit_code The exit status of the latest command.
                # TYPE fjord_last_run_exit_code gauge
                fjord_last_run_exit_code{pipeline="sa\"les"} 3
                # HELP fjord_last_run_rows Rows read by the latest command.
                # TYPE fjord_last_run_rows gauge
                fjord_last_run_rows{pipeline="sa\"les"} 2400
                # HELP fjord_last_run_requests Requests of the latest command.
                # TYPE fjord_last_run_requests gauge
                fjord_last_run_requests{pipeline="sa\"les"} 130
                # HELP fjord_last_run_retries Requests that repeated a failed one.
                # TYPE fjord_last_run_retries gauge
                fjord_last_run_retries{pipeline="sa\"les"} 6
                # HELP fjord_provisional_windows Windows that may still change.
                # TYPE fjord_provisional_windows gauge
                fjord_provisional_windows{pipeline="sa\"les"} 2
                # HELP fjord_failed_windows Windows whose last run failed and that never came.
                # TYPE fjord_failed_windows gauge
                fjord_failed_windows{pipeline="sa\"les"} 1

                """#
        )
    }

    @Test("it is written whole, for a file without a sound definition and without state, too")
    func writing() throws {
        let project = try ProjectFolder("nonsense")
        let file = MetricsFile(
            path: "\(project.path)/fjord.prom",
            pipelineFile: project.pipelineFile,
            startMicroseconds: 0
        )
        for code in [Int32(0), 2] {
            file.write(
                exitCode: code,
                registered: PipelineRunner.testedStages,
                nowMicroseconds: 1_000_000
            )
            let text = try project.text("fjord.prom")
            #expect(text.contains(#"fjord_last_run_exit_code{pipeline="pipeline"} \#(code)"#))
            #expect(
                text.contains(#"fjord_last_success_timestamp_seconds{pipeline="pipeline"} 0.000"#)
            )
        }
        #expect(project.files == ["fjord.prom", "pipeline.yaml"])
    }
}
