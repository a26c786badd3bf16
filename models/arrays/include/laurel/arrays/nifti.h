#pragma once

#include "laurel/arrays/read_options.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <string>
#include <vector>

/// NIfTI-1 and NIfTI-2: .nii, .nii.gz and pairs .hdr + .img (each also .gz; either name may be
/// given).
///
/// Reading: both byte orders. Every header value is checked to be finite and in range before
/// libnifti2 or any allocation sees it, and the declared voxels must fit what the file can hold.
/// The grid comes from the sform where its code is above 0, else from the qform, else (the
/// standard's method 1) from pixdim alone with axes running to the patient's right, anterior and
/// superior and voxel (0,0,0) at the origin. RAS becomes LPS. A sheared sform is not a grid of
/// ours: it is refused unless ReadOptions say what to do. Where sform and qform disagree by more
/// than a tenth of a voxel, a note says so.
/// Units of metres and microns become mm. A file of 2 dimensions has one slice; the fourth is
/// `frames`. 5 dimensions and more, RGB and complex are refused. Stored types: as `toPixels`
/// (samples.h). For integers scl_slope and scl_inter become the volume's Rescale; for floats they
/// are applied. A slope of 0 or NaN means none.
///
/// Writing: NIfTI-1, or NIfTI-2 when a dimension exceeds 32767; gzip by extension, without name or
/// time, so the same volume gives the same bytes; sform and qform alike, code 1 (scanner). NIfTI-1
/// stores grid and rescale as 32-bit floats, and has no place for names of segments.
namespace laurel {

/// What a NIfTI header says. Voxels are not read.
struct NiftiSummary {
    int version = 1;         ///< 1 or 2
    bool compressed = false; ///< the header's file is gzip
    bool bigEndian = false;
    std::string datatype; ///< as stored: "UINT8", "INT16", "FLOAT64" …
    Geometry geometry;
    std::int64_t frames = 1;
    Rescale rescale;
    /// What is odd but does not stop reading (or, for an absent or short image, what will).
    std::vector<std::string> problems;
};

/// With what is worth knowing.
/// @throws Error NotFound, Io, InvalidInput, Unsupported or LimitExceeded, naming the field
NotedVolume openNifti(const std::filesystem::path& path, const ReadOptions& options);
NotedLabels openNiftiLabels(const std::filesystem::path& path, const ReadOptions& options);

/// The same, refusing sheared grids.
Volume readNifti(const std::filesystem::path& path, const ReadLimits& limits = {});

/// Values must be integers from 0 to 65535; the fourth dimension becomes layers. No segment is
/// named.
/// @throws as readNifti
LabelMap readNiftiLabels(const std::filesystem::path& path, const ReadLimits& limits = {});

/// @throws as readNifti, when the header cannot be read
NiftiSummary inspectNifti(const std::filesystem::path& path);

/// Each file is written all or nothing; of a pair the image comes first.
/// @throws Error Io, InvalidArgument on an extension that is not NIfTI's
void writeNifti(const std::filesystem::path& path, const Volume& volume);
/// Layers become the fourth dimension; intent "label".
void writeNifti(const std::filesystem::path& path, const LabelMap& labels);

/// Whether the name ends in .nii, .hdr or .img, or one of these with .gz; in any case of letters.
bool isNiftiName(const std::filesystem::path& path);

} // namespace laurel
