#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/dicom/segmentation_object.h"
#include "laurel/dicom/structure_set.h"
#include "laurel/formats/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/formats/roi_folder.h"
#include "laurel/reading/image_files.h"

namespace laurel {

namespace fs = std::filesystem;

namespace {

bool isArray(const fs::path& path) {
    return hasExtension(path, ".npz") || hasExtension(path, ".npy");
}

bool mayBeDicom(const fs::path& path) {
    std::error_code absent;
    return !isKnownFormat(path) && fs::is_regular_file(path, absent);
}

LoadedLabels fromDicom(MaskObject object) {
    return {std::move(object.labels), std::move(object.notes), std::move(object.frameOfReference)};
}

LoadedLabels contours(const LabelRequest& request) {
    if (!request.grid) {
        throw Error(ErrorCode::InvalidArgument,
                    request.path.string() +
                        ": an RT structure set holds contours and no voxels: it can be read only "
                        "together with the image that it was drawn on");
    }
    // Whose frame of reference it is, is compared where the image is known.
    return fromDicom(readStructureSet(request.path, *request.grid, ""));
}

LoadedLabels dicomMasks(const LabelRequest& request) {
    if (isSegmentationObject(request.path)) {
        return fromDicom(readSegmentationObject(request.path));
    }
    if (isStructureSet(request.path)) {
        return contours(request);
    }
    return {readLabels(request.path)}; // which says what it knows instead
}

LoadedLabels readAny(const LabelRequest& request) {
    if (isRoiFolder(request.path)) {
        return {readRoiFolder(request.path, {}, request.grid)};
    }
    if (request.grid && isArray(request.path)) {
        return {readArrayLabels(request.path, {}, request.grid)};
    }
    return mayBeDicom(request.path) ? dicomMasks(request) : LoadedLabels{readLabels(request.path)};
}

} // namespace

bool isDicomMask(const fs::path& path) {
    return mayBeDicom(path) && (isSegmentationObject(path) || isStructureSet(path));
}

bool mayLackGrid(const fs::path& path) {
    return isArray(path) || (mayBeDicom(path) && isStructureSet(path));
}

LoadedLabels loadLabelsHere(const LabelRequest& request) {
    LoadedLabels loaded = readAny(request);
    if (!request.table.empty()) {
        nameByTable(request.table, loaded.labels);
    }
    return loaded;
}

} // namespace laurel
