#pragma once

#include <cstddef>
#include <cstdint>

/// What liblaurel_gdcm.so offers to client/dicom, which opens it when an image is first met that
/// only GDCM can decode: GDCM's dictionaries and relocations cost every start some 20 ms otherwise.
/// Both are built together.
extern "C" {

struct LaurelByteView {
    const char* data;
    std::size_t size;
};

/// One image of one component or three, as its header declares it.
struct LaurelCompressedImage {
    std::size_t size; ///< sizeof(LaurelCompressedImage), which an older library would not know
    std::uint32_t columns;
    std::uint32_t rows;
    std::uint16_t samplesPerPixel; ///< 3: decoded pixel by pixel
    std::uint16_t bitsAllocated;
    std::uint16_t bitsStored;
    std::uint16_t highBit;
    bool isSigned;
    const char* photometric;    ///< as DICOM writes it, such as "MONOCHROME2"
    const char* transferSyntax; ///< UID
    const LaurelByteView* fragments;
    std::size_t fragmentCount;
    char* pixels; ///< where the pixels go
    std::size_t pixelBytes;
};

/// Whether the image was decoded into exactly `pixelBytes` bytes. Throws nothing; any thread.
using LaurelDecodeWithGdcm = bool (*)(const LaurelCompressedImage*);

/// The name under which the library exports it.
inline constexpr const char* laurelDecodeWithGdcmName = "laurel_decode_with_gdcm";
}
