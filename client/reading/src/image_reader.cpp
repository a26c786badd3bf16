#include "laurel/reading/image_reader.h"

#include "answers.h"
#include "reader_process.h"

#include "laurel/formats/files.h"

#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::uint64_t machineMemory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long size = ::sysconf(_SC_PAGE_SIZE);
    return pages > 0 && size > 0
               ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
               : 0;
}

ReaderLimits filledIn(ReaderLimits limits) {
    if (limits.memory == 0) {
        limits.memory = machineMemory() / 4 * 3;
    }
    return limits;
}

/// Laurel's own readers check every number before they act on it (and are fuzzed): a process for
/// each would only cost its start and a copy.
bool isReadHere(const fs::path& path) {
    const std::string format = fs::is_directory(path) ? "" : formatName(path);
    return format == "nifti" || format == "numpy";
}

/// `convert(text, reader)` makes the result of an Answer.
template <typename Convert>
auto ask(ReaderRequest request, const ReaderLimits& given, ProgressSink& progress,
         const CancellationToken& cancel, Convert convert) {
    const ReaderLimits limits = filledIn(given);
    request.memory = limits.memory;
    std::optional<decltype(convert("", std::declval<MessageReader&>(), limits))> result;
    ReaderProcess process(request, limits);
    process.listen(progress, cancel, [&](const std::string& text, MessageReader& from) {
        result = convert(text, from, limits);
    });
    if (!result) {
        throw Error(ErrorCode::Internal, "the reader's process ended without an answer");
    }
    return std::move(*result);
}

} // namespace

std::vector<ImageChoice> findImages(const fs::path& path, const CancellationToken& cancel,
                                    Pictures pictures, const ReaderLimits& limits) {
    if (isReadHere(path)) {
        return findImagesHere(path, pictures, cancel);
    }
    NoProgress progress;
    return ask({.task = ReaderTask::Find, .image = {.path = path}, .pictures = pictures}, limits,
               progress, cancel,
               [](const std::string& text, MessageReader& from, const ReaderLimits&) {
                   return choicesFrom(text, from);
               });
}

LoadedImage loadImage(const ImageRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel, const ReaderLimits& limits) {
    if (isReadHere(request.path)) {
        return loadImageHere(request, progress, cancel);
    }
    return ask({.task = ReaderTask::Load,
                .image = request,
                .wantsPicture = static_cast<bool>(request.picture)},
               limits, progress, cancel,
               [](const std::string& text, MessageReader& from, const ReaderLimits& allowed) {
                   return imageFrom(text, from, allowed.memory);
               });
}

LoadedLabels loadLabels(const LabelRequest& request, const CancellationToken& cancel,
                        const ReaderLimits& limits) {
    if (isReadHere(request.path)) {
        return loadLabelsHere(request);
    }
    NoProgress progress;
    return ask({.task = ReaderTask::Labels,
                .image = {.path = request.path},
                .grid = request.grid,
                .table = request.table},
               limits, progress, cancel,
               [](const std::string& text, MessageReader& from, const ReaderLimits& allowed) {
                   return labelsFrom(text, from, allowed.memory);
               });
}

} // namespace laurel
