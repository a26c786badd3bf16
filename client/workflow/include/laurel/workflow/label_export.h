#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/label_map.h"
#include "laurel/reading/image_files.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Masks as other programs read them.
namespace laurel {

enum class LabelFormat {
    Nifti,     ///< a label map, with ITK-SNAP's label description and a legend beside it
    Bids,      ///< `*_dseg.nii.gz`, `*_dseg.tsv`, `*_dseg.json` (BIDS 1.9, imaging derivatives)
    RoiFolder, ///< a folder with a NIfTI for each structure
    SegNrrd,   ///< 3D Slicer's .seg.nrrd, in layers where structures overlap
    Npz,       ///< Dafne's arrays `mask_<name>`
    MetaImage, ///< with ITK-SNAP's label description beside it
    Gipl,
    Minc,
    DicomSeg, ///< DICOM Segmentation (PS3.3 A.51)
    RtStruct  ///< DICOM RT Structure Set (PS3.3 A.19)
};

/// What a person chooses from.
struct LabelFormatInfo {
    LabelFormat format;
    std::string_view name;        ///< for --format: "nifti", "roi-folder" …
    std::string_view description; ///< for a dialog: "NIfTI label map with tables of names"
    std::string_view extension;   ///< of a new file, with its dot; empty for a folder
    bool hasLayers;               ///< whether structures may overlap
    bool needsDicom;              ///< whether it refers to the DICOM image that was drawn on
};
std::span<const LabelFormatInfo> labelFormats();
const LabelFormatInfo& labelFormatInfo(LabelFormat format);

/// @throws Error InvalidArgument naming all that there are
LabelFormat labelFormatNamed(const std::string& name);

/// By the name's end; none for one that says nothing, as a folder's.
std::optional<LabelFormat> labelFormatOf(const std::filesystem::path& path);

/// The path with the format's extension, in place of one of another format.
std::filesystem::path withExtensionOf(const std::filesystem::path& path, LabelFormat format);

/// What the masks were drawn on, for formats that refer to it.
struct LabelExportSource {
    std::vector<std::filesystem::path> files; ///< of the DICOM series, in slice order
    bool drawnByHand = false;                 ///< whether a person reviewed them
    std::string algorithm;        ///< that drew them, such as a model's name; may be empty
    std::string algorithmVersion; ///< may be empty
    bool copiesPatient = false;   ///< DICOM: who it is, so that an archive files it with the image
};

/// The files of the DICOM image that this path and id mean, for LabelExportSource; none where it is
/// no DICOM. @throws Error as findSeries, and InvalidArgument where there are several series
std::vector<std::filesystem::path> sourceFilesOf(const ImageRequest& image,
                                                 const CancellationToken& cancel);

struct LabelExportReport {
    std::vector<std::filesystem::path> files; ///< that were written, the masks first
    std::vector<std::string> notes;           ///< what is not as it was
};

/// Writes the masks: as a whole or, where anything fails before the last file is in place, not at
/// all. Values without a name get one. A format without layers puts several into one where no
/// voxel belongs to two structures; a value that two of them share is changed in one, and a note
/// says so. No field of a patient is written unless the source says so.
/// @throws Error InvalidArgument for a name that is not the format's; Unsupported where structures
///         overlap in a format without layers, or the format cannot keep the grid; AlreadyExists
///         for a folder that is not empty; Io
LabelExportReport exportLabels(const std::filesystem::path& path, const LabelMap& labels,
                               LabelFormat format, const LabelExportSource& source = {});

} // namespace laurel
