#pragma once

#include "laurel/arrays/read_limits.h"
#include "laurel/arrays/samples.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// NumPy's array files, .npy and .npz (NumPy Enhancement Proposal 1; zip, PKWARE APPNOTE 6.3).
///
/// Format versions 1 to 3; bool, u1, i1, u2, i2, u4, i4, u8, i8, f2 (read as f4), f4 and f8 of
/// either byte order, in C or Fortran order. Arrays of Python objects are refused: unpickling runs
/// code. Zip entries may be stored or deflated, with zip64 sizes; checksums are verified;
/// encryption, overlapping entries and duplicate names are refused. Nothing is ever extracted to
/// disk.
namespace laurel {

/// An n-dimensional array in C order: the last index runs fastest.
struct NpyArray {
    std::vector<std::int64_t> shape; ///< empty: a single number
    SampleBuffer samples;            ///< exactly the product of shape
    bool isBool = false;             ///< samples are u8, 0 or 1
    bool operator==(const NpyArray&) const = default;

    std::size_t count() const noexcept { return sampleCount(samples); }
    /// All samples as double. Integers beyond 2^53 are rounded.
    std::vector<double> toDoubles() const;
};

struct NamedArray {
    std::string name; ///< without ".npy"
    NpyArray array;
    bool operator==(const NamedArray&) const = default;
};

/// @throws Error NotFound, Io, InvalidInput, Unsupported or LimitExceeded
NpyArray readNpy(const std::filesystem::path& path, const ReadLimits& limits = {});
/// @throws Error Io
void writeNpy(const std::filesystem::path& path, const NpyArray& array);

/// All arrays in the order of the file's directory; entries that are not .npy are passed over.
/// @throws as readNpy; one array that cannot be read refuses the file
std::vector<NamedArray> readNpz(const std::filesystem::path& path, const ReadLimits& limits = {});
/// Deflated, in the given order, without times: the same arrays give the same bytes.
/// @throws Error Io, InvalidArgument on an empty or repeated name
void writeNpz(const std::filesystem::path& path, const std::vector<NamedArray>& arrays);

} // namespace laurel
