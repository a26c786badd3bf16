#include "slice_header.h"

#include "cine_frames.h"
#include "data_elements.h"
#include "dicom_libraries.h"
#include "functional_groups.h"
#include "nesting.h"
#include "rescale_rules.h"
#include "siemens_mosaic.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcistrmf.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

namespace {

/// PixelPaddingValue takes the sign of the pixels, and some writers give it the wrong VR.
std::optional<std::int64_t> paddingOf(DcmItem& data, const SliceHeader& slice) {
    const auto padding = numberOf(data, DCM_PixelPaddingValue);
    if (!padding || slice.bitsAllocated > 16) {
        return std::nullopt;
    }
    const auto bits = static_cast<std::uint16_t>(static_cast<std::int64_t>(*padding));
    return slice.isSigned ? static_cast<std::int16_t>(bits) : static_cast<std::int64_t>(bits);
}

void readPixelFields(DcmItem& data, SliceHeader& slice) {
    slice.columns = shortOf(data, DCM_Columns, 0);
    slice.rows = shortOf(data, DCM_Rows, 0);
    slice.frames = integerOf(data, DCM_NumberOfFrames, 1);
    slice.samplesPerPixel = shortOf(data, DCM_SamplesPerPixel, 1);
    slice.bitsAllocated = shortOf(data, DCM_BitsAllocated, 0);
    slice.bitsStored = shortOf(data, DCM_BitsStored, slice.bitsAllocated);
    slice.highBit = shortOf(data, DCM_HighBit, slice.bitsStored - 1);
    slice.isSigned = shortOf(data, DCM_PixelRepresentation, 0) == 1;
    slice.isPlanar = shortOf(data, DCM_PlanarConfiguration, 0) == 1;
    slice.photometric = codeOf(data, DCM_PhotometricInterpretation);
    slice.hasModalityTable = data.tagExists(DCM_ModalityLUTSequence);
    slice.padding = paddingOf(data, slice);
    const auto imageType = splitValues(textOf(data, DCM_ImageType));
    slice.isMosaic = std::ranges::find(imageType, "MOSAIC") != imageType.end();
}

void readPlane(DcmItem& data, SliceHeader& slice) {
    slice.position = numbersOf<3>(data, DCM_ImagePositionPatient);
    slice.orientation = numbersOf<6>(data, DCM_ImageOrientationPatient);
    slice.pixelSpacing = numbersOf<2>(data, DCM_PixelSpacing);
    // Radiographs: where the detector is, not where the patient is; the best there is.
    if (!data.tagExistsWithValue(DCM_PixelSpacing)) {
        slice.pixelSpacing = data.tagExistsWithValue(DCM_ImagerPixelSpacing)
                                 ? numbersOf<2>(data, DCM_ImagerPixelSpacing)
                                 : ultrasoundSpacing(data);
    }
    slice.sliceThickness = numberOf(data, DCM_SliceThickness);
    slice.sliceDistance = numberOf(data, DCM_SpacingBetweenSlices);
}

void readTraits(DcmItem& data, SliceHeader& slice) {
    slice.trait(Trait::Stack) = textOf(data, DCM_StackID);
    slice.trait(Trait::ImageType) = textOf(data, DCM_ImageType);
    slice.trait(Trait::Echo) = textOf(data, DCM_EchoTime);
    slice.echoNumber = codeOf(data, DCM_EchoNumbers);
    slice.trait(Trait::Time) = textOf(data, DCM_TemporalPositionIdentifier);
    slice.trait(Trait::BValue) = textOf(data, DCM_DiffusionBValue);
    slice.trait(Trait::Gradient) = textOf(data, DCM_DiffusionGradientOrientation);
    slice.trait(Trait::InversionTime) = textOf(data, DCM_InversionTime);
    slice.trait(Trait::FlipAngle) = textOf(data, DCM_FlipAngle);
    slice.trait(Trait::Acquisition) = textOf(data, DCM_AcquisitionNumber);
    slice.trait(Trait::Trigger) = textOf(data, DCM_TriggerTime);
}

SliceHeader commonHeader(DcmDataset& data) {
    SliceHeader slice;
    slice.seriesId = codeOf(data, DCM_SeriesInstanceUID);
    slice.sopClass = codeOf(data, DCM_SOPClassUID);
    slice.transferSyntax = DcmXfer(data.getOriginalXfer()).getXferID();
    slice.modality = codeOf(data, DCM_Modality);
    slice.description = dicomTextToUtf8(textOf(data, DCM_SeriesDescription),
                                        textOf(data, DCM_SpecificCharacterSet));
    slice.instanceNumber = integerOf(data, DCM_InstanceNumber, 0);
    readPixelFields(data, slice);
    readPlane(data, slice);
    readTraits(data, slice);
    readRescale(&data, firstItem(data, DCM_RealWorldValueMappingSequence), &data, slice);
    return slice;
}

ObjectHeader objectHeader(DcmDataset& data) {
    const std::string characterSet = textOf(data, DCM_SpecificCharacterSet);
    const auto inUtf8 = [&](const DcmTagKey& tag) {
        return dicomTextToUtf8(textOf(data, tag), characterSet);
    };
    ObjectHeader about;
    about.studyId = codeOf(data, DCM_StudyInstanceUID);
    about.frameOfReference = codeOf(data, DCM_FrameOfReferenceUID);
    about.studyDescription = inUtf8(DCM_StudyDescription);
    about.studyDate = codeOf(data, DCM_StudyDate);
    about.seriesNumber = integerOf(data, DCM_SeriesNumber, 0);
    const std::string name = personNameForDisplay(inUtf8(DCM_PatientName));
    const std::string id = inUtf8(DCM_PatientID);
    about.patientLabel = name + (id.empty() ? "" : (name.empty() ? "(" : " (") + id + ")");
    return about;
}

std::vector<SliceHeader> slicesOf(DcmItem& data, SliceHeader common) {
    std::vector<SliceHeader> slices;
    if (common.isImage() && common.modality != "SEG") {
        slices = common.isMosaic ? readTiles(data, common) : readFrames(data, common);
        if (slices.empty()) {
            slices = readCine(data, common);
        }
    }
    if (slices.empty()) {
        slices.push_back(std::move(common));
    }
    return slices;
}

/// The first bytes of a file, valid until the thread's next: to look through all of it would be to
/// read all pixels.
std::string_view startOf(const std::filesystem::path& file) {
    constexpr std::size_t mostBytes = std::size_t{1} << 16;
    thread_local std::vector<char> buffer(mostBytes);
    std::ifstream stream;
    stream.rdbuf()->pubsetbuf(nullptr, 0); // straight into ours
    stream.open(file, std::ios::binary);
    stream.read(buffer.data(), mostBytes);
    return {buffer.data(), static_cast<std::size_t>(stream.gcount())};
}

/// Up to the pixel data. From the file and not from memory, where DCMTK would take as much memory
/// as a damaged element declares. @param pixelsAt where their value starts; none: there are none
OFCondition readHeader(const std::filesystem::path& file, DcmFileFormat& content,
                       std::optional<std::uint64_t>& pixelsAt) {
    DcmInputFileStream stream(file.c_str());
    OFCondition status = stream.status();
    if (status.good()) {
        content.transferInit();
        status = content.readUntilTag(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength,
                                      DCM_PixelData);
        content.transferEnd();
    }
    if (status.good() && !stream.eos()) { // the tag and the length are read already
        pixelsAt = static_cast<std::uint64_t>(stream.tell());
    }
    return status;
}

std::optional<ImageObject> parse(const std::filesystem::path& file) {
    DcmFileFormat content;
    std::optional<std::uint64_t> pixelsAt;
    if (readHeader(file, content, pixelsAt).bad()) {
        return std::nullopt;
    }
    DcmDataset& data = *content.getDataset();
    if (nestingOf(data) > deepestNesting) {
        return std::nullopt;
    }
    SliceHeader common = commonHeader(data);
    if (!common.isImage() && common.sopClass.empty() && common.seriesId.empty()) {
        return std::nullopt;
    }
    common.file = file;
    common.pixelsAt = pixelsAt;
    return ImageObject{objectHeader(data), slicesOf(data, std::move(common))};
}

} // namespace

std::optional<ImageObject> readImageObject(const std::filesystem::path& file) {
    prepareDicomLibraries();
    const ItemNesting items = itemsIn(startOf(file));
    std::optional<ImageObject> object;
    if (items.depth <= deepestNesting) { // DCMTK takes minutes for what is much deeper
        withStackFor(items.count, [&] { object = parse(file); });
    }
    return object;
}

} // namespace laurel
