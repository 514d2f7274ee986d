// SPDX-License-Identifier: Apache-2.0

/// The files of the folder `Pipelines`, carried inside the program so that a demo needs nothing beside it.
enum EverydayPipelines {
    /// A file's name and its text, by name.
    static let files: [(name: String, text: [UInt8])] = [
        ("api-health.yaml", PackageResources.api_health_yaml),
        ("backfill-month.yaml", PackageResources.backfill_month_yaml),
        ("daily-sales.yaml", PackageResources.daily_sales_yaml),
        ("feed-to-jsonl.yaml", PackageResources.feed_to_jsonl_yaml),
        ("fees.yaml", PackageResources.fees_yaml),
        ("fjord.yaml", PackageResources.fjord_yaml),
        ("ledger-days.yaml", PackageResources.ledger_days_yaml),
        ("month-close.yaml", PackageResources.month_close_yaml),
        ("orders.csv", PackageResources.orders_csv),
        ("partner-overview.yaml", PackageResources.partner_overview_yaml),
        ("reconcile-orders.yaml", PackageResources.reconcile_orders_yaml),
        ("sales-units.yaml", PackageResources.sales_units_yaml),
        ("settlement.yaml", PackageResources.settlement_yaml),
    ]

    /// The files that are pipelines.
    static var pipelineNames: [String] {
        files.map(\.name).filter { $0.hasSuffix(".yaml") && $0 != "fjord.yaml" }
    }

    /// Those that a demo runs.
    static let demonstrated = ["daily-sales.yaml", "fees.yaml", "ledger-days.yaml"]
}
