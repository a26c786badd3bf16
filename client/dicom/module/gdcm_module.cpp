#include "laurel/dicom/gdcm_module.h"

#include <exception>
#include <gdcmBitmap.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>
#include <mutex>

namespace {

void silence() {
    static std::once_flag once;
    std::call_once(once, [] {
        gdcm::Trace::DebugOff();
        gdcm::Trace::WarningOff();
        gdcm::Trace::ErrorOff();
    });
}

gdcm::DataElement pixelElement(const LaurelCompressedImage& image) {
    gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
    element.SetVR(gdcm::VR::OB);
    auto* sequence = new gdcm::SequenceOfFragments; // the element's
    element.SetValue(*sequence);
    for (std::size_t i = 0; i < image.fragmentCount; ++i) {
        const LaurelByteView& bytes = image.fragments[i];
        gdcm::Fragment fragment;
        fragment.SetByteValue(bytes.data, gdcm::VL(static_cast<std::uint32_t>(bytes.size)));
        sequence->AddFragment(fragment);
    }
    return element;
}

bool decode(const LaurelCompressedImage& compressed) {
    gdcm::Bitmap image;
    image.SetNumberOfDimensions(2);
    image.SetColumns(compressed.columns);
    image.SetRows(compressed.rows);
    image.SetPixelFormat(gdcm::PixelFormat(compressed.samplesPerPixel, compressed.bitsAllocated,
                                           compressed.bitsStored, compressed.highBit,
                                           compressed.isSigned ? 1 : 0));
    image.SetPhotometricInterpretation(
        gdcm::PhotometricInterpretation::GetPIType(compressed.photometric));
    image.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(compressed.transferSyntax));
    image.SetPlanarConfiguration(0);
    image.SetDataElement(pixelElement(compressed));
    return image.GetBufferLength() == compressed.pixelBytes && image.GetBuffer(compressed.pixels);
}

} // namespace

extern "C" __attribute__((visibility("default"))) bool
laurel_decode_with_gdcm(const LaurelCompressedImage* image) {
    if (image->size != sizeof(LaurelCompressedImage)) {
        return false;
    }
    silence();
    try {
        return decode(*image);
    } catch (const std::exception&) { // GDCM, CharLS
        return false;
    }
}
