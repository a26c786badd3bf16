#include "laurel/training/augmentation.h"

#include "intensity_curve.h"
#include "smooth_field.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace laurel {

namespace {

/// Negative values keep their sign: normalised air lies slightly below 0.
void applyGamma(std::vector<float>& image, double exponent) {
    const auto power = static_cast<float>(exponent);
    for (float& value : image) {
        value = std::copysign(std::pow(std::abs(value), power), value);
    }
}

void applyContrast(std::vector<float>& image, double factor, double offset) {
    const float mean =
        std::accumulate(image.begin(), image.end(), 0.0F) / static_cast<float>(image.size());
    const auto slope = static_cast<float>(factor);
    const auto intercept = static_cast<float>(mean - factor * mean + offset);
    for (float& value : image) {
        value = slope * value + intercept;
    }
}

void applyBias(std::vector<float>& image, PlaneSize size, double amplitude, Random& random) {
    constexpr int controls = 5;
    const std::vector<float> field = randomSmoothField(size, controls, amplitude, random);
    for (std::size_t i = 0; i < image.size(); ++i) {
        image[i] *= std::exp(field[i]);
    }
}

void applyNoise(std::vector<float>& image, double deviation, Random& random) {
    for (float& value : image) {
        value += static_cast<float>(deviation * random.normal());
    }
}

std::vector<float> gaussianKernel(double sigma) {
    const auto radius = static_cast<std::int64_t>(std::ceil(3 * sigma));
    std::vector<float> kernel(static_cast<std::size_t>(2 * radius + 1));
    for (std::int64_t i = -radius; i <= radius; ++i) {
        const auto x = static_cast<double>(i) / sigma;
        kernel[static_cast<std::size_t>(i + radius)] = static_cast<float>(std::exp(-x * x / 2));
    }
    const float sum = std::accumulate(kernel.begin(), kernel.end(), 0.0F);
    for (float& weight : kernel) {
        weight /= sum;
    }
    return kernel;
}

/// One axis of a separable convolution; the border pixel continues outside.
void convolveAxis(std::vector<float>& image, std::int64_t lines, std::int64_t lineStride,
                  std::int64_t count, std::int64_t stride, const std::vector<float>& kernel) {
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    std::vector<float> padded(static_cast<std::size_t>(count + 2 * radius));
    for (std::int64_t line = 0; line < lines; ++line) {
        float* data = image.data() + line * lineStride;
        for (std::int64_t i = -radius; i < count + radius; ++i) {
            padded[static_cast<std::size_t>(i + radius)] =
                data[std::clamp<std::int64_t>(i, 0, count - 1) * stride];
        }
        for (std::int64_t i = 0; i < count; ++i) {
            data[i * stride] =
                std::inner_product(kernel.begin(), kernel.end(), padded.begin() + i, 0.0F);
        }
    }
}

void applyBlur(std::vector<float>& image, PlaneSize size, double sigma) {
    if (sigma < 0.2) {
        return; // narrower than what the grid can show
    }
    const std::vector<float> kernel = gaussianKernel(sigma);
    convolveAxis(image, size.rows, size.columns, size.columns, 1, kernel);
    convolveAxis(image, size.columns, 1, size.rows, size.columns, kernel);
}

/// A scan with larger pixels: averaged down and interpolated up again.
void applyLowResolution(std::vector<float>& image, PlaneSize size, double rowLoss,
                        double columnLoss) {
    const PlaneSize small{
        std::max<std::int64_t>(1, std::llround(static_cast<double>(size.rows) / rowLoss)),
        std::max<std::int64_t>(1, std::llround(static_cast<double>(size.columns) / columnLoss))};
    const double rowStep = static_cast<double>(size.rows) / static_cast<double>(small.rows);
    const double columnStep =
        static_cast<double>(size.columns) / static_cast<double>(small.columns);
    const PlaneSampling down{(rowStep - 1) / 2, rowStep, (columnStep - 1) / 2, columnStep};
    const PlaneSampling up{(1 / rowStep - 1) / 2, 1 / rowStep, (1 / columnStep - 1) / 2,
                           1 / columnStep};
    image = resamplePlaneLinear(resamplePlaneLinear(image, size, down, small), small, up, size);
}

void applyInversion(std::vector<float>& image, const Mask& body) {
    for (std::size_t i = 0; i < image.size(); ++i) {
        if (body[i] != 0) {
            image[i] = 1 - image[i];
        }
    }
}

} // namespace

void augmentContrast(TrainingPlane& plane, const AugmentationSettings& settings, Random& random) {
    std::vector<float>& image = plane.image;
    if (settings.curveChance > 0 && random.chance(settings.curveChance)) {
        const IntensityCurve curve = IntensityCurve::draw(random);
        std::transform(image.begin(), image.end(), image.begin(),
                       [&](float value) { return curve.at(value); });
    }
    if (random.chance(settings.inversionChance)) {
        applyInversion(image, plane.body);
    }
    if (random.chance(settings.gammaChance)) {
        applyGamma(image, std::pow(1 + settings.gamma, random.uniform(-1, 1)));
    }
    if (random.chance(settings.biasChance)) {
        applyBias(image, plane.size, settings.bias, random);
    }
    if (random.chance(settings.blurChance)) {
        applyBlur(image, plane.size, random.uniform(0, settings.blurPixels));
    }
    if (random.chance(settings.lowResolutionChance)) {
        const double rowLoss = random.uniform(1, settings.lowResolution);
        applyLowResolution(image, plane.size, rowLoss, random.uniform(1, settings.lowResolution));
    }
    if (random.chance(settings.noiseChance)) {
        applyNoise(image, random.uniform(0, settings.noise), random);
    }
    if (random.chance(settings.contrastChance)) {
        const double factor = 1 + settings.contrast * random.uniform(-1, 1);
        applyContrast(image, factor, settings.brightness * random.uniform(-1, 1));
    }
}

AugmentationSettings mildAugmentation() {
    AugmentationSettings mild;
    mild.rotationDegrees = 7;
    mild.scale = 0.06;
    mild.shift = 0.03;
    mild.shear = 0.03;
    mild.elasticPixels = 1.5;
    mild.gammaChance = mild.contrastChance = mild.biasChance = mild.noiseChance = 0.2;
    mild.gamma = 0.15;
    mild.contrast = 0.1;
    mild.brightness = 0.05;
    mild.bias = 0.12;
    mild.noise = 0.03;
    mild.blurChance = mild.lowResolutionChance = mild.inversionChance = 0;
    return mild;
}

void augment(TrainingPlane& plane, const AugmentationSettings& settings, Random& random) {
    augmentShape(plane, settings, random);
    augmentContrast(plane, settings, random);
}

} // namespace laurel
