#include "intensity.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

constexpr std::size_t fewPixels = 50;
constexpr float zScoreLimit = 5;

/// Percentile by linear interpolation between order statistics, as numpy's default. Reorders
/// values.
float percentileOf(std::vector<float>& values, double percentile) {
    const double position = percentile / 100 * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(position);
    const auto nth = values.begin() + below;
    std::nth_element(values.begin(), nth, values.end());
    const float low = *nth;
    if (nth + 1 == values.end()) {
        return low;
    }
    const float high = *std::min_element(nth + 1, values.end());
    return low + static_cast<float>(position - static_cast<double>(below)) * (high - low);
}

struct Affine {
    float offset = 0;
    float scale = 0;
};

Affine byPercentiles(std::vector<float>& samples, const ModelInput& input) {
    const float low = percentileOf(samples, input.lowPercentile);
    const float high = percentileOf(samples, input.highPercentile);
    return {low, high > low ? 1 / (high - low) : 0};
}

Affine byMoments(const std::vector<float>& samples) {
    double mean = 0;
    for (const float value : samples) {
        mean += value;
    }
    mean /= static_cast<double>(samples.size());
    double variance = 0;
    for (const float value : samples) {
        variance += (value - mean) * (value - mean);
    }
    const double deviation = std::sqrt(variance / static_cast<double>(samples.size()));
    return {static_cast<float>(mean), deviation > 0 ? static_cast<float>(1 / deviation) : 0};
}

Affine byWindow(const ModelInput& input) {
    return {static_cast<float>(input.windowLow),
            static_cast<float>(1 / (input.windowHigh - input.windowLow))};
}

std::vector<float> bodySamples(const std::vector<float>& image, const Mask& body) {
    std::vector<float> samples;
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (body[i] != 0) {
            samples.push_back(image[i]);
        }
    }
    return samples.size() < fewPixels ? image : samples;
}

Affine affineOf(const std::vector<float>& image, const Mask& body, const ModelInput& input) {
    if (input.normalisation == Normalisation::Window) {
        return byWindow(input);
    }
    std::vector<float> samples = bodySamples(image, body);
    return input.normalisation == Normalisation::Percentile ? byPercentiles(samples, input)
                                                            : byMoments(samples);
}

} // namespace

void normalise(std::vector<float>& image, const Mask& body, const ModelInput& input) {
    const Affine affine = affineOf(image, body, input);
    const bool centred = input.normalisation == Normalisation::ZScore;
    const float low = centred ? -zScoreLimit : 0;
    const float high = centred ? zScoreLimit : 1;
    for (float& value : image) {
        value = std::clamp((value - affine.offset) * affine.scale, low, high);
    }
}

} // namespace laurel
