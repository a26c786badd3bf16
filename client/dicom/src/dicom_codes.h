#pragma once

#include "laurel/imaging/label_map.h"

#include <array>
#include <cstdint>
#include <string>

/// Coded concepts (PS3.3 8.8, PS3.16) and colours (PS3.3 C.10.7.1.1) of masks.
namespace laurel {

struct CodedConcept {
    std::string value;
    std::string scheme; ///< "SCT" for SNOMED CT, "DCM" for DICOM's own
    std::string meaning;
    bool operator==(const CodedConcept&) const = default;
};

/// What a segment is, as PS3.3 C.8.20.4 wants it told.
struct SegmentProperty {
    CodedConcept category; ///< of context group 7150
    CodedConcept type;
    CodedConcept modifier = {}; ///< of the type: the side; without a value where there is none
};

/// The segment's SNOMED CT code as an anatomical structure; "Tissue" of category tissue, which 3D
/// Slicer uses too, where it has none. Names that end in _L or _R give the type's modifier.
SegmentProperty propertyOf(const Segment& segment);

/// The SNOMED CT code of a segment; empty for other schemes and for what propertyOf says of
/// segments without one.
std::string snomedOf(const SegmentProperty& property);

/// The name with the side that the type's modifier tells, where it tells none itself: "Soleus_L".
std::string sidedName(const std::string& name, const SegmentProperty& property);

CodedConcept segmentationDerivation(); ///< 113076
CodedConcept sourceImagePurpose();     ///< 121322
CodedConcept artificialIntelligence(); ///< 123109, of context group 7162

/// PCS-values in 16 bits each; all 2^24 colours come back as they were.
std::array<std::uint16_t, 3> toCieLab(const Color& color);
Color fromCieLab(const std::array<std::uint16_t, 3>& lab);

} // namespace laurel
