#pragma once

#include "laurel/dicom/mask_object.h"
#include "object_elements.h"
#include "source_images.h"

/// The modules that every object derived from images has: Patient, General Study, General Series,
/// General Equipment, SOP Common (PS3.3 A.51.3, A.19.3.3).
namespace laurel {

/// UIDs and times of one written object.
struct ObjectIdentity {
    std::string study;
    std::string frameOfReference;
    std::string series;
    std::string instance;
    std::string dimensions; ///< DimensionOrganizationUID
    std::string date;       ///< DA
    std::string time;       ///< TM
};

/// Study and frame of reference are the source's; new ones where there is no source or an
/// anonymiser took them.
ObjectIdentity newIdentity(const SourceImages& source, const MaskWriteOptions& options);

/// @throws Error InvalidArgument for options out of range, for a label map without segments, and
///         without sources unless the options allow it
void requireWritable(const LabelMap& labels, const std::vector<std::filesystem::path>& sources,
                     const MaskWriteOptions& options);

void addCommonModules(Elements& elements, const ObjectIdentity& identity,
                      const SourceImages& source, const MaskWriteOptions& options,
                      const std::string& sopClass, const std::string& modality);

/// "MANUAL", "SEMIAUTOMATIC" or "AUTOMATIC".
std::string termOf(SegmentOrigin origin);

void addReference(Elements& item, const SourcePlane& plane);

/// What a reader says of a file that is another kind of object.
[[noreturn]] void refuseKind(const std::filesystem::path& path, const std::string& expected,
                             const std::string& sopClass);

} // namespace laurel
