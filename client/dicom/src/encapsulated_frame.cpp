#include "encapsulated_frame.h"

#include "code_stream.h"
#include "gdcm_library.h"
#include "laurel/base/error.h"
#include "slice_errors.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <numeric>

namespace laurel {

namespace {

using Fragments = std::vector<std::string_view>;

/// All of them, the offset table first.
Fragments itemsOf(const SliceHeader& slice, DcmElement& element) {
    auto* pixels = dynamic_cast<DcmPixelData*>(&element);
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    DcmPixelSequence* sequence = nullptr;
    if (pixels != nullptr) {
        pixels->getOriginalRepresentationKey(syntax, parameter);
        pixels->getEncapsulatedRepresentation(syntax, parameter, sequence);
    }
    Fragments items;
    DcmObject* object = nullptr; // items are a list: walked, not indexed
    for (unsigned long i = 0; sequence != nullptr && i < sequence->card(); ++i) {
        object = sequence->nextInContainer(object);
        auto* item = dynamic_cast<DcmPixelItem*>(object);
        Uint8* bytes = nullptr;
        if (item == nullptr || item->getUint8Array(bytes).bad() ||
            (bytes == nullptr && item->getLength() > 0)) {
            refuseDamaged(slice);
        }
        items.emplace_back(reinterpret_cast<const char*>(bytes),
                           bytes != nullptr ? item->getLength() : 0);
    }
    if (items.size() < 2) {
        refuseDamaged(slice);
    }
    return items;
}

bool isJpeg2000(const SliceHeader& slice) {
    return slice.transferSyntax.starts_with("1.2.840.10008.1.2.4.9");
}

bool beginsCodeStream(const SliceHeader& slice, std::string_view bytes) {
    return bytes.starts_with("\xFF\xD8") || (isJpeg2000(slice) && readJpeg2000Frame(bytes));
}

/// Whether a frame starts with each fragment, by the basic offset table: 32-bit little-endian
/// distances from the first fragment's item to each frame's.
std::vector<bool> startsByTable(const Fragments& items) {
    const std::string_view table = items.front();
    std::vector<bool> starts(items.size() - 1, false);
    std::uint64_t offset = 0;
    std::size_t entry = 0;
    for (std::size_t i = 1; i < items.size(); ++i) {
        std::uint64_t stated = 0;
        for (std::size_t byte = 0; byte < 4 && entry * 4 + byte < table.size(); ++byte) {
            stated |=
                static_cast<std::uint64_t>(static_cast<unsigned char>(table[entry * 4 + byte]))
                << (8 * byte);
        }
        if ((entry + 1) * 4 <= table.size() && stated == offset) {
            starts[i - 1] = true;
            ++entry;
        }
        offset += 8 + items[i].size();
    }
    return starts;
}

std::vector<bool> startsByContent(const SliceHeader& slice, const Fragments& items) {
    std::vector<bool> starts;
    for (std::size_t i = 1; i < items.size(); ++i) {
        starts.push_back(beginsCodeStream(slice, items[i]));
    }
    return starts;
}

/// For each fragment the frame that it belongs to.
std::vector<std::int64_t> framesOfFragments(const SliceHeader& slice, const Fragments& items) {
    const std::size_t count = items.size() - 1;
    std::vector<std::int64_t> frames(count, 0);
    if (slice.frames == 1) {
        return frames;
    }
    if (static_cast<std::int64_t>(count) == slice.frames) {
        std::iota(frames.begin(), frames.end(), 0);
        return frames;
    }
    for (const auto& starts : {startsByTable(items), startsByContent(slice, items)}) {
        if (starts.front() && std::ranges::count(starts, true) == slice.frames) {
            std::int64_t current = -1;
            std::ranges::transform(starts, frames.begin(),
                                   [&](bool start) { return current += start ? 1 : 0; });
            return frames;
        }
    }
    refuse(ErrorCode::InvalidInput, slice,
           std::to_string(count) + " pieces of compressed pixels cannot be told apart into " +
               std::to_string(slice.frames) + " frames");
}

} // namespace

std::vector<std::string_view> fragmentsOfFrame(const SliceHeader& slice, DcmElement& pixelData,
                                               std::int64_t frame) {
    const Fragments items = itemsOf(slice, pixelData);
    const auto frames = framesOfFragments(slice, items);
    Fragments own;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (frames[i] == frame) {
            own.push_back(items[i + 1]);
        }
    }
    return own;
}

std::uint32_t firstFragmentOfFrame(const SliceHeader& slice, DcmElement& pixelData,
                                   std::int64_t frame) {
    const auto frames = framesOfFragments(slice, itemsOf(slice, pixelData));
    constexpr const char* runLengths = "1.2.840.10008.1.2.5";
    if (slice.transferSyntax == runLengths &&
        static_cast<std::int64_t>(frames.size()) != slice.frames) {
        refuse(ErrorCode::InvalidInput, slice,
               "run lengths in " + std::to_string(frames.size()) + " pieces, where " +
                   std::to_string(slice.frames) + " are allowed");
    }
    return static_cast<std::uint32_t>(std::ranges::find(frames, frame) - frames.begin()) + 1;
}

void requireFrameAsDeclared(const SliceHeader& slice, std::string_view bytes) {
    const auto frame = isJpeg2000(slice) ? readJpeg2000Frame(bytes) : readJpegFrame(bytes);
    if (!frame) {
        refuse(ErrorCode::InvalidInput, slice, "no compressed image in the pixel data");
    }
    const std::int64_t columns = slice.tile ? slice.tile->columns : slice.columns;
    const std::int64_t rows = slice.tile ? slice.tile->rows : slice.rows;
    if (frame->columns != columns || frame->rows != rows ||
        frame->components != slice.samplesPerPixel || frame->bits > slice.bitsAllocated ||
        frame->bits <= slice.bitsAllocated - 8 || frame->bits < 8) {
        refuse(ErrorCode::Unsupported, slice,
               "the compressed image of " + std::to_string(frame->columns) + "×" +
                   std::to_string(frame->rows) + " pixels and " +
                   std::to_string(frame->components) + " component(s) of " +
                   std::to_string(frame->bits) + " bits does not fit the header's " +
                   std::to_string(columns) + "×" + std::to_string(rows) + " pixels of " +
                   std::to_string(slice.samplesPerPixel) + " component(s) of " +
                   std::to_string(slice.bitsAllocated) + " bits");
    }
}

std::vector<char> decompressWithGdcm(const SliceHeader& slice,
                                     const std::vector<std::string_view>& fragments) {
    std::vector<LaurelByteView> views;
    views.reserve(fragments.size());
    for (const std::string_view bytes : fragments) {
        views.push_back({bytes.data(), bytes.size()});
    }
    const auto bits = [](int value) { return static_cast<std::uint16_t>(value); };
    LaurelCompressedImage image{};
    image.size = sizeof(image);
    image.columns = static_cast<std::uint32_t>(slice.tile ? slice.tile->columns : slice.columns);
    image.rows = static_cast<std::uint32_t>(slice.tile ? slice.tile->rows : slice.rows);
    image.samplesPerPixel = bits(slice.samplesPerPixel);
    image.bitsAllocated = bits(slice.bitsAllocated);
    image.bitsStored = bits(slice.bitsStored);
    image.highBit = bits(slice.highBit);
    image.isSigned = slice.isSigned;
    image.photometric = slice.photometric.c_str();
    image.transferSyntax = slice.transferSyntax.c_str();
    image.fragments = views.data();
    image.fragmentCount = views.size();
    std::vector<char> bytes(std::size_t{image.columns} * image.rows * image.samplesPerPixel *
                            (image.bitsAllocated / 8));
    image.pixels = bytes.data();
    image.pixelBytes = bytes.size();
    if (!gdcmDecoder()(&image)) {
        refuseDamaged(slice);
    }
    return bytes;
}

} // namespace laurel
