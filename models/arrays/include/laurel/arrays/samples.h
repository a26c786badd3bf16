#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// Samples as files store them, before they become a Volume or a LabelMap.
namespace laurel {

/// Every scalar type that a supported file can hold.
using SampleBuffer =
    std::variant<std::vector<std::uint8_t>, std::vector<std::int8_t>, std::vector<std::uint16_t>,
                 std::vector<std::int16_t>, std::vector<std::uint32_t>, std::vector<std::int32_t>,
                 std::vector<std::uint64_t>, std::vector<std::int64_t>, std::vector<float>,
                 std::vector<double>>;

/// The samples as raw memory, for readers to fill.
std::span<std::byte> writableBytes(SampleBuffer& samples);
std::span<const std::byte> asBytes(const SampleBuffer& samples);
std::size_t sampleSize(const SampleBuffer& samples) noexcept; ///< bytes of one sample
std::size_t sampleCount(const SampleBuffer& samples) noexcept;

/// Reverses the bytes of each sample of `size` bytes (1, 2, 4 or 8).
void swapSampleBytes(std::span<std::byte> samples, std::size_t size);

/// The samples in one of a Volume's five types, moved where the type is one of these already.
/// int8 becomes i16; uint32, int64 and uint64 become i32 where all values fit, else f32 where all
/// are exact in it; double becomes f32, rounded.
/// @param source names the file in messages
/// @throws Error Unsupported where integers fit neither, InvalidInput where a finite double
///         overflows f32
PixelBuffer toPixels(SampleBuffer samples, const std::string& source);

/// A volume of labels as a label map; frames become layers, and no segment is named.
/// @throws Error InvalidInput unless every rescaled value is an integer from 0 to 65535;
///         LimitExceeded on more than 256 frames
LabelMap toLabelMap(const Volume& volume, const std::string& source);

/// A label map as a volume whose frames are its layers: u8 where all values fit, else u16.
Volume toVolume(const LabelMap& labels);

} // namespace laurel
