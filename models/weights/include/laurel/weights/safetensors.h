#pragma once

#include "laurel/weights/state_dict.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

/// The safetensors format (huggingface/safetensors, README "Format"): 8 bytes little-endian header
/// length, a JSON object name → {dtype, shape, data_offsets}, then the data without holes. It can
/// hold numbers only, so reading one never executes anything.
namespace laurel {

struct SafetensorsLimits {
    std::uint64_t fileBytes = std::uint64_t{1} << 31;
    std::uint64_t headerBytes = 4U << 20;
    std::size_t tensors = 10'000;
    std::size_t nameBytes = 256;
    std::size_t dimensions = 8;
};

/// Maps the file and checks header length, JSON, keys (each once), dtypes (F32 and I64 only),
/// shapes, shape × size against offsets, offsets against holes, overlap and the file's size.
/// Tensors view the mapping, which lives as long as any of them.
/// @throws Error NotFound, Io, LimitExceeded, or InvalidInput saying what is wrong where
StateDict readSafetensors(const std::filesystem::path& path, const SafetensorsLimits& limits = {});

/// The same checks on bytes in memory, which are copied. `name` begins every message.
StateDict parseSafetensors(std::span<const std::byte> bytes, const std::string& name,
                           const SafetensorsLimits& limits = {});

/// Only the header: what the file declares, after the same checks.
std::vector<TensorSpec> readSafetensorsHeader(const std::filesystem::path& path,
                                              const SafetensorsLimits& limits = {});

/// Canonical bytes: names sorted, no metadata, header padded with spaces to a multiple of 8. The
/// same StateDict always gives the same bytes.
std::vector<std::byte> serializeSafetensors(const StateDict& state);
/// Atomically. @throws Error Io
void writeSafetensors(const std::filesystem::path& path, const StateDict& state);

} // namespace laurel
