#include "version_download.h"

#include "private_files.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <thread>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::uint64_t totalSize(const VersionStatement& statement) {
    std::uint64_t total = 0;
    for (const StatementFile& file : statement.files) {
        total += file.size;
    }
    return total;
}

/// Before a byte is fetched.
void requireAcceptableSizes(const VersionStatement& statement, const ClientLimits& limits) {
    for (const StatementFile& file : statement.files) {
        if (file.size > limits.fileBytes) {
            throw Error(ErrorCode::LimitExceeded,
                        file.file + " of " + statement.modelId + " has " +
                            std::to_string(file.size) + " bytes, at most " +
                            std::to_string(limits.fileBytes) + " are taken");
        }
    }
    if (totalSize(statement) > limits.versionBytes) {
        throw Error(ErrorCode::LimitExceeded, statement.modelId + " has more than " +
                                                  std::to_string(limits.versionBytes) + " bytes");
    }
}

std::uint64_t sizeOf(const fs::path& file) {
    std::error_code absent;
    const std::uintmax_t size = fs::file_size(file, absent);
    return absent ? 0 : size;
}

/// What a version of other files left behind.
void removeForeign(const fs::path& folder, const VersionStatement& statement) {
    for (const std::string& name : namesIn(folder)) {
        const bool listed =
            std::any_of(statement.files.begin(), statement.files.end(),
                        [&](const StatementFile& file) { return file.file == name; });
        if (!listed) {
            std::error_code ignored;
            fs::remove_all(folder / name, ignored);
        }
    }
}

void requireSpace(const fs::path& folder, std::uint64_t bytes) {
    std::error_code unknown;
    const fs::space_info space = fs::space(folder, unknown);
    if (!unknown && space.available < bytes) {
        throw Error(ErrorCode::Io, folder.string() + ": " + std::to_string(bytes) +
                                       " bytes are needed, " + std::to_string(space.available) +
                                       " are free");
    }
}

/// Reports bytes of all files as a share of the whole.
class DownloadProgress {
  public:
    DownloadProgress(const VersionStatement& statement, ProgressSink& sink)
        : total_(std::max<std::uint64_t>(1, totalSize(statement))), sink_(sink),
          stage_("downloading " + statement.modelId + "@" + std::to_string(statement.number)) {}

    void report(std::uint64_t ofThisFile) {
        most_ = std::max(most_, before_ + ofThisFile);
        sink_.report(static_cast<double>(most_) / static_cast<double>(total_), stage_);
    }
    void finishFile(std::uint64_t size) { before_ += size; }

  private:
    std::uint64_t total_;
    ProgressSink& sink_;
    std::string stage_;
    std::uint64_t before_ = 0;
    std::uint64_t most_ = 0; ///< a restarted file must not take the progress back
};

void pauseFor(std::chrono::milliseconds pause, const CancellationToken& cancel) {
    constexpr auto step = std::chrono::milliseconds(50);
    const auto end = std::chrono::steady_clock::now() + pause;
    while (std::chrono::steady_clock::now() < end) {
        cancel.throwIfCancelled();
        std::this_thread::sleep_for(std::min(pause, step));
    }
}

/// Goes on where the connection broke, until several attempts in a row brought nothing.
void downloadFile(ServerClient& client, const VersionStatement& statement,
                  const StatementFile& file, const fs::path& into, DownloadProgress& progress) {
    constexpr int attempts = 4;
    for (int failed = 0;;) {
        const std::uint64_t before = sizeOf(into);
        try {
            client.download(statement.modelId, statement.number, file, into,
                            [&](std::uint64_t size) { progress.report(size); });
            progress.finishFile(file.size);
            return;
        } catch (const Error& error) {
            failed = sizeOf(into) > before ? 1 : failed + 1;
            if (error.code() != ErrorCode::Unavailable || failed == attempts) {
                throw;
            }
        }
        pauseFor(client.limits().retryPause * (1 << failed), client.cancel());
    }
}

void downloadAll(ServerClient& client, const VersionStatement& statement, const fs::path& folder,
                 ProgressSink& sink) {
    DownloadProgress progress(statement, sink);
    for (const StatementFile& file : statement.files) {
        downloadFile(client, statement, file, folder / file.file, progress);
    }
    verifyPackageFiles(folder, statement);
}

bool isHalfDone(const fs::path& folder) {
    return !namesIn(folder).empty();
}

/// Whether nothing in the folder is worth keeping after this.
bool isHopeless(const Error& error) {
    return error.code() == ErrorCode::InvalidInput || error.code() == ErrorCode::LimitExceeded ||
           error.code() == ErrorCode::Io;
}

} // namespace

VersionStatement verifyVersion(std::string_view statement, std::string_view signature,
                               const KnownServer& server, const std::string& model,
                               std::int64_t number, const std::string& name) {
    Ed25519Signature bytes{};
    if (signature.size() != 2 * bytes.size()) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": expected a signature of 128 hexadecimal digits");
    }
    fromHex(signature, bytes);
    VersionStatement verified = verifyStatement(statement, bytes, keysOf(server), name);
    if (verified.serverId != server.serverId || verified.modelId != model ||
        verified.number != number) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": expected " + model + "@" + std::to_string(number) + " of server " +
                        server.serverId + ", got " + verified.modelId + "@" +
                        std::to_string(verified.number) + " of " + verified.serverId);
    }
    return verified;
}

void downloadVersion(ServerClient& client, const VersionStatement& statement,
                     const fs::path& folder, ProgressSink& progress) {
    try {
        requireAcceptableSizes(statement, client.limits());
        removeForeign(folder, statement);
        requireSpace(folder, totalSize(statement));
        const bool continued = isHalfDone(folder);
        try {
            downloadAll(client, statement, folder, progress);
        } catch (const Error& error) {
            if (!continued || error.code() != ErrorCode::InvalidInput) {
                throw;
            }
            // Perhaps only what lay here already was bad.
            for (const StatementFile& file : statement.files) {
                fs::remove(folder / file.file);
            }
            downloadAll(client, statement, folder, progress);
        }
    } catch (const Error& error) {
        if (isHopeless(error)) {
            std::error_code ignored;
            fs::remove_all(folder, ignored);
        }
        throw;
    }
}

} // namespace laurel
