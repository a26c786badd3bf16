#include "derived_object.h"
#include "dicom_text.h"
#include "laurel/dicom/structure_set.h"
#include "structure_set_contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* structureSetStorage = "1.2.840.10008.5.1.4.1.1.481.3";
/// Stands for a study in references to one (PS3.3 C.8.8.5, Detached Study Management).
constexpr const char* studyClass = "1.2.840.10008.3.1.2.3.1";

void addStructureSet(Elements& elements, const ObjectIdentity& identity,
                     const MaskWriteOptions& options) {
    elements.text(DCM_OperatorsName, "");
    elements.text(DCM_StructureSetLabel, "Laurel");
    elements.text(DCM_StructureSetName, elementText(options.description, 64));
    elements.text(DCM_StructureSetDate, identity.date);
    elements.text(DCM_StructureSetTime, identity.time);
    elements.text(DCM_ApprovalStatus, "UNAPPROVED");
}

/// The source images by series, each once.
std::map<std::string, std::vector<std::size_t>> imagesOf(const SourceImages& source) {
    std::map<std::string, std::vector<std::size_t>> images;
    for (std::size_t i = 0; i < source.planes.size(); ++i) {
        if (source.planes[i].frame <= 1) {
            images[source.planes[i].seriesId].push_back(i);
        }
    }
    return images;
}

void addFrameOfReference(Elements& elements, const ObjectIdentity& identity,
                         const SourceImages& source) {
    Elements frame = elements.item(DCM_ReferencedFrameOfReferenceSequence);
    frame.text(DCM_FrameOfReferenceUID, identity.frameOfReference);
    if (source.planes.empty()) {
        return;
    }
    Elements study = frame.item(DCM_RTReferencedStudySequence);
    study.text(DCM_ReferencedSOPClassUID, studyClass);
    study.text(DCM_ReferencedSOPInstanceUID, identity.study);
    for (const auto& [id, images] : imagesOf(source)) {
        Elements series = study.item(DCM_RTReferencedSeriesSequence);
        series.text(DCM_SeriesInstanceUID, id);
        for (const std::size_t image : images) {
            Elements reference = series.item(DCM_ContourImageSequence);
            reference.text(DCM_ReferencedSOPClassUID, source.planes[image].sopClass);
            reference.text(DCM_ReferencedSOPInstanceUID, source.planes[image].sopInstance);
        }
    }
}

void addRegion(Elements& elements, const Segment& segment, std::size_t number,
               const ObjectIdentity& identity, SegmentOrigin origin) {
    Elements region = elements.item(DCM_StructureSetROISequence);
    const std::string name = elementText(segment.name, 64);
    region.text(DCM_ROINumber, std::to_string(number));
    region.text(DCM_ReferencedFrameOfReferenceUID, identity.frameOfReference);
    region.text(DCM_ROIName, name.empty() ? "ROI " + std::to_string(number) : name);
    region.text(DCM_ROIDescription, segment.name);
    region.text(DCM_ROIGenerationAlgorithm, termOf(origin));
}

void addObservation(Elements& elements, const Segment& segment, std::size_t number) {
    Elements observation = elements.item(DCM_RTROIObservationsSequence);
    observation.text(DCM_ObservationNumber, std::to_string(number));
    observation.text(DCM_ReferencedROINumber, std::to_string(number));
    const SegmentProperty property = propertyOf(segment);
    if (!snomedOf(property).empty()) {
        observation.code(DCM_RTROIIdentificationCodeSequence, property.type);
    }
    observation.text(DCM_RTROIInterpretedType, "");
    observation.text(DCM_ROIInterpreter, "");
}

/// Corners of pixels in the patient, as ContourData.
std::string contourData(const PlaneContour& contour, const FramePlane& plane) {
    const double pixel = std::min(plane.pixelSpacing[0], plane.pixelSpacing[1]);
    const double parts = std::pow(10, std::ceil(-std::log10(pixel / 1000)));
    const auto& o = plane.orientation;
    std::string text;
    for (const ContourVertex& point : contour) {
        const double right = point.x * plane.pixelSpacing[1];
        const double down = point.y * plane.pixelSpacing[0];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double value = plane.position[axis] + right * o[axis] + down * o[axis + 3];
            text += (text.empty() ? "" : "\\") + toDecimalString(std::round(value * parts) / parts);
        }
    }
    return text;
}

/// What the contours of one label map are made from.
struct ContourSource {
    const MatchedLabels& matched;
    const SourceImages& source;

    /// The plane as the source's header has it, where there is one.
    FramePlane planeAt(std::int64_t slice) const {
        const auto& planes = matched.planesOf[static_cast<std::size_t>(slice)];
        return planes.empty() ? planeOf(matched.labels.geometry(), slice)
                              : source.planes[planes.front()].plane;
    }
};

void addContour(Elements& region, const PlaneContour& contour, std::int64_t slice,
                const ContourSource& from) {
    Elements item = region.item(DCM_ContourSequence);
    for (const std::size_t plane : from.matched.planesOf[static_cast<std::size_t>(slice)]) {
        Elements image = item.item(DCM_ContourImageSequence);
        addReference(image, from.source.planes[plane]);
    }
    item.text(DCM_ContourGeometricType, "CLOSED_PLANAR");
    item.text(DCM_NumberOfContourPoints, std::to_string(contour.size()));
    item.text(DCM_ContourData, contourData(contour, from.planeAt(slice)));
}

void addContours(Elements& elements, const Segment& segment, std::size_t number,
                 const ContourSource& from) {
    Elements region = elements.item(DCM_ROIContourSequence);
    const Color& color = segment.color;
    region.text(DCM_ROIDisplayColor, std::to_string(color.red) + "\\" +
                                         std::to_string(color.green) + "\\" +
                                         std::to_string(color.blue));
    const GridSize& size = from.matched.labels.geometry().size();
    const auto voxels = from.matched.labels.layer(segment.layer);
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(size.x * size.y));
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        const auto plane =
            voxels.subspan(static_cast<std::size_t>(slice) * mask.size(), mask.size());
        std::ranges::transform(plane, mask.begin(), [&](std::uint16_t value) {
            return static_cast<std::uint8_t>(value == segment.value);
        });
        for (const PlaneContour& contour : traceContours(mask, {size.x, size.y})) {
            addContour(region, contour, slice, from);
        }
    }
    region.text(DCM_ReferencedROINumber, std::to_string(number));
}

} // namespace

void writeStructureSet(const fs::path& path, const LabelMap& labels,
                       const std::vector<fs::path>& sources, const MaskWriteOptions& options) {
    requireWritable(labels, sources, options);
    const SourceImages source = readSourceImages(sources);
    const MatchedLabels matched = matchToSource(labels, source);
    const ObjectIdentity identity = newIdentity(source, options);
    DcmFileFormat content;
    Elements elements(*content.getDataset());
    addCommonModules(elements, identity, source, options, structureSetStorage, "RTSTRUCT");
    addStructureSet(elements, identity, options);
    addFrameOfReference(elements, identity, source);
    std::size_t number = 0;
    for (const Segment& segment : matched.labels.segments()) {
        ++number;
        addRegion(elements, segment, number, identity, options.origin);
        addContours(elements, segment, number, {matched, source});
        addObservation(elements, segment, number);
    }
    writeObject(path, content, EXS_LittleEndianImplicit);
}

} // namespace laurel
