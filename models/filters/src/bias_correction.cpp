#include "laurel/filters/bias_correction.h"

#include "laurel/base/error.h"
#include "laurel/imaging/resampling.h"
#include "n4.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace laurel {

namespace {

void check(const N4Settings& settings) {
    const auto require = [](bool valid, const char* name, const char* range) {
        if (!valid) {
            throw Error(ErrorCode::InvalidArgument,
                        std::string("N4: ") + name + " must be " + range);
        }
    };
    const auto within = [](int value, int most) { return value >= 1 && value <= most; };
    require(within(settings.shrinkFactor, 64), "shrinkFactor", "1 to 64");
    require(within(settings.fittingLevels, 8), "fittingLevels", "1 to 8");
    require(within(settings.iterationsPerLevel, 1000), "iterationsPerLevel", "1 to 1000");
    require(std::isfinite(settings.convergenceThreshold) && settings.convergenceThreshold >= 0,
            "convergenceThreshold", "finite and at least 0");
}

/// Positive, because N4 works on logarithms.
Mask foregroundOf(std::span<const float> values) {
    const float threshold = std::max(otsuThreshold(values), 0.0F);
    Mask mask(values.size());
    std::transform(values.begin(), values.end(), mask.begin(), [threshold](float value) {
        return static_cast<std::uint8_t>(std::isfinite(value) && value > threshold);
    });
    return mask;
}

/// N4 builds a histogram between the least and the greatest value, which must differ.
bool hasContrast(const CoarseImage& image) {
    float first = 0; // no masked value is 0
    for (std::size_t at = 0; at < image.values.size(); ++at) {
        if (image.mask[at] != 0) {
            if (first != 0 && image.values[at] != first) {
                return true;
            }
            first = image.values[at];
        }
    }
    return false;
}

void divideByField(std::vector<float>& values, const Volume& logField) {
    const auto field = logField.frame<float>(0);
    for (std::size_t at = 0; at < values.size(); ++at) {
        values[at] *= std::exp(-field[at]);
    }
}

} // namespace

Volume correctBias(const Volume& image, const N4Settings& settings, const CancellationToken& cancel,
                   std::int64_t frame) {
    check(settings);
    cancel.throwIfCancelled();
    std::vector<float> values = image.toFloat(frame);
    const CoarseImage coarse =
        shrink(values, foregroundOf(values), image.geometry(), settings.shrinkFactor);
    if (hasContrast(coarse)) {
        const Volume logField(coarse.geometry, estimateLogBias(coarse, settings, cancel));
        divideByField(values, resampleLinear(logField, image.geometry()));
    }
    Volume result(image.geometry(), std::move(values));
    result.modality = image.modality;
    result.description = image.description;
    return result;
}

} // namespace laurel
