#include "dicom_files.h"

#include "data_elements.h"
#include "dicom_libraries.h"
#include "laurel/base/error.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcsequen.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr int deepestFolder = 8;

bool isHidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

std::vector<fs::path> filesUnder(const fs::path& folder, const CancellationToken& cancel) {
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        cancel.throwIfCancelled();
        if (entry->is_directory() && (isHidden(entry->path()) || entry.depth() >= deepestFolder)) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file() && !isHidden(entry->path())) {
            files.push_back(entry->path());
        }
    }
    return files;
}

/// ReferencedFileID: folders and name, at most eight of them (PS3.10 8.2). None where it leads out
/// of the folder or is none.
std::optional<fs::path> listedFile(const fs::path& folder, DcmItem& record) {
    fs::path relative;
    for (const std::string& part : splitValues(textOf(record, DCM_ReferencedFileID))) {
        if (part.empty() || part == "." || part == ".." || part.find('/') != std::string::npos) {
            return std::nullopt;
        }
        relative /= part;
    }
    const fs::path file = folder / relative;
    std::error_code failed;
    const auto inside = fs::relative(fs::canonical(file, failed), folder, failed);
    // A link may lead out even where the name does not.
    const bool isInside = !failed && !inside.empty() && *inside.begin() != "..";
    return isInside && fs::is_regular_file(file, failed) ? std::optional(file) : std::nullopt;
}

std::optional<CandidateFiles> readDirectory(const fs::path& path, const CancellationToken& cancel) {
    prepareDicomLibraries();
    DcmFileFormat content;
    DcmSequenceOfItems* records = nullptr;
    if (content.loadFile(path.c_str()).bad() ||
        content.getDataset()->findAndGetSequence(DCM_DirectoryRecordSequence, records).bad() ||
        records == nullptr) {
        return std::nullopt;
    }
    const fs::path folder = fs::canonical(path).parent_path();
    CandidateFiles found;
    std::size_t lost = 0;
    DcmObject* object = nullptr;
    for (unsigned long i = 0; i < records->card(); ++i) {
        cancel.throwIfCancelled();
        object = records->nextInContainer(object);
        auto* record = dynamic_cast<DcmItem*>(object);
        if (record == nullptr || !record->tagExistsWithValue(DCM_ReferencedFileID)) {
            continue;
        }
        if (auto file = listedFile(folder, *record)) {
            found.files.push_back(std::move(*file));
        } else {
            ++lost;
        }
    }
    if (lost > 0) {
        found.notes.push_back(std::to_string(lost) +
                              " files that the DICOMDIR lists are not in its folder");
    }
    return found;
}

CandidateFiles filesOf(const fs::path& path, const CancellationToken& cancel) {
    if (fs::is_directory(path)) {
        return {filesUnder(path, cancel), {}};
    }
    if (path.filename() != "DICOMDIR") {
        return {{path}, {}};
    }
    auto listed = readDirectory(path, cancel);
    if (!listed) {
        throw Error(ErrorCode::InvalidInput,
                    path.string() + ": not a readable DICOMDIR; open its folder instead");
    }
    return std::move(*listed);
}

} // namespace

CandidateFiles candidateFiles(const fs::path& path, const CancellationToken& cancel) {
    try {
        if (!fs::exists(path)) {
            throw Error(ErrorCode::NotFound, "there is no file or folder " + path.string());
        }
        return filesOf(path, cancel);
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::Io, "cannot list " + path.string() + ": " + error.code().message());
    }
}

} // namespace laurel
