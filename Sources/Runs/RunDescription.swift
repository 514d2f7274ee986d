// SPDX-License-Identifier: Apache-2.0

import Digests
package import struct FjordKit.DateWindow
/// All that is known of a run before its first request.
package struct RunDescription: Sendable {
    /// One parameter of the pipeline with the value in force, defaults included.
    package struct Parameter: Sendable, Hashable {
        /// As the pipeline declares it.
        package let name: String
        /// The value as text.
        package let value: String

        /// Names a parameter.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The pipeline's name.
    package var pipeline: String
    /// The pipeline's file, relative to the project folder when inside it; nil when there is none.
    package var file: String?
    /// A hash of the checked pipeline's definition.
    package var pipelineHash: String
    /// The days covered; nil for a pipeline whose fetches know no dates.
    package var window: DateWindow?
    /// The run's number among the committed ones of its pipeline; nil for a pipeline without a feed.
    package var batch: Int?
    /// In any order.
    package var parameters: [Parameter] = []
    /// The connections that the pipeline's stages use, in any order.
    package var connections: [ConnectionIdentity] = []
    /// False on the sandbox, on a replay and with `--set`: recorded under keys of its own.
    package var isProduction: Bool = true
    /// Whether it repeats a recorded run, whose number it takes whatever runs there have been here.
    package var isReplay: Bool = false
    /// Whether the window was found without dates on the command line, as schedules do.
    package var isDateless: Bool = true
    /// The final paths of all file outputs in the order of the sinks, relative to the project
    /// folder or absolute.
    ///
    /// The manifest lies in the folder of the first; without outputs there is none.
    package var outputs: [String] = []
    /// When the run began, microseconds since 1970-01-01T00:00:00Z.
    package var startMicroseconds: Int64
    /// The version of fjord.
    package var version: String

    /// Describes a production run without parameters, connections or outputs, for the caller to
    /// complete.
    package init(
        pipeline: String,
        pipelineHash: String,
        window: DateWindow?,
        startMicroseconds: Int64,
        version: String
    ) {
        self.pipeline = pipeline
        self.pipelineHash = pipelineHash
        self.window = window
        self.startMicroseconds = startMicroseconds
        self.version = version
    }

    /// A hash of the parameters' names and values that their order does not change.
    package var parameterHash: String {
        let lines = parameters.sorted { $0.name < $1.name }
            .map { "\($0.name.utf8.count):\($0.name)=\($0.value.utf8.count):\($0.value)\n" }
        return Digest.hex(of: lines.joined())
    }

    /// The number as paths have it, `000042`.
    private var batchText: String? {
        batch.map { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        }
    }

    /// The outputs that have the run's number in their paths: no run before may have written them.
    var numberedOutputs: [String] {
        batchText.map { number in outputs.filter { $0.contains(number) } } ?? []
    }

    var connectionIdentity: String { ConnectionIdentity.text(of: connections) }

    /// Where the manifest goes; nil when the run writes no file.
    var manifestPath: String? {
        guard let first = outputs.first else { return nil }
        let folder = OutputName.folder(of: first)
        // A folder of its own tells the runs of a number apart, else the name does.
        let number =
            window == nil ? batchText.map { folder.contains($0) ? "" : ".\($0)" } ?? "" : ""
        return "\(folder)/\(pipeline)\(number).manifest.json"
    }
}
