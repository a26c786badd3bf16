#include "scanner.h"

#include "quick_normal.h"
#include "smooth_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel {

namespace {

std::vector<float> gaussianKernel(double sigma) {
    const int radius = std::max(1, static_cast<int>(std::ceil(2.5 * sigma)));
    std::vector<float> kernel;
    float sum = 0;
    for (int i = -radius; i <= radius; ++i) {
        kernel.push_back(static_cast<float>(std::exp(-0.5 * i * i / (sigma * sigma))));
        sum += kernel.back();
    }
    for (float& weight : kernel) {
        weight /= sum;
    }
    return kernel;
}

/// One pass along rows, beyond the border air.
void blurRows(std::vector<float>& image, std::int64_t columns, std::int64_t rows,
              const std::vector<float>& kernel) {
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    std::vector<float> line(static_cast<std::size_t>(columns + 2 * radius), 0.0F);
    for (std::int64_t r = 0; r < rows; ++r) {
        float* row = image.data() + r * columns;
        std::copy(row, row + columns, line.begin() + radius);
        std::fill(row, row + columns, 0.0F);
        for (std::size_t k = 0; k < kernel.size(); ++k) {
            for (std::int64_t c = 0; c < columns; ++c) {
                row[c] += kernel[k] * line[static_cast<std::size_t>(c) + k];
            }
        }
    }
}

void blurColumns(std::vector<float>& image, std::int64_t columns, std::int64_t rows,
                 const std::vector<float>& kernel) {
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    const std::vector<float> source = image;
    std::fill(image.begin(), image.end(), 0.0F);
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t k = -radius; k <= radius; ++k) {
            if (r + k < 0 || r + k >= rows) {
                continue;
            }
            const float weight = kernel[k + radius];
            for (std::int64_t c = 0; c < columns; ++c) {
                image[r * columns + c] += weight * source[(r + k) * columns + c];
            }
        }
    }
}

/// @param sigmaX, sigmaY in pixels; below 0.2 nothing would change
void blurPlane(std::vector<float>& image, const PlaneGrid& grid, double sigmaX, double sigmaY) {
    if (sigmaX > 0.2) {
        blurRows(image, grid.columns, grid.rows, gaussianKernel(sigmaX));
    }
    if (sigmaY > 0.2) {
        blurColumns(image, grid.columns, grid.rows, gaussianKernel(sigmaY));
    }
}

std::vector<float> noisePlane(const PlaneGrid& grid, double sigma, double smoothing,
                              Random& random) {
    std::vector<float> noise(grid.pixels());
    for (float& value : noise) {
        value = quickNormal(random.bits());
    }
    double gain = sigma;
    if (smoothing > 0.2) {
        double squares = 0;
        for (const float weight : gaussianKernel(smoothing)) {
            squares += static_cast<double>(weight) * weight;
        }
        gain /= squares; // of both axes: √squares each
        blurPlane(noise, grid, smoothing, smoothing);
    }
    for (float& value : noise) {
        value *= static_cast<float>(gain);
    }
    return noise;
}

double logarithmAt(const SurfaceCoil& coil, double x, double y) {
    const double squares = (x - coil.x) * (x - coil.x) + (y - coil.y) * (y - coil.y);
    return coil.strength * std::exp(-0.5 * squares / (coil.reach * coil.reach));
}

SurfaceCoil drawSurfaceCoil(Random& random) {
    SurfaceCoil coil;
    coil.strength = random.chance(0.35) ? random.uniform(0.2, 1.1) : 0;
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const double distance = random.uniform(25, 90);
    coil.x = distance * std::cos(angle);
    coil.y = distance * std::sin(angle);
    coil.reach = random.uniform(20, 55);
    return coil;
}

} // namespace

std::vector<std::uint16_t> Scanner::scan(const PlaneGrid& grid, std::vector<float> signal, double z,
                                         std::uint64_t sliceSeed) const {
    const auto field = SmoothField(seed, shadingStep).sample(grid, z);
    const double tiltX = tilt * std::cos(tiltAngle) / 100;
    const double tiltY = tilt * std::sin(tiltAngle) / 100;
    const double middleX = grid.x(grid.columns / 2);
    const double middleY = grid.y(grid.rows / 2);
    for (std::int64_t r = 0; r < grid.rows; ++r) {
        for (std::int64_t c = 0; c < grid.columns; ++c) {
            const auto i = static_cast<std::size_t>(r * grid.columns + c);
            if (signal[i] > 0) {
                const double x = grid.x(c) - middleX;
                const double y = grid.y(r) - middleY;
                signal[i] *= std::exp(static_cast<float>(shading * field[i] + tiltX * x +
                                                         tiltY * y + logarithmAt(coil, x, y)));
            }
        }
    }
    blurPlane(signal, grid, blur / grid.stepX, blur / grid.stepY);

    Random random(seed ^ sliceSeed);
    const auto real = noisePlane(grid, noise, noiseSmoothing, random);
    const auto imaginary = noisePlane(grid, noise, noiseSmoothing, random);
    std::vector<std::uint16_t> image(grid.pixels());
    for (std::size_t i = 0; i < image.size(); ++i) {
        const float a = signal[i] + real[i];
        const float magnitude = std::sqrt(a * a + imaginary[i] * imaginary[i]);
        image[i] = static_cast<std::uint16_t>(
            std::min(65535.0F, static_cast<float>(gain) * magnitude + 0.5F));
    }
    return image;
}

Scanner drawScanner(double noise, Random& random) {
    Scanner scanner;
    scanner.blur = random.uniform(0.3, 1.0);
    scanner.noise = noise < 0 ? std::exp(random.uniform(std::log(0.004), std::log(0.06))) : noise;
    scanner.noiseSmoothing = random.chance(0.5) ? random.uniform(0.3, 0.9) : 0;
    scanner.shading = random.uniform(0.02, 0.22);
    scanner.shadingStep = random.uniform(45, 120);
    scanner.tilt = random.uniform(0, 0.4);
    scanner.tiltAngle = random.uniform(0, 6.2831853);
    scanner.coil = drawSurfaceCoil(random);
    scanner.gain = std::exp(random.uniform(std::log(200.0), std::log(4000.0)));
    scanner.seed = random.bits();
    return scanner;
}

} // namespace laurel
