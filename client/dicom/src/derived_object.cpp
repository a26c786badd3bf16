#include "derived_object.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <array>
#include <ctime>
#include <random>

namespace laurel {

namespace {

Random randomFor(const MaskWriteOptions& options) {
    if (options.seed) {
        return Random(*options.seed);
    }
    std::random_device entropy;
    return Random(std::uint64_t{entropy()} << 32 | entropy());
}

std::string formatted(std::chrono::sys_seconds time, const char* format) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 16> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

/// Type 2 attributes: to be there, if need be empty.
const std::vector<DcmTagKey>& requiredOfPatient() {
    static const std::vector<DcmTagKey> tags{
        DCM_PatientName, DCM_PatientID,       DCM_PatientBirthDate,
        DCM_PatientSex,  DCM_StudyDate,       DCM_StudyTime,
        DCM_StudyID,     DCM_AccessionNumber, DCM_ReferringPhysicianName};
    return tags;
}

void addPatientAndStudy(Elements& elements, const SourceImages& source, PatientFields fields) {
    for (const DcmTagKey& tag : requiredOfPatient()) {
        elements.text(tag, "");
    }
    if (fields == PatientFields::Copied) {
        for (const auto& [tag, value] : source.patient) {
            elements.text(tag, value);
        }
    } else {
        elements.text(DCM_PatientIdentityRemoved, "YES");
        elements.text(DCM_DeidentificationMethod, "No patient or study field copied");
    }
}

} // namespace

ObjectIdentity newIdentity(const SourceImages& source, const MaskWriteOptions& options) {
    Random random = randomFor(options);
    const auto created = options.created.value_or(
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    ObjectIdentity identity;
    identity.series = newUid(random);
    identity.instance = newUid(random);
    identity.dimensions = newUid(random);
    identity.study = source.studyId.empty() ? newUid(random) : source.studyId;
    identity.frameOfReference =
        source.frameOfReference.empty() ? newUid(random) : source.frameOfReference;
    identity.date = formatted(created, "%Y%m%d");
    identity.time = formatted(created, "%H%M%S");
    return identity;
}

void requireWritable(const LabelMap& labels, const std::vector<std::filesystem::path>& sources,
                     const MaskWriteOptions& options) {
    if (sources.empty() && !options.withoutSource) {
        throw Error(ErrorCode::InvalidArgument,
                    "a DICOM mask refers to the DICOM images it was drawn on, and none are given; "
                    "an image that came from another format has none");
    }
    if (labels.segments().empty() && labels.unlabelled().empty()) {
        throw Error(ErrorCode::InvalidArgument, "a DICOM mask needs at least one segment");
    }
    if (elementText(options.algorithmName, 64).empty() || options.seriesNumber < 0 ||
        options.seriesNumber > 99999) {
        throw Error(ErrorCode::InvalidArgument, "a DICOM mask needs the name of its algorithm and "
                                                "a series number from 0 to 99999");
    }
}

void addCommonModules(Elements& elements, const ObjectIdentity& identity,
                      const SourceImages& source, const MaskWriteOptions& options,
                      const std::string& sopClass, const std::string& modality) {
    elements.text(DCM_SpecificCharacterSet, "ISO_IR 192");
    elements.text(DCM_SOPClassUID, sopClass);
    elements.text(DCM_SOPInstanceUID, identity.instance);
    elements.text(DCM_InstanceCreationDate, identity.date);
    elements.text(DCM_InstanceCreationTime, identity.time);
    addPatientAndStudy(elements, source, options.patient);
    elements.text(DCM_StudyInstanceUID, identity.study);
    elements.text(DCM_Modality, modality);
    elements.text(DCM_SeriesInstanceUID, identity.series);
    elements.text(DCM_SeriesNumber, std::to_string(options.seriesNumber));
    elements.text(DCM_SeriesDescription, elementText(options.description, 64));
    elements.text(DCM_InstanceNumber, "1");
    elements.text(DCM_FrameOfReferenceUID, identity.frameOfReference);
    elements.text(DCM_PositionReferenceIndicator, "");
    elements.text(DCM_Manufacturer, "Laurel");
    elements.text(DCM_ManufacturerModelName, "Laurel");
    elements.text(DCM_DeviceSerialNumber, "none");
    elements.text(DCM_SoftwareVersions, LAUREL_VERSION);
}

std::string termOf(SegmentOrigin origin) {
    switch (origin) {
    case SegmentOrigin::Manual:
        return "MANUAL";
    case SegmentOrigin::Semiautomatic:
        return "SEMIAUTOMATIC";
    case SegmentOrigin::Automatic:
        break;
    }
    return "AUTOMATIC";
}

void addReference(Elements& item, const SourcePlane& plane) {
    item.text(DCM_ReferencedSOPClassUID, plane.sopClass);
    item.text(DCM_ReferencedSOPInstanceUID, plane.sopInstance);
    if (plane.frame > 0) {
        item.text(DCM_ReferencedFrameNumber, std::to_string(plane.frame));
    }
}

void refuseKind(const std::filesystem::path& path, const std::string& expected,
                const std::string& sopClass) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": no " + expected +
                                             ", but an object of class " +
                                             quotedForMessage(sopClass));
}

} // namespace laurel
