#pragma once

#include "laurel/imaging/label_map.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What DICOM SEG and RTSTRUCT have in common: options of writing, limits and results of reading.
namespace laurel {

/// How the segments came about: SegmentAlgorithmType (0062,0008), ROIGenerationAlgorithm
/// (3006,0036).
enum class SegmentOrigin { Manual, Semiautomatic, Automatic };

/// What of the source's patient and study goes into the written object. UIDs of the study, the
/// referenced series and images and the frame of reference are kept in either case: without them
/// the object would refer to nothing.
enum class PatientFields {
    /// Name, id, birth date, sex, dates, accession number and physicians are left empty, and
    /// PatientIdentityRemoved (0012,0062) says so.
    Removed,
    /// As in the source, so that a PACS files the object with its patient.
    Copied,
};

struct MaskWriteOptions {
    PatientFields patient = PatientFields::Removed;
    /// Write even where no source file is given: with an empty patient, a new study and frame of
    /// reference, and no references.
    bool withoutSource = false;
    SegmentOrigin origin = SegmentOrigin::Semiautomatic;
    std::string algorithmName = "Laurel";     ///< such as the model's name; not empty
    std::string algorithmVersion;             ///< may be empty
    std::string description = "Segmentation"; ///< SeriesDescription; cut to 64 bytes
    int seriesNumber = 900;                   ///< 0 to 99999
    /// New UIDs follow from it ("2.25." and 128 bits, PS3.5 B.2); none: from the system's entropy.
    std::optional<std::uint64_t> seed;
    /// Of the object, in UTC; none: now.
    std::optional<std::chrono::sys_seconds> created;
};

struct MaskReadLimits {
    std::uint64_t bytes = std::uint64_t{4} << 30; ///< of voxels, all layers together
};

/// Masks as a file holds them.
struct MaskObject {
    LabelMap labels;
    std::string frameOfReference;              ///< UID; empty where the file names none
    std::vector<std::string> referencedSeries; ///< SeriesInstanceUIDs, each once
    std::vector<std::string> notes;            ///< worth knowing, one sentence each
};

/// What a listing says of a file of masks. No patient field is among it.
struct MaskSummary {
    std::string description; ///< SeriesDescription in UTF-8
    std::vector<std::string> segments;
    std::string frameOfReference;
    std::vector<std::string> referencedSeries;
    std::string problem; ///< why reading would refuse it, as far as the header tells; else empty
};

} // namespace laurel
