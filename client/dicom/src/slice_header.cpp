#include "slice_header.h"

#include "dicom_text.h"
#include "gdcm_setup.h"

#include <algorithm>
#include <cmath>
#include <gdcmReader.h>
#include <set>

namespace laurel {

namespace {

const gdcm::Tag characterSetTag(0x0008, 0x0005);
const gdcm::Tag imageTypeTag(0x0008, 0x0008);
const gdcm::Tag sopClassTag(0x0008, 0x0016);
const gdcm::Tag modalityTag(0x0008, 0x0060);
const gdcm::Tag descriptionTag(0x0008, 0x103e);
const gdcm::Tag sliceThicknessTag(0x0018, 0x0050);
const gdcm::Tag sliceDistanceTag(0x0018, 0x0088);
const gdcm::Tag seriesIdTag(0x0020, 0x000e);
const gdcm::Tag instanceNumberTag(0x0020, 0x0013);
const gdcm::Tag positionTag(0x0020, 0x0032);
const gdcm::Tag orientationTag(0x0020, 0x0037);
const gdcm::Tag samplesPerPixelTag(0x0028, 0x0002);
const gdcm::Tag photometricTag(0x0028, 0x0004);
const gdcm::Tag framesTag(0x0028, 0x0008);
const gdcm::Tag rowsTag(0x0028, 0x0010);
const gdcm::Tag columnsTag(0x0028, 0x0011);
const gdcm::Tag pixelSpacingTag(0x0028, 0x0030);
const gdcm::Tag bitsAllocatedTag(0x0028, 0x0100);
const gdcm::Tag signTag(0x0028, 0x0103);
const gdcm::Tag interceptTag(0x0028, 0x1052);
const gdcm::Tag slopeTag(0x0028, 0x1053);
const gdcm::Tag modalityTableTag(0x0028, 0x3000);

const std::set<gdcm::Tag>& wantedTags() {
    static const std::set<gdcm::Tag> tags{
        characterSetTag,   imageTypeTag,       sopClassTag,      modalityTag,       descriptionTag,
        sliceThicknessTag, sliceDistanceTag,   seriesIdTag,      instanceNumberTag, positionTag,
        orientationTag,    samplesPerPixelTag, photometricTag,   framesTag,         rowsTag,
        columnsTag,        pixelSpacingTag,    bitsAllocatedTag, signTag,           interceptTag,
        slopeTag,          modalityTableTag};
    return tags;
}

std::string textOf(const gdcm::DataSet& data, const gdcm::Tag& tag) {
    const gdcm::ByteValue* value =
        data.FindDataElement(tag) ? data.GetDataElement(tag).GetByteValue() : nullptr;
    return value == nullptr ? std::string() : std::string(value->GetPointer(), value->GetLength());
}

std::string codeOf(const gdcm::DataSet& data, const gdcm::Tag& tag) {
    return splitValues(textOf(data, tag)).front();
}

/// An unsigned short; GDCM has brought it to the machine's byte order. `absent` when it is not
/// there.
int shortOf(const gdcm::DataSet& data, const gdcm::Tag& tag, int absent) {
    const std::string bytes = textOf(data, tag);
    if (bytes.size() < 2) {
        return absent;
    }
    return static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8;
}

template <std::size_t N>
std::optional<std::array<double, N>> numbersOf(const gdcm::DataSet& data, const gdcm::Tag& tag) {
    const auto numbers = parseNumbers(textOf(data, tag), N);
    if (!numbers) {
        return std::nullopt;
    }
    std::array<double, N> result{};
    std::copy(numbers->begin(), numbers->end(), result.begin());
    return result;
}

std::optional<double> numberOf(const gdcm::DataSet& data, const gdcm::Tag& tag) {
    const auto numbers = numbersOf<1>(data, tag);
    return numbers ? std::optional(numbers->front()) : std::nullopt;
}

/// An IS value; beyond the 12 characters that IS has room for it is as wrong as no number at all.
std::int64_t integerOf(const gdcm::DataSet& data, const gdcm::Tag& tag, std::int64_t absent) {
    const auto number = numberOf(data, tag);
    return number && std::abs(*number) < 1e12 ? static_cast<std::int64_t>(*number) : absent;
}

std::optional<Rescale> rescaleOf(const gdcm::DataSet& data) {
    const bool none = codeOf(data, slopeTag).empty() && codeOf(data, interceptTag).empty();
    const auto slope = numberOf(data, slopeTag);
    const auto intercept = numberOf(data, interceptTag);
    if (none) {
        return Rescale{};
    }
    if (!slope || !intercept || *slope == 0) {
        return std::nullopt;
    }
    return Rescale{*slope, *intercept};
}

void readImageFields(const gdcm::DataSet& data, SliceHeader& header) {
    header.columns = shortOf(data, columnsTag, 0);
    header.rows = shortOf(data, rowsTag, 0);
    header.frames = integerOf(data, framesTag, 1);
    header.samplesPerPixel = shortOf(data, samplesPerPixelTag, 1);
    header.bitsAllocated = shortOf(data, bitsAllocatedTag, 0);
    header.isSigned = shortOf(data, signTag, 0) == 1;
    header.photometric = codeOf(data, photometricTag);
    header.hasModalityTable = data.FindDataElement(modalityTableTag);
    header.rescale = rescaleOf(data);
    const auto imageType = splitValues(textOf(data, imageTypeTag));
    header.isMosaic = std::ranges::find(imageType, "MOSAIC") != imageType.end();
    header.position = numbersOf<3>(data, positionTag);
    header.orientation = numbersOf<6>(data, orientationTag);
    header.pixelSpacing = numbersOf<2>(data, pixelSpacingTag);
    header.sliceThickness = numberOf(data, sliceThicknessTag);
    header.sliceDistance = numberOf(data, sliceDistanceTag);
}

SliceHeader headerOf(const gdcm::File& file) {
    const gdcm::DataSet& data = file.GetDataSet();
    SliceHeader header;
    header.seriesId = codeOf(data, seriesIdTag);
    header.sopClass = codeOf(data, sopClassTag);
    header.transferSyntax = file.GetHeader().GetDataSetTransferSyntax().GetString();
    header.modality = codeOf(data, modalityTag);
    header.description =
        dicomTextToUtf8(textOf(data, descriptionTag), textOf(data, characterSetTag));
    header.instanceNumber = integerOf(data, instanceNumberTag, 0);
    readImageFields(data, header);
    return header;
}

} // namespace

std::optional<SliceHeader> readSliceHeader(const std::filesystem::path& file) {
    silenceGdcm();
    try {
        gdcm::Reader reader;
        reader.SetFileName(file.c_str());
        if (!reader.CanRead() || !reader.ReadSelectedTags(wantedTags())) {
            return std::nullopt;
        }
        SliceHeader header = headerOf(reader.GetFile());
        header.file = file;
        return header.seriesId.empty() ? std::nullopt : std::optional(std::move(header));
    } catch (const std::exception&) { // GDCM's parser gives up this way on damaged files
        return std::nullopt;
    }
}

} // namespace laurel
