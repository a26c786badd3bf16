#pragma once

#include "gzip_stream.h"
#include "sheared_axes.h"

#include "laurel/arrays/read_options.h"
#include "laurel/arrays/samples.h"
#include "laurel/imaging/geometry.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// The fields of a NIfTI-1 or NIfTI-2 header that Laurel uses, in this machine's byte order.
struct NiftiFields {
    int version = 1;
    bool isPair = false; ///< voxels are in a file of their own
    bool isSwapped = false;
    std::array<std::int64_t, 8> dim{};
    std::array<double, 8> pixdim{};
    int datatype = 0;
    int bitpix = 0;
    std::uint64_t voxelOffset = 0;
    double slope = 0;
    double intercept = 0;
    int units = 0;
    int qformCode = 0;
    int sformCode = 0;
    std::array<double, 3> quaternion{};
    std::array<double, 3> quaternionOffset{};
    std::array<double, 12> sform{}; ///< row-major 3×4
    std::vector<std::string> problems;
};

/// Reads the header at the start of a file and checks every field on its own: finite, bounded,
/// known. Leaves the reader behind the header.
/// @throws Error InvalidInput or Unsupported naming file and field
NiftiFields readNiftiFields(GzipReader& file);

/// What the fields mean together.
struct NiftiLayout {
    Geometry geometry; ///< of what is read: the upright grid where the samples are to be resampled
    GridSize storedSize;
    std::optional<ShearedAxes>
        sheared; ///< of the samples as stored, where they are to be resampled
    std::int64_t frames = 1;
    Rescale rescale;
    int datatype = 0;
    std::uint64_t voxelBytes = 0; ///< of all frames, as stored
};

/// @param sheared  what becomes of an sform whose axes are not perpendicular
/// @param problems gets what is odd about the grid but does not stop reading
/// @throws Error InvalidInput or Unsupported naming file and field
NiftiLayout layOut(const NiftiFields& fields, const std::string& name, ShearedGrid sheared,
                   std::vector<std::string>& problems);

/// A buffer for `count` samples of a supported datatype. @throws Error Internal on another
SampleBuffer makeSamples(int datatype, std::size_t count);

} // namespace laurel
