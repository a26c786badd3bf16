#include "cine_frames.h"

#include <algorithm>
#include <cmath>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dcvrat.h>
#include <filesystem>

namespace laurel {

namespace {

constexpr std::int64_t mostFrames = 4096;
constexpr std::uint64_t leastFrameBytes = 4; ///< what a frame takes in a file at the very least

bool countsPictures(DcmItem& data) {
    DcmElement* element = nullptr;
    DcmTagKey counted;
    auto* const pointer = data.findAndGetElement(DCM_FrameIncrementPointer, element).good()
                              ? dynamic_cast<DcmAttributeTag*>(element)
                              : nullptr;
    return pointer != nullptr && pointer->getTagVal(counted).good() &&
           (counted == DCM_FrameTime || counted == DCM_FrameTimeVector ||
            counted == DCM_PageNumberVector || counted == DCM_FrameLabelVector);
}

bool isPlausible(const SliceHeader& common) {
    std::error_code failure;
    const std::uint64_t bytes = std::filesystem::file_size(common.file, failure);
    return !failure && common.frames > 1 && common.frames <= mostFrames &&
           static_cast<std::uint64_t>(common.frames) <= bytes / leastFrameBytes;
}

} // namespace

std::vector<SliceHeader> readCine(DcmItem& data, const SliceHeader& common) {
    if (!isPlausible(common) || !countsPictures(data)) {
        return {};
    }
    std::vector<SliceHeader> frames(static_cast<std::size_t>(common.frames), common);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        frames[i].frame = static_cast<std::int64_t>(i);
        frames[i].hasFrameGroups = true;
        frames[i].trait(Trait::Time) = std::to_string(i + 1);
    }
    return frames;
}

std::optional<std::array<double, 2>> ultrasoundSpacing(DcmItem& data) {
    constexpr double plane = 1;      // RegionSpatialFormat: 2-D
    constexpr double centimetre = 3; // PhysicalUnits
    constexpr double millimetres = 10;
    DcmSequenceOfItems* regions = nullptr;
    data.findAndGetSequence(DCM_SequenceOfUltrasoundRegions, regions);
    std::optional<std::array<double, 2>> spacing;
    for (DcmObject* object = regions != nullptr ? regions->nextInContainer(nullptr) : nullptr;
         object != nullptr; object = regions->nextInContainer(object)) {
        auto& region = static_cast<DcmItem&>(*object); // a sequence holds nothing else
        const auto is = [&](const DcmTagKey& tag, double value) {
            return numberOf(region, tag) == value;
        };
        if (!is(DCM_RegionSpatialFormat, plane)) {
            continue;
        }
        const double y = std::abs(numberOf(region, DCM_PhysicalDeltaY).value_or(0)) * millimetres;
        const double x = std::abs(numberOf(region, DCM_PhysicalDeltaX).value_or(0)) * millimetres;
        const bool isLength = is(DCM_PhysicalUnitsXDirection, centimetre) &&
                              is(DCM_PhysicalUnitsYDirection, centimetre);
        const std::array<double, 2> own{y, x};
        if (!isLength || !(y > 0 && x > 0) || (spacing && *spacing != own)) {
            return std::nullopt;
        }
        spacing = own;
    }
    return spacing;
}

} // namespace laurel
