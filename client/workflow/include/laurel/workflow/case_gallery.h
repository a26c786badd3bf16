#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"
#include "laurel/workflow/case_store.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Cases as a list of them shows them: with a small picture, without opening any.
namespace laurel {

/// A small colour picture, rows from the top; three bytes for each pixel, red first.
struct CasePicture {
    int width = 0; ///< 0: there is none
    int height = 0;
    std::vector<std::uint8_t> pixels;
    bool operator==(const CasePicture&) const = default;
};

/// The middle slice along the third axis with its visible masks, or, where nothing is drawn there,
/// the nearest slice with any; its longer side 144 pixels. For a thread of its own: takes what
/// reading that slice takes. @param segmentation on the image's grid
CasePicture pictureOfCase(const Volume& image, std::int64_t frame, const LabelMap& labels,
                          const std::vector<SegmentLook>& looks);

/// The picture that the last save of the case made; none where there is none, or no good one. Any
/// thread. Follows no link.
CasePicture readCasePicture(const std::filesystem::path& folder);

/// A case in a list, from its case.json alone.
struct CaseCard {
    CaseSummary summary;
    SliceState state = SliceState::Empty; ///< Flagged when any slice is, Reviewed when all that
                                          ///< were begun are, InWork when any is begun
    GridSize size;
    std::array<double, 3> spacing{}; ///< mm
    std::vector<std::string> segments;
    std::string modality;              ///< of DICOM, such as "MR"; else empty
    std::filesystem::path imageFolder; ///< that the image lies in, or the series' own
};

/// Newest first; folders that hold no readable case are left out.
std::vector<CaseCard> listCaseCards(const std::filesystem::path& folderOfCases);

/// The newest case that a process had open when it died, and that nobody has opened since; none
/// where there is none. For a thread of its own.
std::optional<CaseSummary> caseLeftOpen(const std::filesystem::path& folderOfCases);

} // namespace laurel
