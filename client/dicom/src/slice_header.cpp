#include "slice_header.h"

#include "dicom_libraries.h"
#include "dicom_text.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <cmath>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcxfer.h>

namespace laurel {

namespace {

std::string textOf(DcmItem& data, const DcmTagKey& tag) {
    OFString text;
    data.findAndGetOFStringArray(tag, text);
    return {text.c_str(), text.size()};
}

std::string codeOf(DcmItem& data, const DcmTagKey& tag) {
    return splitValues(textOf(data, tag)).front();
}

int shortOf(DcmItem& data, const DcmTagKey& tag, int absent) {
    Uint16 value = 0;
    return data.findAndGetUint16(tag, value).good() ? value : absent;
}

template <std::size_t N>
std::optional<std::array<double, N>> numbersOf(DcmItem& data, const DcmTagKey& tag) {
    const auto numbers = parseNumbers(textOf(data, tag), N);
    if (!numbers) {
        return std::nullopt;
    }
    std::array<double, N> result{};
    std::copy_n(numbers->begin(), N, result.begin()); // parseNumbers gave exactly N
    return result;
}

std::optional<double> numberOf(DcmItem& data, const DcmTagKey& tag) {
    const auto numbers = numbersOf<1>(data, tag);
    return numbers ? std::optional(numbers->front()) : std::nullopt;
}

/// An IS value; beyond the 12 characters that IS has room for it is as wrong as no number at all.
std::int64_t integerOf(DcmItem& data, const DcmTagKey& tag, std::int64_t absent) {
    const auto number = numberOf(data, tag);
    return number && std::abs(*number) < 1e12 ? static_cast<std::int64_t>(*number) : absent;
}

std::optional<Rescale> rescaleOf(DcmItem& data) {
    const bool none =
        codeOf(data, DCM_RescaleSlope).empty() && codeOf(data, DCM_RescaleIntercept).empty();
    const auto slope = numberOf(data, DCM_RescaleSlope);
    const auto intercept = numberOf(data, DCM_RescaleIntercept);
    if (none) {
        return Rescale{};
    }
    if (!slope || !intercept || *slope == 0) {
        return std::nullopt;
    }
    return Rescale{*slope, *intercept};
}

void readImageFields(DcmItem& data, SliceHeader& header) {
    header.columns = shortOf(data, DCM_Columns, 0);
    header.rows = shortOf(data, DCM_Rows, 0);
    header.frames = integerOf(data, DCM_NumberOfFrames, 1);
    header.samplesPerPixel = shortOf(data, DCM_SamplesPerPixel, 1);
    header.bitsAllocated = shortOf(data, DCM_BitsAllocated, 0);
    header.bitsStored = shortOf(data, DCM_BitsStored, header.bitsAllocated);
    header.highBit = shortOf(data, DCM_HighBit, header.bitsStored - 1);
    header.isSigned = shortOf(data, DCM_PixelRepresentation, 0) == 1;
    header.photometric = codeOf(data, DCM_PhotometricInterpretation);
    header.hasModalityTable = data.tagExists(DCM_ModalityLUTSequence);
    header.rescale = rescaleOf(data);
    const auto imageType = splitValues(textOf(data, DCM_ImageType));
    header.isMosaic = std::ranges::find(imageType, "MOSAIC") != imageType.end();
    header.position = numbersOf<3>(data, DCM_ImagePositionPatient);
    header.orientation = numbersOf<6>(data, DCM_ImageOrientationPatient);
    header.pixelSpacing = numbersOf<2>(data, DCM_PixelSpacing);
    header.sliceThickness = numberOf(data, DCM_SliceThickness);
    header.sliceDistance = numberOf(data, DCM_SpacingBetweenSlices);
}

SliceHeader headerOf(DcmDataset& data) {
    SliceHeader header;
    header.seriesId = codeOf(data, DCM_SeriesInstanceUID);
    header.sopClass = codeOf(data, DCM_SOPClassUID);
    header.transferSyntax = DcmXfer(data.getOriginalXfer()).getXferID();
    header.modality = codeOf(data, DCM_Modality);
    header.description = dicomTextToUtf8(textOf(data, DCM_SeriesDescription),
                                         textOf(data, DCM_SpecificCharacterSet));
    header.instanceNumber = integerOf(data, DCM_InstanceNumber, 0);
    readImageFields(data, header);
    return header;
}

} // namespace

std::optional<SliceHeader> readSliceHeader(const std::filesystem::path& file) {
    prepareDicomLibraries();
    DcmFileFormat content;
    const OFCondition read = content.loadFileUntilTag(
        file.c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
    if (read.bad()) {
        return std::nullopt;
    }
    SliceHeader header = headerOf(*content.getDataset());
    header.file = file;
    const bool isImage = header.rows > 0 && header.columns > 0 && !header.photometric.empty();
    const bool isObject = isImage || !header.sopClass.empty() || !header.seriesId.empty();
    return isObject ? std::optional(std::move(header)) : std::nullopt;
}

} // namespace laurel
