// SPDX-License-Identifier: Apache-2.0

/// The pipelines of the folder `Pipelines`, carried inside the program so that a demo needs nothing beside it.
enum EverydayPipelines {
    /// A file's name and its text.
    static let files: [(name: String, text: [UInt8])] = [
        ("daily-sales.yaml", PackageResources.daily_sales_yaml),
        ("fees.yaml", PackageResources.fees_yaml),
        ("fjord.yaml", PackageResources.fjord_yaml),
        ("ledger-days.yaml", PackageResources.ledger_days_yaml),
    ]

    /// The files that are pipelines.
    static var pipelineNames: [String] { files.map(\.name).filter { $0 != "fjord.yaml" } }
}
