#pragma once

#include "laurel/arrays/read_limits.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <map>
#include <string>

namespace laurel {

/// The formats that ITK reads and writes for us.
enum class ItkFormat { Nrrd, MetaImage, Gipl, Minc };

/// Text fields of a header, by key.
using HeaderFields = std::map<std::string, std::string>;

/// Grid and extent of a file, from its header alone.
struct ItkHeader {
    Geometry geometry;
    std::int64_t frames = 1;
    HeaderFields fields;
};

struct ItkVolume {
    Volume volume;
    HeaderFields fields;
};

/// @throws Error InvalidInput, Unsupported, LimitExceeded, NotFound, Io
ItkHeader readItkHeader(const std::filesystem::path& path, ItkFormat format);
ItkVolume readItkVolume(const std::filesystem::path& path, ItkFormat format,
                        const ReadLimits& limits);

/// Stored samples without rescale. Frames become components of a voxel (NRRD) or a fourth dimension
/// (MetaImage). @throws Error Unsupported for what the format cannot keep, Io
void writeItkVolume(const std::filesystem::path& path, ItkFormat format, const Volume& volume,
                    const HeaderFields& fields = {});

} // namespace laurel
