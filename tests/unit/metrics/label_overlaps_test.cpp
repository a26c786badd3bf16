#include "laurel/metrics/label_overlaps.h"

#include "laurel/base/random.h"
#include "laurel/metrics/metrics.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Random voxels on one or two layers, some values of which have names, in any order.
LabelMap randomMap(Random& random) {
    LabelMap map(Geometry({5, 4, 3}, {1, 1, 2}), random.integer(1, 2));
    for (int layer = 0; layer < map.layers(); ++layer) {
        for (std::uint16_t& value : map.layer(layer)) {
            value = static_cast<std::uint16_t>(random.integer(0, 4));
        }
    }
    std::vector<std::string> names{"a", "b", "c", "d", "e", "f"};
    for (int layer = 0; layer < map.layers(); ++layer) {
        for (std::uint16_t value = 1; value <= 4; ++value) {
            if (random.chance(0.6) && !names.empty()) {
                const auto name =
                    names.begin() + random.integer(0, static_cast<int>(names.size()) - 1);
                map.addSegment({*name, value, layer, "", {}, ""});
                names.erase(name);
            }
        }
    }
    return map;
}

TEST(LabelOverlaps, AreThoseOfTheWholeEvaluation) {
    Random random(3);
    for (int run = 0; run < 200; ++run) {
        const LabelMap reference = randomMap(random);
        const LabelMap segmentation = randomMap(random);
        std::vector<LabelOverlap> expected;
        for (const LabelMetrics& label : evaluate(reference, segmentation).labels) {
            expected.push_back({label.name, label.counts});
        }
        ASSERT_EQ(labelOverlaps(reference, segmentation), expected) << "run " << run;
    }
}

TEST(LabelOverlaps, NeedOneGrid) {
    expectError(ErrorCode::InvalidInput, "must lie on the same grid", [] {
        labelOverlaps(LabelMap(Geometry({2, 2, 1}, {1, 1, 1})),
                      LabelMap(Geometry({2, 2, 2}, {1, 1, 1})));
    });
}

} // namespace
} // namespace laurel
