#include "slice_decoder.h"

#include "data_elements.h"
#include "dicom_libraries.h"
#include "encapsulated_frame.h"
#include "luminance.h"
#include "native_pixels.h"
#include "slice_errors.h"

#include <cstring>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <limits>
#include <type_traits>

namespace laurel {

void refuse(ErrorCode code, const SliceHeader& slice, const std::string& why) {
    throw Error(code, slice.file.string() + ": " + why);
}

void refuseDamaged(const SliceHeader& slice) {
    refuse(ErrorCode::InvalidInput, slice,
           "pixel data missing or damaged (transfer syntax " + slice.transferSyntax + ")");
}

namespace {

bool isUncompressed(E_TransferSyntax syntax) {
    return syntax == EXS_LittleEndianImplicit || syntax == EXS_LittleEndianExplicit ||
           syntax == EXS_BigEndianExplicit || syntax == EXS_DeflatedLittleEndianExplicit;
}

bool isJpegByDcmtk(E_TransferSyntax syntax) {
    return syntax == EXS_JPEGProcess1 || syntax == EXS_JPEGProcess2_4 ||
           syntax == EXS_JPEGProcess14 || syntax == EXS_JPEGProcess14SV1;
}

/// The others would be DCMTK's too, but its JPEG-LS library exports the symbols of GDCM's.
bool isDecodedByGdcm(E_TransferSyntax syntax) {
    return syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy ||
           syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_JPEG2000;
}

/// Bits outside the stored ones say nothing (once they held overlays): PS3.5 8.1.1.
template <typename Stored>
Stored storedBits(Stored cell, const SliceHeader& slice) {
    using Unsigned = std::make_unsigned_t<Stored>;
    const int width = static_cast<int>(sizeof(Stored)) * 8;
    // Up against the cell's top, then down again: the shift of a signed type carries the sign
    // along.
    const auto top = static_cast<Stored>(
        static_cast<Unsigned>(static_cast<Unsigned>(cell) << (width - 1 - slice.highBit)));
    return static_cast<Stored>(top >> (width - slice.bitsStored));
}

bool usesAllBits(const SliceHeader& slice) {
    return slice.bitsStored == slice.bitsAllocated && slice.highBit + 1 == slice.bitsAllocated;
}

/// Whether a T holds the samples as they stand in the file.
template <typename T>
bool isStoredAs(const SliceHeader& slice) {
    return std::is_integral_v<T> && slice.bitsAllocated == static_cast<int>(sizeof(T)) * 8 &&
           slice.isSigned == std::is_signed_v<T> && usesAllBits(slice);
}

template <typename Stored, typename T>
void convert(const SliceHeader& slice, std::string_view bytes, std::span<T> into) {
    if constexpr (std::is_same_v<Stored, T>) {
        if (usesAllBits(slice)) {
            std::memcpy(into.data(), bytes.data(), into.size_bytes());
            return;
        }
    }
    constexpr bool mayOverflow =
        std::is_same_v<Stored, std::uint32_t> && std::is_same_v<T, std::int32_t>;
    for (std::size_t i = 0; i < into.size(); ++i) {
        Stored cell;
        std::memcpy(&cell, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        const Stored value = storedBits(cell, slice);
        if constexpr (mayOverflow) {
            if (value > std::uint32_t{std::numeric_limits<std::int32_t>::max()}) {
                refuse(ErrorCode::Unsupported, slice, "values above 2147483647 are not supported");
            }
        }
        into[i] =
            static_cast<T>(value); // NOLINT(bugprone-signed-char-misuse): bytes have signs here
    }
}

/// Of a frame once it is decompressed. Newer DCMTK wants to be told that it is not yet.
template <typename Element>
OFCondition sizeOfFrame(const Element& pixels, DcmItem& data, Uint32& size) {
    if constexpr (requires { pixels.getUncompressedFrameSize(&data, size, OFFalse); }) {
        return pixels.getUncompressedFrameSize(&data, size, OFFalse);
    } else {
        return pixels.getUncompressedFrameSize(&data, size);
    }
}

template <typename T>
void convertGrey(const SliceHeader& slice, std::string_view bytes, std::span<T> into) {
    switch (slice.bitsAllocated) {
    case 8:
        return slice.isSigned ? convert<std::int8_t>(slice, bytes, into)
                              : convert<std::uint8_t>(slice, bytes, into);
    case 16:
        return slice.isSigned ? convert<std::int16_t>(slice, bytes, into)
                              : convert<std::uint16_t>(slice, bytes, into);
    default:
        return slice.isSigned ? convert<std::int32_t>(slice, bytes, into)
                              : convert<std::uint32_t>(slice, bytes, into);
    }
}

/// The part of a packed image that one slice is.
std::string cutTile(const SliceHeader& slice, std::string_view whole) {
    const auto sample = static_cast<std::size_t>(slice.bitsAllocated / 8);
    const auto& tile = *slice.tile;
    const auto left = static_cast<std::size_t>(tile.index % tile.perRow * slice.columns);
    const auto top = static_cast<std::size_t>(tile.index / tile.perRow * slice.rows);
    std::string bytes;
    for (std::size_t y = 0; y < static_cast<std::size_t>(slice.rows); ++y) {
        const std::size_t at = ((top + y) * static_cast<std::size_t>(tile.columns) + left) * sample;
        bytes += whole.substr(at, static_cast<std::size_t>(slice.columns) * sample);
    }
    return bytes;
}

} // namespace

class SliceDecoder::Impl {
  public:
    explicit Impl(const SliceHeader& slice)
        : photometric_(slice.photometric), native_(NativePixels::open(slice)) {
        if (!native_) {
            parse(slice);
        }
    }

    /// Whether the frame could be read straight into there.
    bool readFrame(const SliceHeader& slice, std::span<std::byte> into) {
        return native_ && into.size() == native_->frameBytes() && native_->read(slice.frame, into);
    }

    /// The samples of a whole frame in the machine's byte order; valid until the next call.
    std::string_view frame(const SliceHeader& slice) {
        if (native_) {
            decoded_.resize(native_->frameBytes());
            if (readFrame(slice, std::as_writable_bytes(std::span(decoded_)))) {
                return {decoded_.data(), decoded_.size()};
            }
            native_.reset();
            parse(slice); // which says what is wrong
        }
        if (isUncompressed(syntax_)) {
            return uncompressed(slice);
        }
        if (decodedFrame_ != slice.frame) {
            decodedFrame_ = -1;
            decoded_ = isDecodedByGdcm(syntax_) ? byGdcm(slice) : byDcmtk(slice);
            decodedFrame_ = slice.frame;
        }
        return {decoded_.data(), decoded_.size()};
    }

    DcmDataset& data() { return *content_.getDataset(); }
    ColorFrame colorFrame(const SliceHeader& slice) {
        const std::string_view bytes = frame(slice); // it may change what follows
        const bool keepsPlanes = isUncompressed(syntax_) || syntax_ == EXS_RLELossless;
        return {bytes, photometric_, keepsPlanes && slice.isPlanar};
    }

  private:
    void parse(const SliceHeader& slice) {
        prepareDicomLibraries();
        if (content_.loadFile(slice.file.c_str()).bad() ||
            data().findAndGetElement(DCM_PixelData, element_).bad()) {
            refuseDamaged(slice);
        }
        syntax_ = data().getOriginalXfer();
    }

    std::size_t frameBytes(const SliceHeader& slice) const {
        if (slice.isColor()) {
            return colorFrameBytes(slice, photometric_);
        }
        const std::int64_t pixels =
            slice.tile ? slice.tile->rows * slice.tile->columns : slice.rows * slice.columns;
        return static_cast<std::size_t>(pixels) * static_cast<std::size_t>(slice.bitsAllocated / 8);
    }

    std::string_view uncompressed(const SliceHeader& slice) {
        Uint8* bytes = nullptr;
        if (slice.bitsAllocated == 8) {
            element_->getUint8Array(bytes);
        } else {
            Uint16* words = nullptr;
            element_->getUint16Array(words);
            bytes = reinterpret_cast<Uint8*>(words);
        }
        const std::size_t each = frameBytes(slice);
        const std::size_t expected = each * static_cast<std::size_t>(slice.frames);
        // Pixel data are padded to an even number of bytes.
        if (bytes == nullptr || element_->getLength() != expected + expected % 2) {
            refuse(ErrorCode::InvalidInput, slice,
                   "pixel data missing or damaged: " + std::to_string(expected) +
                       " bytes are declared, there are " +
                       std::to_string(bytes != nullptr ? element_->getLength() : 0));
        }
        return {reinterpret_cast<const char*>(bytes) + each * static_cast<std::size_t>(slice.frame),
                each};
    }

    std::vector<char> byGdcm(const SliceHeader& slice) {
        const auto fragments = fragmentsOfFrame(slice, *element_, slice.frame);
        requireFrameAsDeclared(slice, fragments.front());
        if (slice.photometric == "YBR_RCT" || slice.photometric == "YBR_ICT") {
            photometric_ = "RGB"; // OpenJPEG undoes these transforms
        }
        return decompressWithGdcm(slice, fragments);
    }

    std::vector<char> byDcmtk(const SliceHeader& slice) {
        auto* pixels = dynamic_cast<DcmPixelData*>(element_);
        if (!isJpegByDcmtk(syntax_) && syntax_ != EXS_RLELossless) {
            refuse(ErrorCode::Unsupported, slice,
                   "compression \"" + std::string(DcmXfer(syntax_).getXferName()) + "\" (" +
                       slice.transferSyntax + ") is not supported");
        }
        Uint32 size = 0;
        if (pixels == nullptr || sizeOfFrame(*pixels, data(), size).bad()) {
            refuseDamaged(slice);
        }
        std::vector<char> bytes(size + size % 2);
        Uint32 startFragment = firstFragmentOfFrame(slice, *element_, slice.frame);
        OFString model;
        if (pixels
                ->getUncompressedFrame(&data(), static_cast<Uint32>(slice.frame), startFragment,
                                       bytes.data(), static_cast<Uint32>(bytes.size()), model)
                .bad()) {
            refuseDamaged(slice);
        }
        photometric_ = model.empty() ? photometric_ : std::string(model.c_str());
        if (bytes.size() < frameBytes(slice)) {
            refuseDamaged(slice);
        }
        bytes.resize(frameBytes(slice));
        return bytes;
    }

    DcmFileFormat content_;
    DcmElement* element_ = nullptr; // of content_
    E_TransferSyntax syntax_ = EXS_Unknown;
    std::string photometric_;
    std::unique_ptr<NativePixels> native_; // in its place content_ is empty
    std::vector<char> decoded_;
    std::int64_t decodedFrame_ = -1;
};

SliceDecoder::SliceDecoder(const SliceHeader& slice) : impl_(std::make_unique<Impl>(slice)) {}
SliceDecoder::~SliceDecoder() = default;
SliceDecoder::SliceDecoder(SliceDecoder&&) noexcept = default;
SliceDecoder& SliceDecoder::operator=(SliceDecoder&&) noexcept = default;

template <typename T>
void SliceDecoder::decode(const SliceHeader& slice, std::span<T> into) {
    if (slice.isColor()) {
        const auto grey = luminanceOf(slice, impl_->colorFrame(slice), impl_->data());
        std::ranges::transform(grey, into.begin(),
                               [](std::uint8_t v) { return static_cast<T>(v); });
        return;
    }
    if (!slice.tile && isStoredAs<T>(slice) &&
        impl_->readFrame(slice, std::as_writable_bytes(into))) {
        return;
    }
    const std::string_view bytes = impl_->frame(slice);
    if (slice.tile) {
        convertGrey(slice, cutTile(slice, bytes), into);
    } else {
        convertGrey(slice, bytes, into);
    }
}

template void SliceDecoder::decode(const SliceHeader&, std::span<std::uint8_t>);
template void SliceDecoder::decode(const SliceHeader&, std::span<std::int16_t>);
template void SliceDecoder::decode(const SliceHeader&, std::span<std::uint16_t>);
template void SliceDecoder::decode(const SliceHeader&, std::span<std::int32_t>);
template void SliceDecoder::decode(const SliceHeader&, std::span<float>);

} // namespace laurel
