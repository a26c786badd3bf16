#include "derived_object.h"
#include "laurel/base/error.h"
#include "laurel/dicom/segmentation_object.h"
#include "layer_stack.h"
#include "object_file.h"
#include "object_items.h"
#include "segmentation_object_grid.h"
#include "segmentation_object_header.h"

#include <dcmtk/dcmdata/dcxfer.h>
#include <map>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Of every kind of segmentation; those of surfaces, heights and labels are known to be one, but
/// not read.
constexpr std::string_view segmentationClass = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view labelMapClass = "1.2.840.10008.5.1.4.1.1.66.7";

bool isSegmentationClass(const std::string& sopClass) {
    return sopClass == segmentationClass || sopClass == labelMapClass;
}

void requireClass(DcmItem& data, const fs::path& path) {
    const std::string sopClass = firstValue(data, DCM_SOPClassUID);
    if (!isSegmentationClass(sopClass)) {
        refuseKind(path, "DICOM segmentation", sopClass);
    }
}

bool isUncompressed(E_TransferSyntax syntax) {
    return syntax == EXS_LittleEndianImplicit || syntax == EXS_LittleEndianExplicit ||
           syntax == EXS_BigEndianExplicit || syntax == EXS_DeflatedLittleEndianExplicit;
}

std::uint64_t expectedBytes(const SegmentationHeader& header) {
    const auto pixels = static_cast<std::uint64_t>(header.columns) *
                        static_cast<std::uint64_t>(header.rows) * header.frames.size();
    return header.isFractional ? pixels : (pixels + 7) / 8;
}

/// Run lengths make at most 64 pixels out of a byte (PS3.5 G.3.1): more than that is not in the
/// file, whatever its header says.
void requirePlausible(const SegmentationHeader& header, const fs::path& path) {
    constexpr std::uint64_t highestCompression = 64;
    const std::uint64_t expected = expectedBytes(header);
    const std::uint64_t size = fs::file_size(path);
    if (expected / highestCompression > size) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": too small for the " +
                                                 std::to_string(expected) +
                                                 " bytes of pixels that its header declares");
    }
}

void decompress(DcmDataset& data, const SegmentationHeader& header, const fs::path& path) {
    const E_TransferSyntax syntax = data.getOriginalXfer();
    if (isUncompressed(syntax)) {
        return;
    }
    if (syntax != EXS_RLELossless || !header.isFractional) {
        throw Error(ErrorCode::Unsupported,
                    path.string() + ": a segmentation compressed with transfer syntax " +
                        DcmXfer(syntax).getXferID() + " is not supported");
    }
    requirePlausible(header, path);
    if (data.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad()) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": pixel data damaged");
    }
}

std::span<const std::uint8_t> pixelBytes(DcmDataset& data, const SegmentationHeader& header,
                                         const fs::path& path) {
    decompress(data, header, path);
    const std::uint64_t expected = expectedBytes(header);
    DcmElement* element = nullptr;
    Uint8* bytes = nullptr;
    if (data.findAndGetElement(DCM_PixelData, element).bad()) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": no pixel data");
    }
    const std::uint64_t length = element->getLength();
    if (length != expected + expected % 2) { // padded to an even number
        throw Error(ErrorCode::InvalidInput,
                    path.string() + ": " + std::to_string(header.frames.size()) + " frames of " +
                        std::to_string(header.columns) + "×" + std::to_string(header.rows) +
                        " pixels need " + std::to_string(expected) + " bytes, not " +
                        std::to_string(length));
    }
    if (element->getUint8Array(bytes).bad() || bytes == nullptr) {
        throw Error(ErrorCode::InvalidInput, path.string() + ": pixel data damaged");
    }
    return {bytes, static_cast<std::size_t>(expected)};
}

void markBinary(std::span<std::uint8_t> mask, std::span<const std::uint8_t> bytes,
                std::size_t first) {
    for (std::size_t i = 0; i < mask.size();) {
        const std::size_t at = first + i;
        if (at % 8 == 0 && bytes[at / 8] == 0) { // most of them
            i += 8;
            continue;
        }
        mask[i] |= static_cast<std::uint8_t>(bytes[at / 8] >> at % 8 & 1);
        ++i;
    }
}

/// Marks the pixels of one frame.
void mark(std::span<std::uint8_t> mask, std::span<const std::uint8_t> bytes, std::size_t frame,
          const SegmentationHeader& header) {
    const std::size_t first = frame * mask.size();
    if (!header.isFractional) {
        markBinary(mask, bytes, first);
        return;
    }
    for (std::size_t i = 0; i < mask.size(); ++i) {
        mask[i] |= static_cast<std::uint8_t>(2 * bytes[first + i] >= header.greatest);
    }
}

using FramesOfSlices = std::map<std::int64_t, std::vector<std::size_t>>;

std::map<int, FramesOfSlices> framesBySegment(const SegmentationHeader& header,
                                              const SegmentationGrid& grid) {
    std::map<int, FramesOfSlices> frames;
    for (std::size_t frame = 0; frame < header.frames.size(); ++frame) {
        frames[header.frames[frame].segment][grid.sliceOf[frame]].push_back(frame);
    }
    return frames;
}

LabelMap labelsOf(const SegmentationHeader& header, const SegmentationGrid& grid,
                  std::span<const std::uint8_t> bytes, LayerStack layers) {
    auto frames = framesBySegment(header, grid);
    for (const auto& [number, segment] : header.segments) {
        const FramesOfSlices& own = frames[number];
        std::vector<std::int64_t> slices;
        for (const auto& [slice, framesThere] : own) {
            slices.push_back(slice);
        }
        layers.add(segment, slices, [&](std::int64_t slice, std::span<std::uint8_t> pixels) {
            for (const std::size_t frame : own.at(slice)) { // those of one slice are united
                mark(pixels, bytes, frame, header);
            }
        });
    }
    return layers.take();
}

} // namespace

bool isSegmentationObject(const fs::path& path) {
    return isSegmentationClass(sopClassOf(path));
}

MaskSummary summariseSegmentationObject(const fs::path& path) {
    const auto content = openObject(path);
    requireClass(*content->getDataset(), path);
    return summariseSegmentation(*content->getDataset(), path);
}

MaskObject readSegmentationObject(const fs::path& path, const MaskReadLimits& limits) {
    const auto content = openObject(path);
    DcmDataset& data = *content->getDataset();
    requireClass(data, path);
    SegmentationHeader header = readSegmentationHeader(data, path);
    const SegmentationGrid grid = segmentationGrid(header, path);
    const auto bytes = pixelBytes(data, header, path);
    header.object.labels = labelsOf(header, grid, bytes, LayerStack(grid.geometry, limits, path));
    return std::move(header.object);
}

} // namespace laurel
