// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Sandbox

/// `fjord sandbox`: the stand-in for the Vipps APIs, as a server of its own.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve made-up settlement data, as strict as the Vipps APIs.",
        discussion: """
            Listens on this machine only. The first line on standard output is a JSON
            object with 'base_url' and a working set of keys per kind; then it serves
            until it is stopped. In another program, or in a shell with curl and jq:

            \(examples)

            A request may ask for faults and oddities itself, with the headers
            'Sandbox-Faults: 429,slow' and 'Sandbox-Oddities: gross'. What arrived that
            is no GET and no request for a token is counted at GET /sandbox/changes.

            Faults:
            \(SandboxSettings.faultHelp)

            Oddities:
            \(SandboxSettings.oddityHelp)

            Settings:
            \(SandboxSettings.help)
            """
    )

    /// A test runs them.
    private static let examples = #"""
          rm -f keys.json
          fjord sandbox --port 8080 --seed 7 >keys.json &
          until [ -s keys.json ]; do sleep 0.1; done
          url=http://127.0.0.1:8080
          key() { jq -r "$1" keys.json; }
          token() {
            curl -s $url/miami/v1/token -d grant_type=client_credentials \
              -u "$(key $1.client_id):$(key $1.client_secret)" | jq -r .access_token
          }
          get() { curl -s -H "Authorization: Bearer $token" "$@"; }

          token=$(token .accounting)
          get $url/settlement/v1/ledgers
          ledger=$(get $url/settlement/v1/ledgers | jq -r '.items[0].ledgerId')
          get $url/report/v2/ledgers/$ledger/funds/dates/2026-10-01
          get -i -H 'Sandbox-Faults: 429' $url/settlement/v1/ledgers

          token=$(token .management)
          get $url/management/v1/sales-units

          subscription="Ocp-Apim-Subscription-Key: $(key .partner.subscription_key)"
          token=$(curl -s -X POST $url/accesstoken/get -H "$subscription" \
            -H "client_id: $(key .partner.client_id)" \
            -H "client_secret: $(key .partner.client_secret)" | jq -r .access_token)
          msn=$(key .partner.merchant_serial_number)
          get -H "$subscription" -H "Merchant-Serial-Number: $msn" \
            $url/management/v1/partners/whoami
        """#

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 0

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Settings, as listed above.", visibility: .hidden)
    )
    var settings: [String] = []

    func validate() throws {
        guard !(0...65_535).contains(port) else { return }
        throw ValidationError("--port takes a whole number from 0 to 65535, not \(port).")
    }

    func run() async throws {
        let settings = try SandboxSettings(arguments: settings)
        try await Sandbox.serve(settings, port: port) { endpoint in
            Terminal.printResult(endpoint.json)
            try await Task.sleep(for: .seconds(1_000_000_000))
        }
    }
}
