#pragma once

#include "laurel/reading/image_files.h"

#include <chrono>
#include <cstdint>
#include <filesystem>

/// The functions of image_files.h in a process of their own, laurel-reader: whatever a damaged or
/// hostile file does to a decoder, it does to a process that holds nothing else, may write no file,
/// and is bounded in memory and time. Any thread; several at once. See docs/adr/0013.
namespace laurel {

struct ReaderLimits {
    /// Address space of the process in bytes; 0: three quarters of the machine's memory.
    std::uint64_t memory = 0;
    /// Without a word from the process for so long it is ended. Slow network folders need some.
    std::chrono::milliseconds silence = std::chrono::minutes(5);
    /// The program; empty: laurel-reader, where ownLibrary finds it.
    std::filesystem::path program = {};
};

/// All throw what their namesakes do, and besides
/// InvalidInput   when the file ended the process, with what it was at;
/// LimitExceeded  when it passed its memory or time;
/// Cancelled      as soon as asked, whatever the decoder is at;
/// NotFound, Internal  when the program is missing or does not answer as it should.
std::vector<ImageChoice> findImages(const std::filesystem::path& path,
                                    const CancellationToken& cancel,
                                    Pictures pictures = Pictures::None,
                                    const ReaderLimits& limits = {});

LoadedImage loadImage(const ImageRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel, const ReaderLimits& limits = {});

LoadedLabels loadLabels(const LabelRequest& request, const CancellationToken& cancel = {},
                        const ReaderLimits& limits = {});

} // namespace laurel
