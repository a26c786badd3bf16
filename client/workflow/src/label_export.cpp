#include "laurel/workflow/label_export.h"

#include "file_set.h"
#include "label_layers.h"

#include "laurel/arrays/file_names.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/series.h"
#include "laurel/dicom/structure_set.h"
#include "laurel/formats/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/formats/roi_folder.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::array formats{
    LabelFormatInfo{LabelFormat::Nifti, "nifti", "NIfTI label map with tables of names", ".nii.gz",
                    false, false},
    LabelFormatInfo{LabelFormat::SegNrrd, "seg-nrrd", "3D Slicer segmentation", ".seg.nrrd", true,
                    false},
    LabelFormatInfo{LabelFormat::RoiFolder, "roi-folder", "Folder with a NIfTI for each structure",
                    "", true, false},
    LabelFormatInfo{LabelFormat::Bids, "bids", "BIDS derivative", "_dseg.nii.gz", false, false},
    LabelFormatInfo{LabelFormat::Npz, "npz", "NumPy arrays, as Dafne's", ".npz", true, false},
    LabelFormatInfo{LabelFormat::MetaImage, "metaimage", "MetaImage with a table of names", ".mha",
                    false, false},
    LabelFormatInfo{LabelFormat::Gipl, "gipl", "GIPL with a table of names", ".gipl", false, false},
    LabelFormatInfo{LabelFormat::Minc, "minc", "MINC 2 with a table of names", ".mnc", false,
                    false},
    LabelFormatInfo{LabelFormat::DicomSeg, "dicom-seg", "DICOM Segmentation", ".dcm", true, true},
    LabelFormatInfo{LabelFormat::RtStruct, "rtstruct", "DICOM RT Structure Set", ".dcm", true,
                    true}};

struct Ending {
    std::string_view extension;
    LabelFormat format;
};
/// Longer ones first.
constexpr std::array endings{
    Ending{"_dseg.nii.gz", LabelFormat::Bids}, Ending{"_dseg.nii", LabelFormat::Bids},
    Ending{".nii.gz", LabelFormat::Nifti},     Ending{".nii", LabelFormat::Nifti},
    Ending{".hdr", LabelFormat::Nifti},        Ending{".hdr.gz", LabelFormat::Nifti},
    Ending{".img", LabelFormat::Nifti},        Ending{".img.gz", LabelFormat::Nifti},
    Ending{".nrrd", LabelFormat::SegNrrd},     Ending{".nhdr", LabelFormat::SegNrrd},
    Ending{".npz", LabelFormat::Npz},          Ending{".npy", LabelFormat::Npz},
    Ending{".mha", LabelFormat::MetaImage},    Ending{".mhd", LabelFormat::MetaImage},
    Ending{".gipl", LabelFormat::Gipl},        Ending{".gipl.gz", LabelFormat::Gipl},
    Ending{".mnc", LabelFormat::Minc},         Ending{".dcm", LabelFormat::DicomSeg}};

/// Bids is NIfTI under a name of its own.
bool isNameOf(LabelFormat format, const fs::path& path) {
    if (format == LabelFormat::RoiFolder) {
        return true;
    }
    const auto found = labelFormatOf(path);
    return found == format || (format == LabelFormat::Nifti && found == LabelFormat::Bids) ||
           (format == LabelFormat::RtStruct && found == LabelFormat::DicomSeg);
}

void requireName(LabelFormat format, const fs::path& path) {
    if (!isNameOf(format, path)) {
        const LabelFormatInfo& info = labelFormatInfo(format);
        throw Error(ErrorCode::InvalidArgument, path.string() + ": the name of a file of format " +
                                                    std::string(info.name) + " ends in " +
                                                    std::string(info.extension));
    }
}

std::string fileName(const fs::path& path) {
    return path.filename().string();
}

/// Puts the files in place; the masks, which come last, are named first.
LabelExportReport committed(FileSet& files) {
    LabelExportReport report{files.commit(), {}};
    std::rotate(report.files.begin(), report.files.end() - 1, report.files.end());
    return report;
}

/// A table beside the masks. An empty one only replaces what is there.
void addTable(FileSet& files, const fs::path& path, LabelTableKind kind, const LabelMap& labels) {
    const fs::path table = labelTablePath(path, kind);
    const std::string text = labelTableText(labels, kind, path.string());
    std::error_code absent;
    if (!text.empty() || fs::exists(table, absent)) {
        files.addText(fileName(table), text);
    }
}

/// The tables first: an image without its names says less than names without their image.
LabelExportReport exportNifti(const fs::path& path, const LabelMap& labels) {
    FileSet files(path.parent_path());
    for (const LabelTableKind kind : {LabelTableKind::ItkSnap, LabelTableKind::Legend}) {
        addTable(files, path, kind, labels);
    }
    if (hasExtension(path, ".nii") || hasExtension(path, ".nii.gz")) {
        writeNifti(files.add(fileName(path)), labels);
        return committed(files);
    }
    LabelExportReport report{files.commit(), {}};
    writeNifti(path, labels); // a pair, which is written whole by itself
    report.files.insert(report.files.begin(), path);
    return report;
}

/// The root of a BIDS dataset: where the folder sub-… of the file lies.
fs::path datasetRoot(const fs::path& path) {
    for (fs::path folder = fs::absolute(path).lexically_normal().parent_path();
         folder.has_relative_path(); folder = folder.parent_path()) {
        if (folder.filename().string().starts_with("sub-")) {
            return folder.parent_path();
        }
    }
    return {};
}

/// BIDS 1.9, "Dataset description": needed once at the root of a derivative.
void describeDataset(const fs::path& root, LabelExportReport& report) {
    const fs::path file = root / "dataset_description.json";
    std::error_code absent;
    if (root.empty() || fs::exists(file, absent)) {
        return;
    }
    const nlohmann::ordered_json description{
        {"Name", "Segmentations by Laurel"},
        {"BIDSVersion", "1.9.0"},
        {"DatasetType", "derivative"},
        {"GeneratedBy", {{{"Name", "Laurel"}, {"Version", LAUREL_VERSION}}}}};
    writeFileAtomically(file, std::string_view(description.dump(2) + "\n"));
    report.files.push_back(file);
}

LabelExportReport exportBids(const fs::path& path, const LabelMap& labels,
                             const LabelExportSource& source) {
    FileSet files(path.parent_path());
    const fs::path table = labelTablePath(path, LabelTableKind::Bids);
    addTable(files, path, LabelTableKind::Bids, labels);
    if (findLabelTable(path, TableScope::File).value_or(table) != table) {
        // Names of an earlier export, which would win over the new ones.
        addTable(files, path, LabelTableKind::ItkSnap, labels);
    }
    const nlohmann::ordered_json sidecar{{"Manual", source.drawnByHand}};
    files.addText(fileName(fs::path(table).replace_extension(".json")), sidecar.dump(2) + "\n");
    writeNifti(files.add(fileName(path)), labels);
    LabelExportReport report = committed(files);
    describeDataset(datasetRoot(path), report);
    return report;
}

LabelExportReport exportFlat(const fs::path& path, LabelFormat format, const LabelMap& labels,
                             const LabelExportSource& source) {
    if (format == LabelFormat::Nifti) {
        return exportNifti(path, labels);
    }
    if (format == LabelFormat::Bids) {
        return exportBids(path, labels, source);
    }
    writeLabels(path, labels);
    std::error_code absent;
    LabelExportReport report{{path}, {}};
    if (fs::exists(labelTablePath(path), absent)) {
        report.files.push_back(labelTablePath(path));
    }
    return report;
}

LabelExportReport exportDicom(const fs::path& path, LabelFormat format, const LabelMap& labels,
                              const LabelExportSource& source) {
    if (source.files.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    path.string() + ": " + std::string(labelFormatInfo(format).description) +
                        " refers to the DICOM images that the masks belong to, and none are given");
    }
    MaskWriteOptions options;
    options.patient = source.copiesPatient ? PatientFields::Copied : PatientFields::Removed;
    options.origin = source.drawnByHand ? SegmentOrigin::Semiautomatic : SegmentOrigin::Automatic;
    if (!source.algorithm.empty()) {
        options.algorithmName = source.algorithm;
        options.algorithmVersion = source.algorithmVersion;
    }
    if (format == LabelFormat::DicomSeg) {
        writeSegmentationObject(path, labels, source.files, options);
    } else {
        writeStructureSet(path, labels, source.files, options);
    }
    return {{path}, {}};
}

LabelExportReport exportLayered(const fs::path& path, LabelFormat format, const LabelMap& labels,
                                const LabelExportSource& source) {
    switch (format) {
    case LabelFormat::RoiFolder:
        writeRoiFolder(path, labels);
        return {{path}, {}};
    case LabelFormat::DicomSeg:
    case LabelFormat::RtStruct:
        return exportDicom(path, format, labels, source);
    default:
        writeLabels(path, labels);
        return {{path}, {}};
    }
}

} // namespace

std::span<const LabelFormatInfo> labelFormats() {
    return formats;
}

const LabelFormatInfo& labelFormatInfo(LabelFormat format) {
    return *std::find_if(formats.begin(), formats.end(),
                         [&](const LabelFormatInfo& info) { return info.format == format; });
}

LabelFormat labelFormatNamed(const std::string& name) {
    std::string known;
    for (const LabelFormatInfo& info : formats) {
        if (info.name == name) {
            return info.format;
        }
        known += (known.empty() ? "" : ", ") + std::string(info.name);
    }
    throw Error(ErrorCode::InvalidArgument,
                "there is no format \"" + name + "\" for label maps; there are " + known);
}

std::optional<LabelFormat> labelFormatOf(const fs::path& path) {
    for (const auto& [extension, format] : endings) {
        if (hasExtension(path, extension)) {
            return format;
        }
    }
    return std::nullopt;
}

std::vector<fs::path> sourceFilesOf(const ImageRequest& image, const CancellationToken& cancel) {
    if (!isDicomPath(image.path)) {
        return {};
    }
    std::vector<std::vector<fs::path>> candidates;
    for (const SeriesInfo& series : findSeries(image.path, cancel)) {
        const bool isMeant =
            image.seriesId.empty() ? series.size.x > 0 : series.id == image.seriesId;
        if (isMeant) {
            candidates.push_back(series.files);
        }
    }
    if (candidates.size() != 1) {
        throw Error(ErrorCode::InvalidArgument,
                    image.path.string() + " holds " + std::to_string(candidates.size()) +
                        " series that the masks may belong to; " + image.howToChoose);
    }
    return candidates.front();
}

fs::path withExtensionOf(const fs::path& path, LabelFormat format) {
    fs::path stem = path;
    for (const auto& [extension, unused] : endings) {
        if (hasExtension(stem, extension)) {
            stem = replaceExtension(stem, extension, "");
            break;
        }
    }
    if (hasExtension(stem, ".seg")) { // of .seg.nrrd
        stem = replaceExtension(stem, ".seg", "");
    }
    return stem.concat(labelFormatInfo(format).extension);
}

LabelExportReport exportLabels(const fs::path& path, const LabelMap& labels, LabelFormat format,
                               const LabelExportSource& source) {
    requireName(format, path);
    LabelMap named = labels;
    named.nameUnlabelled();
    if (labelFormatInfo(format).hasLayers) {
        return exportLayered(path, format, named, source);
    }
    std::vector<std::string> notes;
    const LabelMap flat =
        inOneLayer(named, "save as roi-folder, seg-nrrd, npz or dicom-seg, which keep both", notes);
    LabelExportReport report = exportFlat(path, format, flat, source);
    report.notes = std::move(notes);
    return report;
}

} // namespace laurel
