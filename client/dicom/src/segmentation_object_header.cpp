#include "segmentation_object_header.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "object_items.h"

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Refusals of one file.
class Refusal {
  public:
    explicit Refusal(const fs::path& path) : path_(path) {}
    [[noreturn]] void invalid(const std::string& why) const {
        throw Error(ErrorCode::InvalidInput, path_.string() + ": " + why);
    }
    [[noreturn]] void unsupported(const std::string& why) const {
        throw Error(ErrorCode::Unsupported, path_.string() + ": " + why);
    }

  private:
    const fs::path& path_;
};

void requireKnownType(DcmItem& data, SegmentationHeader& header, const Refusal& refusal) {
    const std::string type = firstValue(data, DCM_SegmentationType);
    const std::string organisation = firstValue(data, DCM_DimensionOrganizationType);
    if (type != "BINARY" && type != "FRACTIONAL") {
        refusal.unsupported("a DICOM segmentation of type " + quotedForMessage(type) +
                            " is not supported, only BINARY and FRACTIONAL: export it as BINARY");
    }
    if (organisation.starts_with("TILED") || data.tagExists(DCM_TotalPixelMatrixColumns)) {
        refusal.unsupported(
            "a segmentation of a tiled whole-slide image" +
            (organisation.empty() ? "" : " (organisation " + quotedForMessage(organisation) + ")") +
            ", which lies on a microscope's slide and not on the slices of a patient, is not "
            "supported");
    }
    header.isFractional = type == "FRACTIONAL";
}

void readPixelForm(DcmItem& data, SegmentationHeader& header, const Refusal& refusal) {
    header.columns = wholeNumber(data, DCM_Columns).value_or(0);
    header.rows = wholeNumber(data, DCM_Rows).value_or(0);
    const auto allocated = wholeNumber(data, DCM_BitsAllocated).value_or(0);
    const auto samples = wholeNumber(data, DCM_SamplesPerPixel).value_or(0);
    if (header.columns < 1 || header.rows < 1 || samples != 1) {
        refusal.invalid("a segmentation of " + std::to_string(header.columns) + "×" +
                        std::to_string(header.rows) + " pixels of " + std::to_string(samples) +
                        " samples");
    }
    if (allocated != (header.isFractional ? 8 : 1)) {
        refusal.invalid("a " + std::string(header.isFractional ? "fractional" : "binary") +
                        " segmentation cannot have " + std::to_string(allocated) + " bits a pixel");
    }
    if (header.isFractional) {
        const auto greatest = wholeNumber(data, DCM_MaximumFractionalValue).value_or(0);
        if (greatest < 1 || greatest > 255) {
            refusal.invalid("MaximumFractionalValue must be 1 to 255, not " +
                            std::to_string(greatest));
        }
        header.greatest = static_cast<int>(greatest);
        header.object.notes.push_back("fractional segmentation: voxels of at least half of " +
                                      std::to_string(greatest) + " belong to a segment");
    }
}

std::optional<Color> colorOf(DcmItem& item) {
    std::array<Uint16, 3> lab{};
    for (unsigned long i = 0; i < lab.size(); ++i) {
        if (item.findAndGetUint16(DCM_RecommendedDisplayCIELabValue, lab[i], i).bad()) {
            return std::nullopt;
        }
    }
    return fromCieLab({lab[0], lab[1], lab[2]});
}

SegmentProperty propertyOf(DcmItem& item, const std::string& characterSet) {
    SegmentProperty property{codeOf(item, DCM_SegmentedPropertyCategoryCodeSequence, characterSet),
                             codeOf(item, DCM_SegmentedPropertyTypeCodeSequence, characterSet)};
    if (DcmItem* const type = firstItem(item, DCM_SegmentedPropertyTypeCodeSequence)) {
        property.modifier =
            codeOf(*type, DCM_SegmentedPropertyTypeModifierCodeSequence, characterSet);
    }
    return property;
}

Segment segmentOf(DcmItem& item, int number, const std::string& characterSet) {
    Segment segment;
    const SegmentProperty property = propertyOf(item, characterSet);
    segment.name = sidedName(segmentName(utf8Text(item, DCM_SegmentLabel, characterSet),
                                         utf8Text(item, DCM_SegmentDescription, characterSet),
                                         "Segment " + std::to_string(number)),
                             property);
    segment.value = static_cast<std::uint16_t>(number);
    segment.color = colorOf(item).value_or(defaultColor(segment.value));
    segment.snomed = snomedOf(property);
    return segment;
}

void readSegments(DcmItem& data, SegmentationHeader& header, const Refusal& refusal) {
    const std::string characterSet = characterSetOf(data);
    TakenNames names;
    for (DcmItem* item : itemsOf(data, DCM_SegmentSequence)) {
        const auto number = wholeNumber(*item, DCM_SegmentNumber).value_or(0);
        if (number < 1 || number > 65535 || header.segments.contains(static_cast<int>(number))) {
            refusal.invalid("segment number " + std::to_string(number) +
                            " is out of range or occurs twice");
        }
        Segment segment = segmentOf(*item, static_cast<int>(number), characterSet);
        segment.name = unusedName(segment.name, names);
        header.segments.emplace(static_cast<int>(number), std::move(segment));
    }
    if (header.segments.empty()) {
        refusal.invalid("a DICOM segmentation without segments");
    }
}

std::int64_t segmentOfFrame(DcmItem& frame, DcmItem* shared) {
    for (DcmItem* groups : {&frame, shared}) {
        DcmItem* const item =
            groups == nullptr ? nullptr : firstItem(*groups, DCM_SegmentIdentificationSequence);
        if (item != nullptr) {
            return wholeNumber(*item, DCM_ReferencedSegmentNumber).value_or(0);
        }
    }
    return 0;
}

void readFrames(DcmItem& data, SegmentationHeader& header, const Refusal& refusal) {
    const auto items = itemsOf(data, DCM_PerFrameFunctionalGroupsSequence);
    const auto declared = wholeNumber(data, DCM_NumberOfFrames).value_or(0);
    if (items.empty() || declared != static_cast<std::int64_t>(items.size())) {
        refusal.invalid("NumberOfFrames is " + std::to_string(declared) + ", but " +
                        std::to_string(items.size()) + " frames are described");
    }
    DcmItem* const shared = firstItem(data, DCM_SharedFunctionalGroupsSequence);
    for (DcmItem* item : items) {
        const std::string which = "frame " + std::to_string(header.frames.size() + 1);
        const auto segment = segmentOfFrame(*item, shared);
        const auto plane = framePlane(*item, shared);
        if (!header.segments.contains(static_cast<int>(segment))) {
            refusal.invalid(which + " belongs to segment " + std::to_string(segment) +
                            ", which is not described");
        }
        if (!plane) {
            refusal.unsupported(which + " has no valid position, orientation and pixel spacing "
                                        "in the patient");
        }
        header.frames.push_back({static_cast<int>(segment), *plane});
    }
}

void readReferences(DcmItem& data, MaskObject& object) {
    object.frameOfReference = firstValue(data, DCM_FrameOfReferenceUID);
    for (DcmItem* series : itemsOf(data, DCM_ReferencedSeriesSequence)) {
        addOnce(object.referencedSeries, firstValue(*series, DCM_SeriesInstanceUID));
    }
}

} // namespace

SegmentationHeader readSegmentationHeader(DcmItem& data, const fs::path& path) {
    const Refusal refusal(path);
    SegmentationHeader header;
    readReferences(data, header.object);
    requireKnownType(data, header, refusal);
    readSegments(data, header, refusal);
    readPixelForm(data, header, refusal);
    readFrames(data, header, refusal);
    return header;
}

MaskSummary summariseSegmentation(DcmItem& data, const fs::path& path) {
    MaskSummary summary;
    MaskObject references;
    readReferences(data, references);
    summary.description = utf8Text(data, DCM_SeriesDescription, {});
    summary.frameOfReference = references.frameOfReference;
    summary.referencedSeries = references.referencedSeries;
    try {
        for (const auto& [number, segment] : readSegmentationHeader(data, path).segments) {
            summary.segments.push_back(segment.name);
        }
    } catch (const Error& error) {
        summary.problem = error.what();
    }
    return summary;
}

} // namespace laurel
