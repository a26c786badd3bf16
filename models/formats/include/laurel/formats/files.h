#pragma once

#include "laurel/arrays/read_options.h"
#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <filesystem>
#include <string>
#include <vector>

/// Volumes and label maps in every file format that Laurel knows, chosen by extension:
///
/// | .nii .nii.gz .hdr .img        | NIfTI-1/2 (laurel/arrays/nifti.h)            | both ways |
/// | .npz .npy                     | NumPy arrays (laurel/arrays/bundles.h)       | both ways |
/// | .nrrd .nhdr                   | NRRD                                         | both ways |
/// | .mha .mhd                     | MetaImage                                    | both ways |
/// | .gipl .gipl.gz                | GIPL: axial grids, no 32-bit integers        | both ways |
/// | .mnc                          | MINC 2                                       | both ways |
///
/// Names of segments: in .npz, and in .seg.nrrd under 3D Slicer's keys (several layers too); beside
/// a NIfTI, MetaImage, GIPL, MINC or plain NRRD file foo.nii.gz in ITK-SNAP's label description
/// foo.labels.txt (read also: foo_labels.txt).
///
/// Every reader checks sizes against what the file can hold before allocating, and returns LPS.
/// What a format cannot keep is refused, never dropped in silence: an oblique grid for GIPL,
/// several layers or frames where a format has no place for them. A rescale is applied where the
/// format has none (whole numbers stay integers), and MINC may give back a wider type.
/// Numbers of headers are checked finite and bounded before ITK sees them, except those of MINC,
/// which lie deep within HDF5 and are checked when its library has read them.
/// Compressed samples are inflated to their end and checked before ITK sees them; NRRD and
/// MetaImage with samples as text, in several files or outside the header's folder are refused.
namespace laurel {

/// Whether the extension is one of the above, in any case of letters.
bool isKnownFormat(const std::filesystem::path& path);

/// Short name of the format by extension: "nifti", "numpy", "nrrd", "metaimage", "gipl", "minc";
/// empty when unknown.
std::string formatName(const std::filesystem::path& path);

/// What a file holds, for listings. Where the format allows it voxels are not read.
struct FileSummary {
    std::string format; ///< as formatName
    Geometry geometry;
    std::int64_t frames = 1;
    std::vector<std::string> problems; ///< odd, but not in the way of reading
};

/// All throw Error NotFound, Io, InvalidInput, Unsupported (also for an unknown extension) or
/// LimitExceeded, naming the file and what is wrong.
FileSummary inspectFile(const std::filesystem::path& path);
Volume readVolume(const std::filesystem::path& path, const ReadLimits& limits = {});
LabelMap readLabels(const std::filesystem::path& path, const ReadLimits& limits = {});

/// With what is worth knowing, and choices that only some formats have. @throws as readVolume
NotedVolume openVolume(const std::filesystem::path& path, const ReadOptions& options);

/// Written all or nothing. @throws Error Io; Unsupported for an unknown extension or what the
/// format cannot keep
void writeVolume(const std::filesystem::path& path, const Volume& volume);
void writeLabels(const std::filesystem::path& path, const LabelMap& labels);

} // namespace laurel
