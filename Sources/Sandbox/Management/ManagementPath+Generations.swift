// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension ManagementPath {
    /// How far the vendor has come with something.
    enum Stage {
        case available
        /// A proposal: the setting `ideas` decides.
        case idea
        case absent
    }

    /// - Source: the published specifications, versions 1.0, 1.1.6 and 2.0.9.
    func stage(of method: HTTPRequest.Method, in generation: ManagementGeneration) -> Stage {
        switch self {
        case .merchants, .contracts(.identifier), .whoami, .quality:
            if case .contracts = self, generation == .seed { return .absent }
            return .idea
        case .contracts(.number): return generation == .seed ? .idea : .absent
        case .merchant(.number), .merchantUnits(.number):
            return generation == .seed ? .available : .absent
        case .merchant(.identifier), .merchantUnits(.identifier):
            return generation == .seed ? .absent : .available
        case .units: return generation == .seed ? .idea : .available
        case .unit: return method == .patch ? .idea : .available
        case .pricePackages, .orders(version: 1): return .available
        case .orders, .orderDetails: return generation == .latest ? .available : .absent
        case .order(_, let version):
            if generation == .latest { return method == .delete ? .available : .absent }
            return version == 1 ? .idea : .absent
        }
    }
}

extension SandboxService {
    /// Whether an endpoint exists in the generation and with the ideas that the settings choose.
    func offers(_ endpoint: Endpoint, to method: HTTPRequest.Method) -> Bool {
        guard case .management(let path) = endpoint else { return true }
        // A method that nothing takes is refused as such where another one is taken.
        let methods = path.methods.contains(method) ? [method] : path.methods
        return methods.contains { method in
            switch path.stage(of: method, in: settings.management) {
            case .available: true
            case .idea: settings.ideas == .on
            case .absent: false
            }
        }
    }
}
