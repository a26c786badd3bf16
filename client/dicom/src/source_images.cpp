#include "source_images.h"

#include "laurel/base/error.h"
#include "object_file.h"
#include "object_items.h"

#include <cmath>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr double samePixel = 0.1; ///< sideways, in pixels
constexpr double sameSlice = 0.1; ///< along the normal, of the slice distance

/// Modules Patient, Patient Study and General Study, as far as they identify (PS3.15 E).
const std::vector<DcmTagKey>& patientTags() {
    static const std::vector<DcmTagKey> tags{DCM_PatientName,
                                             DCM_PatientID,
                                             DCM_IssuerOfPatientID,
                                             DCM_PatientBirthDate,
                                             DCM_PatientSex,
                                             DCM_PatientAge,
                                             DCM_PatientSize,
                                             DCM_PatientWeight,
                                             DCM_StudyDate,
                                             DCM_StudyTime,
                                             DCM_AccessionNumber,
                                             DCM_StudyID,
                                             DCM_StudyDescription,
                                             DCM_ReferringPhysicianName,
                                             DCM_PatientIdentityRemoved,
                                             DCM_DeidentificationMethod};
    return tags;
}

std::vector<Attribute> attributes(DcmItem& data, const std::vector<DcmTagKey>& tags) {
    std::vector<Attribute> found;
    for (const DcmTagKey& tag : tags) {
        if (data.tagExists(tag)) {
            found.emplace_back(tag, utf8Text(data, tag, {}));
        }
    }
    return found;
}

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, file.string() + ": " + why);
}

void addPlane(SourceImages& source, SourcePlane plane, const std::optional<FramePlane>& place,
              const fs::path& file) {
    if (!place) {
        refuse(file, "a mask cannot refer to an image without position, orientation and spacing");
    }
    plane.plane = *place;
    source.planes.push_back(std::move(plane));
}

void addPlanes(SourceImages& source, DcmItem& data, const fs::path& file) {
    SourcePlane plane;
    plane.sopClass = firstValue(data, DCM_SOPClassUID);
    plane.sopInstance = firstValue(data, DCM_SOPInstanceUID);
    plane.seriesId = firstValue(data, DCM_SeriesInstanceUID);
    plane.columns = wholeNumber(data, DCM_Columns).value_or(0);
    plane.rows = wholeNumber(data, DCM_Rows).value_or(0);
    if (plane.sopClass.empty() || plane.sopInstance.empty() || plane.seriesId.empty()) {
        refuse(file, "a mask cannot refer to an image without class, instance and series UIDs");
    }
    const auto frames = itemsOf(data, DCM_PerFrameFunctionalGroupsSequence);
    if (frames.empty()) {
        addPlane(source, plane, framePlane(data, nullptr), file);
        return;
    }
    DcmItem* const shared = firstItem(data, DCM_SharedFunctionalGroupsSequence);
    for (DcmItem* frame : frames) {
        ++plane.frame;
        addPlane(source, plane, framePlane(*frame, shared), file);
    }
}

void requireSame(const std::string& first, const std::string& other, const std::string& what,
                 const fs::path& file) {
    if (first != other) {
        refuse(file, "belongs to another " + what + " than the other images (" + other +
                         ", expected " + first + ")");
    }
}

void addFile(SourceImages& source, const fs::path& file) {
    const auto content = openObject(file);
    DcmItem& data = *content->getDataset();
    const std::string study = firstValue(data, DCM_StudyInstanceUID);
    const std::string frame = firstValue(data, DCM_FrameOfReferenceUID);
    if (source.planes.empty()) {
        source.studyId = study;
        source.frameOfReference = frame;
        source.patient = attributes(data, patientTags());
        source.compression =
            attributes(data, {DCM_LossyImageCompression, DCM_LossyImageCompressionRatio,
                              DCM_LossyImageCompressionMethod});
    }
    requireSame(source.studyId, study, "study", file);
    requireSame(source.frameOfReference, frame, "frame of reference", file);
    addPlanes(source, data, file);
}

/// How a volume of these planes would be described.
std::string describe(const SourceImages& source) {
    const SourcePlane& first = source.planes.front();
    std::string text = std::to_string(source.planes.size()) + " planes of " +
                       std::to_string(first.columns) + "×" + std::to_string(first.rows) +
                       " pixels of " + toDecimalString(first.plane.pixelSpacing[1]) + "×" +
                       toDecimalString(first.plane.pixelSpacing[0]) + " mm, the first at";
    for (const double value : first.plane.position) {
        text += " " + toDecimalString(value);
    }
    return text;
}

std::string describePlace(const LabelMap& labels) {
    const WorldPoint& origin = labels.geometry().origin();
    return labels.geometry().describe() + ", the first at " + toDecimalString(origin.x) + " " +
           toDecimalString(origin.y) + " " + toDecimalString(origin.z);
}

[[noreturn]] void refuseGrid(const LabelMap& labels, const SourceImages& source,
                             const std::string& why) {
    throw Error(ErrorCode::InvalidInput, "the mask does not lie on the planes of its source (" +
                                             why + "): the mask has " + describePlace(labels) +
                                             "; the source has " + describe(source));
}

Matrix3 axesOf(const FramePlane& plane) {
    return gridOf(plane, 1, 1, 1, 1).direction();
}

bool isAt(const FramePlane& slice, const FramePlane& plane, double sliceDistance) {
    const auto shift = difference(plane.position, slice.position);
    const double away = std::abs(along(normalOf(slice), shift));
    const double square = along(shift, shift) - away * away;
    const double pixel = std::min(slice.pixelSpacing[0], slice.pixelSpacing[1]);
    return away <= sameSlice * sliceDistance &&
           std::sqrt(std::max(0.0, square)) <= samePixel * pixel;
}

std::vector<std::size_t> planesAt(const FramePlane& slice, const Geometry& grid,
                                  const SourceImages& source) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < source.planes.size(); ++i) {
        const SourcePlane& candidate = source.planes[i];
        if (candidate.columns == grid.size().x && candidate.rows == grid.size().y &&
            areParallel(slice, candidate.plane) &&
            isAt(slice, candidate.plane, grid.spacing()[2])) {
            found.push_back(i);
        }
    }
    return found;
}

} // namespace

FramePlane planeOf(const Geometry& grid, std::int64_t z) {
    const Matrix3& d = grid.direction();
    const WorldPoint first = grid.toWorld(VoxelIndex{0, 0, z});
    return {{first.x, first.y, first.z},
            {d[0], d[3], d[6], d[1], d[4], d[7]},
            {grid.spacing()[1], grid.spacing()[0]},
            std::nullopt,
            std::nullopt};
}

SourceImages readSourceImages(const std::vector<fs::path>& files) {
    SourceImages source;
    for (const fs::path& file : files) {
        addFile(source, file);
    }
    return source;
}

MatchedLabels matchToSource(const LabelMap& labels, const SourceImages& source) {
    MatchedLabels matched{
        source.planes.empty() ? labels : alongAxes(labels, axesOf(source.planes.front().plane)),
        {}};
    matched.labels.nameUnlabelled();
    const Geometry& grid = matched.labels.geometry();
    matched.planesOf.resize(static_cast<std::size_t>(grid.size().z));
    for (std::int64_t z = 0; !source.planes.empty() && z < grid.size().z; ++z) {
        auto planes = planesAt(planeOf(grid, z), grid, source);
        if (planes.empty()) {
            refuseGrid(matched.labels, source, "slice " + std::to_string(z) + " is none of them");
        }
        matched.planesOf[static_cast<std::size_t>(z)] = std::move(planes);
    }
    return matched;
}

} // namespace laurel
