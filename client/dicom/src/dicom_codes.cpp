#include "dicom_codes.h"

#include "laurel/imaging/body_side.h"
#include "object_elements.h"

#include <algorithm>
#include <cmath>
#include <dcmtk/dcmiod/cielabutil.h>

namespace laurel {

namespace {

const CodedConcept tissue{"85756007", "SCT", "Tissue"};
// PS3.16 context group 7150, as 3D Slicer's lists have it too; 91723000, "anatomical structure" of
// context group 9501, is another concept.
const CodedConcept anatomicalStructure{"123037004", "SCT", "Anatomical Structure"};

/// SNOMED CT identifiers have 6 to 18 digits; CodeValue (0008,0100) holds 16 characters.
bool isStorableCode(const std::string& code) {
    return code.size() >= 6 && code.size() <= 16 &&
           std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

std::uint16_t toWord(double value) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 65535.0)));
}

std::uint8_t toByte(double unit) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(unit, 0.0, 1.0) * 255));
}

} // namespace

SegmentProperty propertyOf(const Segment& segment) {
    const auto side = sideOf(segment.name);
    const CodedConcept modifier =
        side ? CodedConcept{snomedCodeOf(*side), "SCT", snomedMeaningOf(*side)} : CodedConcept{};
    if (!isStorableCode(segment.snomed)) {
        return {tissue, tissue, modifier};
    }
    const std::string meaning = elementText(withoutSide(segment.name), 64);
    return {anatomicalStructure, {segment.snomed, "SCT", meaning}, modifier};
}

std::string sidedName(const std::string& name, const SegmentProperty& property) {
    const auto side =
        property.modifier.scheme == "SCT" ? sideOfSnomed(property.modifier.value) : std::nullopt;
    return side ? withSide(name, *side) : name;
}

std::string snomedOf(const SegmentProperty& property) {
    const auto isTissue = [](const CodedConcept& code) {
        return code.value == tissue.value && code.scheme == tissue.scheme;
    };
    const bool isGeneric = isTissue(property.category) && isTissue(property.type);
    const bool isSnomed = property.type.scheme == "SCT" && isStorableCode(property.type.value);
    return isSnomed && !isGeneric ? property.type.value : "";
}

CodedConcept segmentationDerivation() {
    return {"113076", "DCM", "Segmentation"};
}

CodedConcept sourceImagePurpose() {
    return {"121322", "DCM", "Source image for image processing operation"};
}

CodedConcept artificialIntelligence() {
    return {"123109", "DCM", "Artificial Intelligence"};
}

std::array<std::uint16_t, 3> toCieLab(const Color& color) {
    double l = 0;
    double a = 0;
    double b = 0;
    IODCIELabUtil::rgb2DicomLab(l, a, b, color.red / 255.0, color.green / 255.0,
                                color.blue / 255.0);
    return {toWord(l), toWord(a), toWord(b)};
}

Color fromCieLab(const std::array<std::uint16_t, 3>& lab) {
    double red = 0;
    double green = 0;
    double blue = 0;
    IODCIELabUtil::dicomLab2RGB(red, green, blue, lab[0], lab[1], lab[2]);
    return {toByte(red), toByte(green), toByte(blue)};
}

} // namespace laurel
