#include "laurel/arrays/samples.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace laurel {

namespace {

constexpr std::int64_t maxLayers = 256;

template <typename To, typename From>
std::vector<To> convertAll(const std::vector<From>& from) {
    std::vector<To> to(from.size());
    std::transform(from.begin(), from.end(), to.begin(),
                   [](From value) { return static_cast<To>(value); });
    return to;
}

/// Whether a float holds the integer exactly.
template <typename Integer>
bool isExactInFloat(Integer value) {
    const auto rounded = static_cast<float>(value);
    // The float nearest to the type's maximum lies above it and must not be converted back.
    return rounded < std::ldexp(1.0F, std::numeric_limits<Integer>::digits) &&
           static_cast<Integer>(rounded) == value;
}

template <typename Integer>
PixelBuffer narrowIntegers(const std::vector<Integer>& samples, const std::string& source) {
    const bool fits = std::all_of(samples.begin(), samples.end(),
                                  [](Integer value) { return std::in_range<std::int32_t>(value); });
    if (fits) {
        return convertAll<std::int32_t>(samples);
    }
    const auto inexact = std::find_if(samples.begin(), samples.end(),
                                      [](Integer value) { return !isExactInFloat(value); });
    if (inexact != samples.end()) {
        throw Error(ErrorCode::Unsupported,
                    source + ": the integer " + std::to_string(*inexact) +
                        " fits neither 32 bits nor, exactly, a 32-bit float");
    }
    return convertAll<float>(samples);
}

PixelBuffer narrowDoubles(const std::vector<double>& samples, const std::string& source) {
    const auto tooLarge = std::find_if(samples.begin(), samples.end(), [](double value) {
        return std::isfinite(value) &&
               std::abs(value) > static_cast<double>(std::numeric_limits<float>::max());
    });
    if (tooLarge != samples.end()) {
        throw Error(ErrorCode::InvalidInput, source + ": a sample of magnitude above 3.4e38");
    }
    return convertAll<float>(samples);
}

template <typename Word>
void swapWords(std::span<std::byte> samples) {
    for (std::size_t at = 0; at + sizeof(Word) <= samples.size(); at += sizeof(Word)) {
        std::reverse(samples.begin() + static_cast<std::ptrdiff_t>(at),
                     samples.begin() + static_cast<std::ptrdiff_t>(at + sizeof(Word)));
    }
}

template <typename Sample>
std::uint16_t labelOf(Sample stored, const Rescale& rescale, const std::string& source) {
    const double value = static_cast<double>(stored) * rescale.slope + rescale.intercept;
    if (!(value >= 0 && value <= 65535) || value != std::floor(value)) {
        throw Error(ErrorCode::InvalidInput,
                    source + ": labels are integers from 0 to 65535, not " + std::to_string(value));
    }
    return static_cast<std::uint16_t>(value);
}

template <typename Value>
std::vector<Value> concatenateLayers(const LabelMap& labels) {
    std::vector<Value> all;
    all.reserve(labels.layer(0).size() * static_cast<std::size_t>(labels.layers()));
    for (int layer = 0; layer < labels.layers(); ++layer) {
        for (const std::uint16_t value : labels.layer(layer)) {
            all.push_back(static_cast<Value>(value));
        }
    }
    return all;
}

bool fitsBytes(const LabelMap& labels) {
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto voxels = labels.layer(layer);
        if (std::any_of(voxels.begin(), voxels.end(), [](auto value) { return value > 255; })) {
            return false;
        }
    }
    return true;
}

} // namespace

std::span<std::byte> writableBytes(SampleBuffer& samples) {
    return std::visit([](auto& all) { return std::as_writable_bytes(std::span(all)); }, samples);
}

std::span<const std::byte> asBytes(const SampleBuffer& samples) {
    return std::visit([](const auto& all) { return std::as_bytes(std::span(all)); }, samples);
}

std::size_t sampleSize(const SampleBuffer& samples) noexcept {
    return std::visit([](const auto& all) { return sizeof(all[0]); }, samples);
}

std::size_t sampleCount(const SampleBuffer& samples) noexcept {
    return std::visit([](const auto& all) { return all.size(); }, samples);
}

void swapSampleBytes(std::span<std::byte> samples, std::size_t size) {
    switch (size) {
    case 1:
        return;
    case 2:
        return swapWords<std::uint16_t>(samples);
    case 4:
        return swapWords<std::uint32_t>(samples);
    case 8:
        return swapWords<std::uint64_t>(samples);
    default:
        throw Error(ErrorCode::Internal, "samples have 1, 2, 4 or 8 bytes");
    }
}

PixelBuffer toPixels(SampleBuffer samples, const std::string& source) {
    return std::visit(
        [&]<typename Sample>(std::vector<Sample>& all) -> PixelBuffer {
            if constexpr (std::is_same_v<Sample, std::int8_t>) {
                return convertAll<std::int16_t>(all);
            } else if constexpr (std::is_same_v<Sample, double>) {
                return narrowDoubles(all, source);
            } else if constexpr (sizeof(Sample) == 8 || std::is_same_v<Sample, std::uint32_t>) {
                return narrowIntegers(all, source);
            } else {
                return std::move(all);
            }
        },
        samples);
}

LabelMap toLabelMap(const Volume& volume, const std::string& source) {
    if (volume.frames() > maxLayers) {
        throw Error(ErrorCode::LimitExceeded, source + ": a label map has at most " +
                                                  std::to_string(maxLayers) + " layers, not " +
                                                  std::to_string(volume.frames()));
    }
    LabelMap labels(volume.geometry(), static_cast<int>(volume.frames()));
    std::visit(
        [&]<typename Sample>(const std::vector<Sample>&) {
            for (int layer = 0; layer < labels.layers(); ++layer) {
                const auto from = volume.frame<Sample>(layer);
                std::transform(
                    from.begin(), from.end(), labels.layer(layer).begin(),
                    [&](Sample stored) { return labelOf(stored, volume.rescale(), source); });
            }
        },
        volume.pixels());
    return labels;
}

Volume toVolume(const LabelMap& labels) {
    PixelBuffer pixels;
    if (fitsBytes(labels)) {
        pixels = concatenateLayers<std::uint8_t>(labels);
    } else {
        pixels = concatenateLayers<std::uint16_t>(labels);
    }
    return Volume(labels.geometry(), std::move(pixels), labels.layers());
}

} // namespace laurel
