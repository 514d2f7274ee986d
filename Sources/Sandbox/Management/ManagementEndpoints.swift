// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension SandboxService {
    /// Everything below `/management`.
    func management(_ request: SandboxRequest, _ path: ManagementPath) -> Answer {
        let view: ManagementView
        switch managementAccess(request) {
        case .granted(let granted): view = granted
        case .refused(let answer): return answer
        }
        let oddities: OddityList
        do { oddities = try self.oddities(request) } catch { return error.answer }
        let call = ManagementCall(
            view: view,
            shapes: ManagementShapes(settings: settings, oddities: oddities),
            id: identifier(of: request)
        )
        switch request.method {
        case .post: return prefill(request, call)
        case .patch: return change(request, path, call)
        case .delete: return delete(path, call)
        default: return read(request, path, call)
        }
    }

    private func read(
        _ request: SandboxRequest,
        _ path: ManagementPath,
        _ call: ManagementCall
    ) -> Answer {
        let view = call.view
        let shapes = call.shapes
        switch path {
        case .merchants: return .shape(shapes.merchants(view.merchants))
        case .merchant(let name): return call.merchant(name) { shapes.merchant($0) }
        case .contracts(let name): return call.merchant(name) { shapes.contracts($0) }
        case .merchantUnits(let name):
            return call.merchant(name) { shapes.units(of: $0, view.units(of: $0)) }
        case .units: return .shape(shapes.units(view.units))
        case .unit(let msn): return call.unit(msn) { shapes.unit($0, of: $1) }
        case .quality(let msn): return call.unit(msn) { unit, _ in shapes.quality(of: unit) }
        case .whoami: return call.partner(shapes.partner(directory.partnerKey))
        case .pricePackages: return call.partner(shapes.pricePackages(directory.partnerKey))
        case .orders: return orders(request, call)
        case .order(let id, _):
            return call.order(id) { shapes.oldOrder($0) }
        case .orderDetails(let id, _):
            return call.order(id) { shapes.order($0) }
        }
    }

    private func orders(_ request: SandboxRequest, _ call: ManagementCall) -> Answer {
        let flag = request.query["includeExpired"]?.lowercased() ?? "false"
        guard ["true", "false"].contains(flag) else {
            return .invalidManagement("includeExpired must be true or false.", id: call.id)
        }
        let orders = call.view.orders.filter { flag == "true" || $0.status != .expired }
        return .shape(.array(orders.map(call.shapes.order)))
    }
}

/// One request and what it may see.
struct ManagementCall {
    let view: ManagementView
    let shapes: ManagementShapes
    /// What errors call the request.
    let id: String

    func merchant(_ name: MerchantReference, _ shape: (Merchant) -> JSONShape) -> Answer {
        guard let merchant = view.merchant(name) else { return .noSuchMerchant(id: id) }
        return .shape(shape(merchant))
    }

    func unit(_ msn: String, _ shape: (ManagedUnit, Merchant) -> JSONShape) -> Answer {
        guard let (unit, merchant) = view.unit(msn) else { return .noSuchUnit(id: id) }
        return .shape(shape(unit, merchant))
    }

    func order(_ name: String, _ shape: (ProductOrder) -> JSONShape) -> Answer {
        guard let order = view.orders.first(where: { $0.isMeant(by: name) }) else {
            return .noSuchOrder(id: id)
        }
        return .shape(shape(order))
    }

    func partner(_ shape: @autoclosure () -> JSONShape) -> Answer {
        view.type == .partner ? .shape(shape()) : .partnersOnly(id: id)
    }
}

extension Answer {
    static func shape(_ shape: JSONShape) -> Answer { Answer(.ok, .json, shape.text) }
}
