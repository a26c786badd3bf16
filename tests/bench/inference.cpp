#include "bench.h"

#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"

#include <limits>

namespace laurel::bench {

std::vector<Measurement> inference() {
    const auto package = ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models" /
                                            "packages" / "leg");
    Engine engine;
    const auto model = engine.load(package);
    LimbPhantomSettings settings;
    settings.seed = 11;
    const SyntheticCase phantom = makeLegPhantom(settings);

    NoProgress silent;
    SegmentTimes best;
    best.total = std::numeric_limits<double>::infinity();
    for (int run = 0; run < 5; ++run) {
        const SegmentTimes times = model->segment(phantom.image, {}, silent, {}).seconds;
        if (times.total < best.total) {
            best = times;
        }
    }
    const double slices = static_cast<double>(phantom.image.geometry().size().z);
    return {{"network, per bilateral slice", best.infer / slices * 1e3, "ms", "", std::nullopt,
             std::nullopt},
            compare("whole pipeline, whole volume", best.total, "the network alone", best.infer,
                    std::nullopt)};
}

} // namespace laurel::bench
