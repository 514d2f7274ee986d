// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Engine

@Suite("Time that stages take")
struct BusyTimeTests {
    @Test("time goes to the stage that works, and back to the one above it")
    func meter() {
        var meter = StageMeter()
        #expect(meter.enter(0) == nil)
        let above = meter.enter(2)
        #expect(above == 0)
        #expect(meter.enter(above) == 2)
        let parts = meter.take()
        #expect(Set(parts.keys) == [0, 2])
        #expect(parts.values.allSatisfy { $0 >= .zero })
        #expect(meter.take().isEmpty)
    }

    @Test("what workers and other work took is added up by stage")
    func sum() {
        let busy = BusyTime()
        busy.add([0: .seconds(1), 2: .seconds(2)])
        busy.add([2: .seconds(3)])
        #expect(busy.byStage(count: 3) == [.seconds(1), .zero, .seconds(5)])
        #expect(busy.measure(1) { 7 } == 7)
        let after = busy.byStage(count: 3)
        #expect(after[0] == .seconds(1) && after[2] == .seconds(5))
    }
}
