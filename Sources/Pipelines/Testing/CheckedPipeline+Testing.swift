// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
import FjordKit

extension CheckedPipeline {
    /// The file's tests, ready to be run without a connection, a secret or the network.
    ///
    /// - Returns: None for a file without tests.
    /// - Throws: What is wrong with them; a check has found it before.
    package func preparedTests() throws(PipelineErrors) -> [PipelineTest] {
        let faults = FaultList()
        var builder = GraphBuilder(
            file,
            registered: registered,
            values: RunValues(
                window: isDated ? RunValues.sampleWindow(file.window) : nil,
                batch: isNumbered ? 1 : nil,
                parameters: ParameterValues(samplesFor: file.parameters),
                areSamples: true
            ),
            folder: project.folder,
            faults: FaultList()
        )
        builder.build()
        let tests = TestPreparation(over: builder, faults: faults).prepare()
        guard !faults.hasErrors else { throw errors(faults) }
        return tests
    }
}
