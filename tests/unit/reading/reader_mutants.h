#pragma once

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/reading/image_reader.h"
#include "support/expect_error.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace laurel {

/// A file that some program might have left, and where its samples begin.
struct Original {
    std::string name; ///< with the extension that decides on its reader
    std::string bytes;
    std::size_t header = 0; ///< bytes that decide how the others are taken
};

/// One to eight bytes changed, mostly in the header; a number made absurd; or the end cut off.
inline std::string mutantOf(const Original& original, Random& random) {
    std::string bytes = original.bytes;
    const auto within = [&](std::size_t end) {
        return static_cast<std::size_t>(random.integer(0, static_cast<int>(end) - 1));
    };
    const std::size_t end = random.chance(0.6) ? original.header : bytes.size();
    switch (random.integer(0, 3)) {
    case 0:
        bytes.resize(within(bytes.size()));
        break;
    case 1:
        for (std::size_t at = within(end), i = at; i < std::min(at + 8, bytes.size()); ++i) {
            bytes[i] = random.chance(0.5) ? '\xFF' : '\x7F';
        }
        break;
    default:
        for (int changes = random.integer(1, 8); changes > 0; --changes) {
            bytes[within(end)] = static_cast<char>(random.integer(0, 255));
        }
    }
    return bytes;
}

/// What became of mutants in the hands of the real laurel-reader.
struct MutantFates {
    int opened = 0;
    int refused = 0;
    std::vector<std::string> wrong; ///< which broke a promise, and how
    std::chrono::milliseconds slowest{0};
};

/// Opens one mutant; whatever it does, the answer is a volume or an error that names the file.
inline std::string fateOf(const std::filesystem::path& file, bool& isOpened) {
    ReaderLimits limits;
    limits.memory = std::uint64_t{3} << 30;
    limits.silence = std::chrono::seconds(10);
    NoProgress progress;
    try {
        const LoadedImage image = loadImage({.path = file}, progress, {}, limits);
        isOpened = true;
        return image.volume.geometry().size().voxels() > 0 ? "" : "an empty volume";
    } catch (const Error& error) {
        const std::string text = error.what();
        const bool isNamed = text.find(file.filename().string()) != std::string::npos;
        const bool isItsFault =
            error.code() != ErrorCode::Internal && error.code() != ErrorCode::Io;
        return isNamed && isItsFault ? "" : std::string(toString(error.code())) + ": " + text;
    }
}

/// Opens `count` mutants of each original, several at once.
inline MutantFates openMutants(const std::vector<Original>& originals, int count,
                               std::uint64_t seed) {
    using Clock = std::chrono::steady_clock;
    const TemporaryFolder folder;
    Random random(seed);
    std::vector<std::filesystem::path> files;
    for (const Original& original : originals) {
        for (int i = 0; i < count; ++i) {
            files.push_back(folder.path() / (std::to_string(files.size()) + "-" + original.name));
            std::ofstream(files.back(), std::ios::binary) << mutantOf(original, random);
        }
    }
    MutantFates fates;
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size(); i = next++) {
            bool isOpened = false;
            const auto since = Clock::now();
            const std::string problem = fateOf(files[i], isOpened);
            const auto took =
                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
            const std::scoped_lock lock(mutex);
            (isOpened ? fates.opened : fates.refused) += 1;
            fates.slowest = std::max(fates.slowest, took);
            if (!problem.empty()) {
                fates.wrong.push_back(files[i].filename().string() + ": " + problem);
            }
        }
    };
    std::vector<std::jthread> threads;
    threads.reserve(3);
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back(work);
    }
    threads.clear();
    return fates;
}

inline void expectHarmless(const MutantFates& fates, int least) {
    EXPECT_EQ(fates.opened + fates.refused, least);
    EXPECT_GT(fates.refused, least / 4) << "mutants that do no harm";
    EXPECT_LT(fates.slowest, std::chrono::seconds(20));
    for (const std::string& wrong : fates.wrong) {
        ADD_FAILURE() << wrong;
    }
}

} // namespace laurel
