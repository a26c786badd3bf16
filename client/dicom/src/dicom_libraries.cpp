#include "dicom_libraries.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdicent.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <mutex>

namespace laurel {

namespace {

struct PrivateElement {
    const char* creator;
    Uint16 group;
    Uint16 element; ///< the low byte; the high one is the creator's block
    DcmEVR representation;
};

/// Elements of makers that Laurel reads: files with implicit VRs do not say what they are.
constexpr PrivateElement privateElements[] = {
    {"Philips MR Imaging DD 001", 0x2005, 0x0d, EVR_FL}, // scale intercept
    {"Philips MR Imaging DD 001", 0x2005, 0x0e, EVR_FL}, // scale slope
    {"Philips MR Imaging DD 005", 0x2005, 0x0f, EVR_SQ}, // of one frame
    {"SIEMENS MR HEADER", 0x0019, 0x0a, EVR_US},         // number of images in mosaic
};

void addPrivateElements() {
    DcmDataDictionary& dictionary = dcmDataDict.wrlock();
    for (const PrivateElement& entry : privateElements) {
        dictionary.addEntry(new DcmDictEntry(entry.group, entry.element,
                                             DcmVR(entry.representation), "Private", 1, 1,
                                             "private", true, entry.creator));
    }
    dcmDataDict.wrunlock();
}

} // namespace

void prepareDicomLibraries() {
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
        DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_default,
                                              EPC_colorByPixel);
        addPrivateElements();
        DcmRLEDecoderRegistration::registerCodecs();
    });
}

} // namespace laurel
