#include "functional_groups.h"

#include "rescale_rules.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dcvrat.h>

namespace laurel {

namespace {

/// The two places where a functional group of a frame may stand.
struct Groups {
    DcmItem* own = nullptr;
    DcmItem* shared = nullptr;

    DcmItem* find(const DcmTagKey& sequence) const {
        for (DcmItem* place : {own, shared}) {
            DcmItem* const item = place != nullptr ? firstItem(*place, sequence) : nullptr;
            if (item != nullptr) {
                return item;
            }
        }
        return nullptr;
    }
};

/// What Philips says of a frame in private, (2005,140F).
DcmItem* philipsItem(const Groups& groups) {
    static const DcmTagKey perFrame(0x2005, 0x140f);
    return groups.find(perFrame);
}

void readPlane(const Groups& groups, SliceHeader& frame) {
    if (DcmItem* item = groups.find(DCM_PlanePositionSequence)) {
        frame.position = numbersOf<3>(*item, DCM_ImagePositionPatient);
    }
    if (DcmItem* item = groups.find(DCM_PlaneOrientationSequence)) {
        frame.orientation = numbersOf<6>(*item, DCM_ImageOrientationPatient);
    }
    if (DcmItem* item = groups.find(DCM_PixelMeasuresSequence)) {
        frame.pixelSpacing = numbersOf<2>(*item, DCM_PixelSpacing);
        frame.sliceThickness = numberOf(*item, DCM_SliceThickness);
        frame.sliceDistance = numberOf(*item, DCM_SpacingBetweenSlices);
    }
}

void copyTrait(DcmItem* item, const DcmTagKey& tag, std::string& trait) {
    if (item != nullptr && item->tagExistsWithValue(tag)) {
        trait = textOf(*item, tag);
    }
}

/// Frame types carry what ImageType says of single frames; the complex component stands apart.
std::string frameTypeOf(const Groups& groups) {
    for (const DcmTagKey& sequence :
         {DCM_MRImageFrameTypeSequence, DCM_CTImageFrameTypeSequence, DCM_PETFrameTypeSequence}) {
        if (DcmItem* item = groups.find(sequence)) {
            const std::string component = codeOf(*item, DCM_ComplexImageComponent);
            const bool stated = !component.empty() && component != "MAGNITUDE";
            return textOf(*item, DCM_FrameType) + (stated ? "\\" + component : "");
        }
    }
    return {};
}

void readTraits(const Groups& groups, SliceHeader& frame) {
    DcmItem* const content = groups.find(DCM_FrameContentSequence);
    copyTrait(content, DCM_StackID, frame.trait(Trait::Stack));
    copyTrait(content, DCM_TemporalPositionIndex, frame.trait(Trait::Time));
    copyTrait(content, DCM_FrameAcquisitionNumber, frame.trait(Trait::Acquisition));
    if (frame.trait(Trait::Time).empty()) {
        copyTrait(groups.find(DCM_TemporalPositionSequence), DCM_TemporalPositionTimeOffset,
                  frame.trait(Trait::Time));
    }
    const std::string type = frameTypeOf(groups);
    if (!type.empty()) {
        frame.trait(Trait::ImageType) = type;
    }
    copyTrait(groups.find(DCM_MREchoSequence), DCM_EffectiveEchoTime, frame.trait(Trait::Echo));
    copyTrait(groups.find(DCM_MRModifierSequence), DCM_InversionTimes,
              frame.trait(Trait::InversionTime));
    copyTrait(groups.find(DCM_MRTimingAndRelatedParametersSequence), DCM_FlipAngle,
              frame.trait(Trait::FlipAngle));
    copyTrait(groups.find(DCM_CardiacSynchronizationSequence), DCM_NominalCardiacTriggerDelayTime,
              frame.trait(Trait::Trigger));
    if (DcmItem* diffusion = groups.find(DCM_MRDiffusionSequence)) {
        copyTrait(diffusion, DCM_DiffusionBValue, frame.trait(Trait::BValue));
        copyTrait(firstItem(*diffusion, DCM_DiffusionGradientDirectionSequence),
                  DCM_DiffusionGradientOrientation, frame.trait(Trait::Gradient));
    }
}

DcmTagKey tagOf(DcmItem& data, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    DcmTagKey value;
    if (data.findAndGetElement(tag, element).good()) {
        if (auto* pointer = dynamic_cast<DcmAttributeTag*>(element)) {
            pointer->getTagVal(value);
        }
    }
    return value;
}

/// Which of the dimensions (PS3.3 C.7.6.17) count something other than the places of slices.
std::vector<bool> dimensionsThatSplit(DcmItem& data) {
    DcmSequenceOfItems* dimensions = nullptr;
    data.findAndGetSequence(DCM_DimensionIndexSequence, dimensions);
    std::vector<bool> split(dimensions != nullptr ? dimensions->card() : 0, true);
    DcmObject* item = nullptr;
    for (std::size_t i = 0; i < split.size(); ++i) {
        item = dimensions->nextInContainer(item);
        DcmTagKey counted;
        if (auto* dimension = dynamic_cast<DcmItem*>(item)) {
            counted = tagOf(*dimension, DCM_DimensionIndexPointer);
        }
        split[i] = counted != DCM_InStackPositionNumber && counted != DCM_ImagePositionPatient &&
                   counted != DCM_SliceLocation;
    }
    return split;
}

void readDimensions(const Groups& groups, const std::vector<bool>& split, SliceHeader& frame) {
    DcmItem* const content = groups.find(DCM_FrameContentSequence);
    if (content == nullptr) {
        return;
    }
    const auto values = splitValues(textOf(*content, DCM_DimensionIndexValues));
    std::string& trait = frame.trait(Trait::Dimension);
    for (std::size_t i = 0; i < std::min(values.size(), split.size()); ++i) {
        if (split[i]) {
            trait += (trait.empty() ? "" : "\\") + values[i];
        }
    }
}

} // namespace

std::vector<SliceHeader> readFrames(DcmItem& data, const SliceHeader& common) {
    DcmSequenceOfItems* perFrame = nullptr;
    data.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, perFrame);
    if (perFrame == nullptr || static_cast<std::int64_t>(perFrame->card()) != common.frames) {
        return {};
    }
    Groups groups{nullptr, firstItem(data, DCM_SharedFunctionalGroupsSequence)};
    std::vector<SliceHeader> frames(perFrame->card(), common);
    const std::vector<bool> split = dimensionsThatSplit(data);
    // Items are a list: walked, not indexed.
    DcmObject* item = nullptr;
    for (SliceHeader& frame : frames) {
        item = perFrame->nextInContainer(item);
        groups.own = dynamic_cast<DcmItem*>(item);
        frame.frame = &frame - frames.data();
        frame.hasFrameGroups = true;
        readPlane(groups, frame);
        readTraits(groups, frame);
        readDimensions(groups, split, frame);
        readRescale(groups.find(DCM_PixelValueTransformationSequence),
                    groups.find(DCM_RealWorldValueMappingSequence), philipsItem(groups), frame);
    }
    return frames;
}

} // namespace laurel
