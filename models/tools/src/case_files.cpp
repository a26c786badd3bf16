#include "case_files.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "slice_cut.h"

#include <algorithm>

namespace laurel {

namespace {

bool isArrayFile(const std::filesystem::path& path) {
    return path.extension() == ".npz" || path.extension() == ".npy";
}

LabelMap withGeometry(const LabelMap& labels, const Geometry& geometry) {
    LabelMap result(geometry, labels.layers());
    for (int layer = 0; layer < labels.layers(); ++layer) {
        std::ranges::copy(labels.layer(layer), result.layer(layer).begin());
    }
    for (const Segment& segment : labels.segments()) {
        result.addSegment(segment);
    }
    return result;
}

/// The labels on the image's grid.
LabelMap aligned(const LabelMap& labels, const Volume& image, const CaseFilesConfig& files) {
    const Geometry& wanted = image.geometry();
    const bool fits = files.alignByIndex ? labels.geometry().size() == wanted.size()
                                         : labels.geometry().sameGridAs(wanted);
    if (!fits) {
        throw Error(ErrorCode::InvalidInput,
                    files.labels.filename().string() + ": has " + labels.geometry().describe() +
                        ", its image " + files.image.filename().string() + " has " +
                        wanted.describe() +
                        (labels.geometry().size() == wanted.size()
                             ? " elsewhere in the patient (align_by_index = true puts one voxel "
                               "upon the other)"
                             : ""));
    }
    return files.alignByIndex ? withGeometry(labels, wanted) : labels;
}

void requirePart(const Volume& image, const CaseFilesConfig& files) {
    const std::string file = files.image.filename().string();
    if (files.frame >= image.frames()) {
        throw Error(ErrorCode::InvalidInput, file + ": frame " + std::to_string(files.frame) +
                                                 " is wanted, but its frames are 0 to " +
                                                 std::to_string(image.frames() - 1));
    }
    if (files.slices && files.slices->last >= image.geometry().size().z) {
        throw Error(ErrorCode::InvalidInput, file + ": slices up to " +
                                                 std::to_string(files.slices->last) +
                                                 " are wanted, but its slices are 0 to " +
                                                 std::to_string(image.geometry().size().z - 1));
    }
}

LabelMap readAnatomy(const std::filesystem::path& path,
                     const std::map<std::uint16_t, std::string>& names) {
    LabelMap labels = readNiftiLabels(path);
    labels.clearSegments();
    for (const auto& [value, name] : names) {
        Segment segment;
        segment.name = name;
        segment.value = value;
        labels.addSegment(segment);
    }
    for (std::uint16_t& value : labels.layer(0)) {
        if (!names.contains(value)) {
            value = 0;
        }
    }
    return labels;
}

} // namespace

std::vector<LabelMap> readAnatomies(const std::vector<std::filesystem::path>& paths,
                                    const std::map<std::uint16_t, std::string>& names) {
    std::vector<LabelMap> anatomies;
    anatomies.reserve(paths.size());
    for (const std::filesystem::path& path : paths) {
        anatomies.push_back(readAnatomy(path, names));
    }
    return anatomies;
}

TrainingCase readCase(const CaseFilesConfig& files, StructureTable& structures) {
    const Volume image =
        isArrayFile(files.image) ? readArrayVolume(files.image) : readNifti(files.image);
    requirePart(image, files);
    const LabelMap read = isArrayFile(files.labels)
                              ? readArrayLabels(files.labels, {}, image.geometry())
                              : readNiftiLabels(files.labels);
    const LabelMap labels =
        structures.apply(aligned(read, image, files), files.labels.filename().string());
    const SliceRange slices = files.slices.value_or(SliceRange{0, image.geometry().size().z - 1});
    return {cutSlices(image, slices, files.frame), cutSlices(labels, slices)};
}

} // namespace laurel
