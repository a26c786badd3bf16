#include "structure_set_regions.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "object_items.h"

#include <cmath>
#include <map>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t fewestPoints = 3;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": " + why);
}

using RegionIndex = std::map<std::int64_t, std::size_t>; ///< by ROINumber

RegionIndex addRegions(DcmItem& data, StructureSetContent& content, const fs::path& path) {
    const std::string characterSet = characterSetOf(data);
    RegionIndex index;
    TakenNames names;
    for (DcmItem* item : itemsOf(data, DCM_StructureSetROISequence)) {
        const auto number = wholeNumber(*item, DCM_ROINumber);
        if (!number || !index.emplace(*number, content.regions.size()).second) {
            refuse(path, "ROINumber " + quotedForMessage(rawText(*item, DCM_ROINumber)) +
                             " is no number or occurs twice");
        }
        ContourRegion region;
        region.segment.value = static_cast<std::uint16_t>(content.regions.size() + 1);
        region.segment.name =
            unusedName(segmentName(utf8Text(*item, DCM_ROIName, characterSet),
                                   utf8Text(*item, DCM_ROIDescription, characterSet),
                                   "ROI " + std::to_string(*number)),
                       names);
        region.segment.color = defaultColor(region.segment.value);
        region.frameOfReference = firstValue(*item, DCM_ReferencedFrameOfReferenceUID);
        content.regions.push_back(std::move(region));
        if (content.regions.size() > 65535) {
            refuse(path, "more than 65535 ROIs");
        }
    }
    if (index.empty()) {
        refuse(path, "a structure set without ROIs");
    }
    return index;
}

std::optional<Color> colorOf(DcmItem& item) {
    const auto rgb = numbers<3>(item, DCM_ROIDisplayColor);
    if (!rgb || std::ranges::any_of(*rgb, [](double v) { return v < 0 || v > 255; })) {
        return std::nullopt;
    }
    const auto byte = [](double v) { return static_cast<std::uint8_t>(v); };
    return Color{byte((*rgb)[0]), byte((*rgb)[1]), byte((*rgb)[2])};
}

std::vector<std::array<double, 3>> pointsOf(DcmItem& item, const std::string& name,
                                            const fs::path& path) {
    constexpr double farthestMm = 1e6;
    const std::string text = rawText(item, DCM_ContourData);
    std::vector<double> values;
    for (std::string_view rest = text; !rest.empty();) {
        const auto end = std::min(rest.find('\\'), rest.size());
        const auto value = parseNumbers(rest.substr(0, end), 1);
        if (!value || std::abs(value->front()) > farthestMm) {
            refuse(path, "ROI " + quotedForMessage(name) + ": contour coordinate " +
                             quotedForMessage(rest.substr(0, end)) +
                             " is no number within 1000000 mm");
        }
        values.push_back(value->front());
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto declared = wholeNumber(item, DCM_NumberOfContourPoints);
    const auto points = static_cast<std::int64_t>(values.size() / 3);
    if (values.size() % 3 != 0 || (declared && *declared != points)) {
        refuse(path, "ROI " + quotedForMessage(name) + ": a contour of " +
                         std::to_string(declared.value_or(points)) + " points cannot have " +
                         std::to_string(values.size()) + " coordinates");
    }
    std::vector<std::array<double, 3>> result;
    for (std::size_t i = 0; i < values.size(); i += 3) {
        result.push_back({values[i], values[i + 1], values[i + 2]});
    }
    return result;
}

/// Points and lines enclose nothing.
void noteLeftOut(MaskObject& object, const std::string& name, int count) {
    if (count > 0) {
        object.notes.push_back("ROI " + quotedForMessage(name) + ": " + std::to_string(count) +
                               " points or open contours left out");
    }
}

void addContours(DcmItem& item, ContourRegion& region, MaskObject& object, const fs::path& path) {
    region.segment.color = colorOf(item).value_or(region.segment.color);
    int leftOut = 0;
    for (DcmItem* contour : itemsOf(item, DCM_ContourSequence)) {
        const std::string type = firstValue(*contour, DCM_ContourGeometricType);
        const bool isClosed = type == "CLOSED_PLANAR" || type == "CLOSEDPLANAR_XOR";
        auto points = isClosed ? pointsOf(*contour, region.segment.name, path)
                               : std::vector<std::array<double, 3>>{};
        if (points.size() < fewestPoints) {
            ++leftOut;
        } else {
            region.contours.push_back(std::move(points));
        }
    }
    noteLeftOut(object, region.segment.name, leftOut);
}

/// The region that an item refers to.
ContourRegion& regionOf(DcmItem& item, StructureSetContent& content, const RegionIndex& index,
                        const fs::path& path) {
    const auto number = wholeNumber(item, DCM_ReferencedROINumber);
    const auto found = number ? index.find(*number) : index.end();
    if (found == index.end()) {
        refuse(path, "refers to ROI " + quotedForMessage(rawText(item, DCM_ReferencedROINumber)) +
                         ", which is not described");
    }
    return content.regions[found->second];
}

void readReferences(DcmItem& data, MaskObject& object) {
    object.frameOfReference = firstValue(data, DCM_FrameOfReferenceUID);
    for (DcmItem* frame : itemsOf(data, DCM_ReferencedFrameOfReferenceSequence)) {
        if (object.frameOfReference.empty()) {
            object.frameOfReference = firstValue(*frame, DCM_FrameOfReferenceUID);
        }
        for (DcmItem* study : itemsOf(*frame, DCM_RTReferencedStudySequence)) {
            for (DcmItem* series : itemsOf(*study, DCM_RTReferencedSeriesSequence)) {
                addOnce(object.referencedSeries, firstValue(*series, DCM_SeriesInstanceUID));
            }
        }
    }
}

} // namespace

StructureSetContent readRegions(DcmItem& data, const fs::path& path) {
    const std::string characterSet = characterSetOf(data);
    StructureSetContent content;
    readReferences(data, content.object);
    const RegionIndex index = addRegions(data, content, path);
    for (DcmItem* item : itemsOf(data, DCM_ROIContourSequence)) {
        addContours(*item, regionOf(*item, content, index, path), content.object, path);
    }
    for (DcmItem* item : itemsOf(data, DCM_RTROIObservationsSequence)) {
        const SegmentProperty property{
            {}, codeOf(*item, DCM_RTROIIdentificationCodeSequence, characterSet)};
        regionOf(*item, content, index, path).segment.snomed = snomedOf(property);
    }
    return content;
}

} // namespace laurel
