#include "derived_object.h"
#include "laurel/base/error.h"
#include "laurel/dicom/segmentation_object.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* segmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";

/// One segment in one slice.
struct MaskFrame {
    std::size_t segment = 0;
    std::int64_t slice = 0;
};

std::span<const std::uint16_t> sliceOf(const LabelMap& labels, int layer, std::int64_t slice) {
    const GridSize& size = labels.geometry().size();
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    return labels.layer(layer).subspan(static_cast<std::size_t>(slice) * plane, plane);
}

/// The slices in which each segment has voxels.
std::vector<std::set<std::int64_t>> slicesOf(const LabelMap& labels) {
    const auto& segments = labels.segments();
    std::vector<std::set<std::int64_t>> slices(segments.size());
    std::vector<bool> occurs(std::size_t{1} << 16);
    for (int layer = 0; layer < labels.layers(); ++layer) {
        for (std::int64_t z = 0; z < labels.geometry().size().z; ++z) {
            occurs.assign(occurs.size(), false);
            for (const std::uint16_t value : sliceOf(labels, layer, z)) {
                occurs[value] = true;
            }
            for (std::size_t i = 0; i < segments.size(); ++i) {
                if (segments[i].layer == layer && occurs[segments[i].value]) {
                    slices[i].insert(z);
                }
            }
        }
    }
    return slices;
}

std::vector<MaskFrame> framesOf(const LabelMap& labels) {
    auto slices = slicesOf(labels);
    slices.front().insert({0, labels.geometry().size().z - 1}); // tells the extent
    std::vector<MaskFrame> frames;
    for (std::size_t segment = 0; segment < slices.size(); ++segment) {
        if (slices[segment].empty()) {
            slices[segment].insert(0);
        }
        for (const std::int64_t slice : slices[segment]) {
            frames.push_back({segment, slice});
        }
    }
    return frames;
}

void requireStorable(const LabelMap& labels, const std::vector<MaskFrame>& frames) {
    constexpr std::uint64_t mostBits = std::uint64_t{8} * 0xFFFFFFF0U;
    const GridSize& size = labels.geometry().size();
    const auto bits = static_cast<std::uint64_t>(size.x * size.y) * frames.size();
    if (bits > mostBits || labels.segments().size() > 65535) {
        throw Error(ErrorCode::LimitExceeded, std::to_string(frames.size()) + " frames of " +
                                                  std::to_string(labels.segments().size()) +
                                                  " segments of " + labels.geometry().describe() +
                                                  " are more than one DICOM SEG can hold");
    }
}

void addImageModules(Elements& elements, const ObjectIdentity& identity, const SourceImages& source,
                     const MatchedLabels& matched) {
    const GridSize& size = matched.labels.geometry().size();
    elements.text(DCM_ImageType, "DERIVED\\PRIMARY");
    elements.text(DCM_ContentDate, identity.date);
    elements.text(DCM_ContentTime, identity.time);
    elements.text(DCM_ContentLabel, "SEGMENTATION");
    elements.text(DCM_ContentDescription, "");
    elements.text(DCM_ContentCreatorName, "");
    elements.unsignedShort(DCM_SamplesPerPixel, 1);
    elements.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    elements.unsignedShort(DCM_Rows, size.y);
    elements.unsignedShort(DCM_Columns, size.x);
    elements.unsignedShort(DCM_BitsAllocated, 1);
    elements.unsignedShort(DCM_BitsStored, 1);
    elements.unsignedShort(DCM_HighBit, 0);
    elements.unsignedShort(DCM_PixelRepresentation, 0);
    elements.text(DCM_LossyImageCompression, "00");
    for (const auto& [tag, value] : source.compression) {
        elements.text(tag, value);
    }
    elements.text(DCM_SegmentationType, "BINARY");
    elements.text(DCM_SegmentsOverlap, matched.labels.layers() > 1 ? "UNDEFINED" : "NO");
}

/// Module Multi-frame Dimension: frames are ordered by segment, then by position.
void addDimensions(Elements& elements, const ObjectIdentity& identity) {
    elements.item(DCM_DimensionOrganizationSequence)
        .text(DCM_DimensionOrganizationUID, identity.dimensions);
    const auto add = [&](const DcmTagKey& pointer, const DcmTagKey& group, const char* label) {
        Elements item = elements.item(DCM_DimensionIndexSequence);
        item.text(DCM_DimensionOrganizationUID, identity.dimensions);
        item.tag(DCM_DimensionIndexPointer, pointer);
        item.tag(DCM_FunctionalGroupPointer, group);
        item.text(DCM_DimensionDescriptionLabel, label);
    };
    add(DCM_ReferencedSegmentNumber, DCM_SegmentIdentificationSequence, "Segment");
    add(DCM_ImagePositionPatient, DCM_PlanePositionSequence, "Position");
}

void addAlgorithm(Elements& item, const MaskWriteOptions& options) {
    item.text(DCM_SegmentAlgorithmType, termOf(options.origin));
    if (options.origin == SegmentOrigin::Manual) {
        return;
    }
    const std::string name = elementText(options.algorithmName, 64);
    item.text(DCM_SegmentAlgorithmName, name);
    Elements algorithm = item.item(DCM_SegmentationAlgorithmIdentificationSequence);
    algorithm.code(DCM_AlgorithmFamilyCodeSequence, artificialIntelligence());
    algorithm.text(DCM_AlgorithmName, name);
    const std::string version = elementText(options.algorithmVersion, 64);
    algorithm.text(DCM_AlgorithmVersion, version.empty() ? LAUREL_VERSION : version);
}

void addSegments(Elements& elements, const LabelMap& labels, const MaskWriteOptions& options) {
    std::int64_t number = 0;
    for (const Segment& segment : labels.segments()) {
        Elements item = elements.item(DCM_SegmentSequence);
        const SegmentProperty property = propertyOf(segment);
        const std::string label = elementText(segment.name, 64);
        item.code(DCM_SegmentedPropertyCategoryCodeSequence, property.category);
        item.unsignedShort(DCM_SegmentNumber, ++number);
        item.text(DCM_SegmentLabel, label.empty() ? "Segment " + std::to_string(number) : label);
        item.text(DCM_SegmentDescription, segment.name);
        addAlgorithm(item, options);
        item.unsignedShorts(DCM_RecommendedDisplayCIELabValue, toCieLab(segment.color));
        Elements type = item.code(DCM_SegmentedPropertyTypeCodeSequence, property.type);
        if (!property.modifier.value.empty()) {
            type.code(DCM_SegmentedPropertyTypeModifierCodeSequence, property.modifier);
        }
    }
}

/// Positions and orientation as the source's headers have them, where there are any.
FramePlane writtenPlane(const MatchedLabels& matched, const SourceImages& source,
                        std::int64_t slice) {
    const auto& planes = matched.planesOf[static_cast<std::size_t>(slice)];
    return planes.empty() ? planeOf(matched.labels.geometry(), slice)
                          : source.planes[planes.front()].plane;
}

void addSharedGroups(Elements& elements, const FramePlane& plane, double sliceDistance) {
    Elements shared = elements.item(DCM_SharedFunctionalGroupsSequence);
    shared.item(DCM_PlaneOrientationSequence)
        .numbers(DCM_ImageOrientationPatient, plane.orientation);
    Elements measures = shared.item(DCM_PixelMeasuresSequence);
    measures.numbers(DCM_SliceThickness, std::array{plane.thickness.value_or(sliceDistance)});
    measures.numbers(DCM_SpacingBetweenSlices, std::array{sliceDistance});
    measures.numbers(DCM_PixelSpacing, plane.pixelSpacing);
}

void addDerivation(Elements& frame, const SourceImages& source,
                   const std::vector<std::size_t>& planes) {
    if (planes.empty()) {
        frame.emptySequence(DCM_DerivationImageSequence);
        return;
    }
    Elements derivation = frame.item(DCM_DerivationImageSequence);
    derivation.code(DCM_DerivationCodeSequence, segmentationDerivation());
    for (const std::size_t plane : planes) {
        Elements item = derivation.item(DCM_SourceImageSequence);
        addReference(item, source.planes[plane]);
        item.code(DCM_PurposeOfReferenceCodeSequence, sourceImagePurpose());
        item.text(DCM_SpatialLocationsPreserved, "YES");
    }
}

void addFrame(Elements& elements, const MatchedLabels& matched, const SourceImages& source,
              const MaskFrame& frame) {
    Elements item = elements.item(DCM_PerFrameFunctionalGroupsSequence);
    const auto segment = static_cast<std::uint32_t>(frame.segment + 1);
    const auto position = static_cast<std::uint32_t>(frame.slice + 1);
    addDerivation(item, source, matched.planesOf[static_cast<std::size_t>(frame.slice)]);
    item.item(DCM_FrameContentSequence)
        .unsignedLongs(DCM_DimensionIndexValues, std::array{segment, position});
    item.item(DCM_PlanePositionSequence)
        .numbers(DCM_ImagePositionPatient, writtenPlane(matched, source, frame.slice).position);
    item.item(DCM_SegmentIdentificationSequence)
        .unsignedShort(DCM_ReferencedSegmentNumber, segment);
}

/// Bits in the order of the pixels, the lowest of a byte first, frame upon frame without padding
/// (PS3.5 8.1.1, D).
void addPixels(Elements& elements, const LabelMap& labels, const std::vector<MaskFrame>& frames) {
    const GridSize& size = labels.geometry().size();
    const auto plane = static_cast<std::size_t>(size.x * size.y);
    const std::size_t used = (plane * frames.size() + 7) / 8;
    const auto bytes = elements.bytes(DCM_PixelData, used + used % 2);
    std::size_t bit = 0;
    for (const MaskFrame& frame : frames) {
        const Segment& segment = labels.segments()[frame.segment];
        for (const std::uint16_t value : sliceOf(labels, segment.layer, frame.slice)) {
            bytes[bit / 8] |=
                static_cast<std::uint8_t>((value == segment.value ? 1U : 0U) << bit % 8);
            ++bit;
        }
    }
}

/// Module Common Instance Reference: the source images that frames refer to.
void addReferencedSeries(Elements& elements, const SourceImages& source,
                         const MatchedLabels& matched) {
    std::map<std::string, std::map<std::string, std::size_t>> instances;
    for (const auto& planes : matched.planesOf) {
        for (const std::size_t plane : planes) {
            const SourcePlane& image = source.planes[plane];
            instances[image.seriesId].emplace(image.sopInstance, plane);
        }
    }
    for (const auto& [series, images] : instances) {
        Elements item = elements.item(DCM_ReferencedSeriesSequence);
        item.text(DCM_SeriesInstanceUID, series);
        for (const auto& [instance, plane] : images) {
            Elements reference = item.item(DCM_ReferencedInstanceSequence);
            reference.text(DCM_ReferencedSOPClassUID, source.planes[plane].sopClass);
            reference.text(DCM_ReferencedSOPInstanceUID, instance);
        }
    }
}

} // namespace

void writeSegmentationObject(const fs::path& path, const LabelMap& labels,
                             const std::vector<fs::path>& sources,
                             const MaskWriteOptions& options) {
    requireWritable(labels, sources, options);
    const SourceImages source = readSourceImages(sources);
    const MatchedLabels matched = matchToSource(labels, source);
    const std::vector<MaskFrame> frames = framesOf(matched.labels);
    requireStorable(matched.labels, frames);
    const ObjectIdentity identity = newIdentity(source, options);
    DcmFileFormat content;
    Elements elements(*content.getDataset());
    addCommonModules(elements, identity, source, options, segmentationStorage, "SEG");
    addImageModules(elements, identity, source, matched);
    addReferencedSeries(elements, source, matched);
    addDimensions(elements, identity);
    addSegments(elements, matched.labels, options);
    addSharedGroups(elements, writtenPlane(matched, source, 0),
                    matched.labels.geometry().spacing()[2]);
    elements.text(DCM_NumberOfFrames, std::to_string(frames.size()));
    for (const MaskFrame& frame : frames) {
        addFrame(elements, matched, source, frame);
    }
    addPixels(elements, matched.labels, frames);
    writeObject(path, content, EXS_LittleEndianExplicit);
}

} // namespace laurel
