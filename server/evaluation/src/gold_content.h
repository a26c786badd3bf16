#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/gold_cases.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// The pixels of a gold case: one frame, and segments on its grid.
struct GoldContent {
    Volume image;
    LabelMap labels;
};

/// What of a case may stay on a server: of the image voxels, rescale and grid; of the labels, on
/// the image's grid, these segments by name and voxel, with values, layers and colours of our own.
/// Segments without a voxel are left out.
/// Precondition: one frame, and labels on the image's grid.
GoldContent strippedContent(const Volume& image, const LabelMap& labels,
                            const std::vector<std::string>& segments);

inline constexpr const char* goldImageName = "image.npz";
inline constexpr const char* goldLabelsName = "labels.npz";

/// Writes both files into the folder, reads them back and compares.
/// @throws Error Io; Internal when what was read is not what was written
void writeGoldContent(const std::filesystem::path& folder, const GoldContent& content);

/// @throws Error NotFound, Io, InvalidInput
GoldContent readGoldContent(const BlobStore& blobs, const GoldCase& goldCase);

} // namespace laurel
