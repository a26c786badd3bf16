#include "case_reading.h"

#include "automatic_file.h"
#include "case_document.h"
#include "case_files.h"
#include "journal_replay.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Voxels of one layer on the case's own grid, which NIfTI would round.
std::vector<std::uint16_t> readLayer(const fs::path& path, const Geometry& grid) {
    constexpr std::uint64_t mostSampleBytes = 8;
    requirePlainFile(path);
    const auto voxels = static_cast<std::uint64_t>(grid.size().voxels());
    const LabelMap labels = readNiftiLabels(path, {.maxBytes = voxels * mostSampleBytes});
    if (!(labels.geometry().size() == grid.size()) || labels.layers() != 1) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + ": expected one layer of " + grid.describe() + ", got " +
                        std::to_string(labels.layers()) + " of " + labels.geometry().describe());
    }
    const auto layer = labels.layer(0);
    return {layer.begin(), layer.end()};
}

LabelMap readLabels(const fs::path& folder, const CaseDocument& document) {
    LabelMap labels(document.grid, readLayer(folder / labelsName(document.save, 0), document.grid));
    for (int number = 1; number < document.layers; ++number) {
        const auto voxels = readLayer(folder / labelsName(document.save, number), document.grid);
        const auto layer = labels.layer(labels.addLayer());
        std::copy(voxels.begin(), voxels.end(), layer.begin());
    }
    for (const Segment& segment : document.table.segments) {
        labels.addSegment(segment);
    }
    return labels;
}

AutomaticMasks readAutomatic(const fs::path& folder, const CaseDocument& document) {
    AutomaticMasks none(static_cast<std::size_t>(document.grid.size().z));
    if (!document.automatic) {
        return none;
    }
    constexpr std::uint64_t mostBytes = std::uint64_t{4} << 30;
    const fs::path path = folder / automaticName(document.save);
    requirePlainFile(path);
    return automaticMasksOf(readFile(path, mostBytes), document.grid.size(), document.layers,
                            path.string());
}

CaseReading readAs(const fs::path& folder, CaseDocument document, bool withPast) {
    CaseReading reading;
    reading.save = document.save;
    reading.sequence = document.sequence;
    reading.stored.folder = folder;
    reading.stored.segmentation.labels = readLabels(folder, document);
    reading.stored.segmentation.looks = std::move(document.table.looks);
    reading.stored.segmentation.slices = std::move(document.slices);
    reading.stored.segmentation.automatic = readAutomatic(folder, document);
    reading.stored.name = std::move(document.name);
    reading.stored.image = std::move(document.image);
    reading.stored.model = std::move(document.model);
    JournalReplay(reading).run(withPast);
    return reading;
}

/// What is kept only for the history must not cost a step: where anything is wrong, all is read
/// without it.
CaseReading readWhole(const fs::path& folder, const CaseDocument& document) {
    CaseReading reading = readAs(folder, document, true);
    const bool hasPast = !pastJournals(folder, document.save).empty();
    return reading.rest.empty() || !hasPast ? std::move(reading) : readAs(folder, document, false);
}

} // namespace

/// Another process may save meanwhile, which takes files away; then all is read anew.
CaseReading readCaseFolder(const fs::path& folder) {
    constexpr int mostAttempts = 5;
    const std::string file = (folder / documentName).string();
    std::string text = readDocumentText(folder);
    for (int attempt = 1;; ++attempt) {
        std::optional<CaseReading> reading;
        std::optional<Error> problem;
        try {
            reading = readWhole(folder, parseCaseDocument(text, file));
        } catch (const Error& error) {
            problem = error;
        }
        std::string now = readDocumentText(folder);
        if (now == text && reading) {
            return std::move(*reading);
        }
        if (now == text || attempt == mostAttempts) {
            throw problem ? *problem
                          : Error(ErrorCode::Conflict, folder.string() + " changes all the time");
        }
        text = std::move(now);
    }
}

} // namespace laurel
