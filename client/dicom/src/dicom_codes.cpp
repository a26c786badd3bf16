#include "dicom_codes.h"

#include "object_elements.h"

#include <algorithm>
#include <cmath>
#include <dcmtk/dcmiod/cielabutil.h>

namespace laurel {

namespace {

const CodedConcept tissue{"85756007", "SCT", "Tissue"};
const CodedConcept anatomicalStructure{"91723000", "SCT", "Anatomical Structure"};

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
    if (!isStorableCode(segment.snomed)) {
        return {tissue, tissue};
    }
    return {anatomicalStructure, {segment.snomed, "SCT", elementText(segment.name, 64)}};
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
