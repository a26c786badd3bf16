#pragma once

#include "laurel/net/upload_queue.h"

#include <filesystem>
#include <optional>

namespace laurel {

/// Takes an entry of the queue as far as it goes. Each step that the server confirmed is on disk
/// before the next; what the server has is asked, never remembered.
class UploadAttempt {
  public:
    /// @param folder the entry's, whose lock the caller holds
    /// @param entry  read from it; changed and written there as it advances
    UploadAttempt(const std::filesystem::path& folder, QueueEntry& entry, ServerClient& client,
                  ProgressSink& progress);

    /// To the end, where the server has everything.
    /// @throws as ServerClient; Error InvalidInput or Io for the file
    std::optional<ContributionStatus> run();

    /// Whether the server took anything, even if run() threw.
    bool hasAdvanced() const noexcept { return advanced_; }

  private:
    void create();
    std::optional<ContributionStatus> upload();
    std::optional<ContributionStatus> finish(ContributionStatus status);
    ServerClient::ChunkAnswer put(std::uint64_t offset, std::span<const std::byte> content);
    void report(std::uint64_t offset);

    std::filesystem::path folder_;
    QueueEntry& entry_;
    ServerClient& client_;
    ProgressSink& progress_;
    bool advanced_ = false;
    std::uint64_t mostReported_ = 0;
};

} // namespace laurel
