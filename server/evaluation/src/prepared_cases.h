#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/gold_cases.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace laurel {

/// A gold case ready to be segmented and judged. Immutable.
struct PreparedGold {
    std::shared_ptr<const PreparedImage> image;
    LabelMap reference;
    std::size_t bytes() const;
};

/// Gold cases in memory, each prepared once for each `input` of a manifest, within a budget.
/// Thread-safe; one that two ask for at once may be prepared twice.
///
/// Evaluations go through the same cases again and again. When not all have room, those of earlier
/// rounds make way, the longest unused first, but never those of the round at hand: what stays then
/// serves the next round, where mere least-recently-used would serve nothing.
class PreparedCases {
  public:
    /// Store and engine outlive the cases. @param bytes the budget
    PreparedCases(const BlobStore& blobs, Engine& engine, std::size_t bytes);

    /// Begins a round over these cases, which are all that the model has: others of it are
    /// forgotten.
    void beginRound(const std::string& modelId, const std::vector<GoldCase>& cases);

    /// Reads and prepares the case unless it is in memory.
    /// @throws Error NotFound, Io, InvalidInput, Unsupported, Cancelled
    std::shared_ptr<const PreparedGold> get(const ModelManifest& manifest, const GoldCase& goldCase,
                                            const CancellationToken& cancel);

  private:
    struct Entry {
        std::string modelId;
        std::string caseId;
        std::int64_t lastRound;
        std::shared_ptr<const PreparedGold> gold;
    };

    // With the lock held
    std::shared_ptr<const PreparedGold> find(const ModelInput& input, const std::string& caseId);
    void keep(Entry entry);
    std::size_t bytesHeld() const;

    const BlobStore& blobs_;
    Engine& engine_;
    std::size_t budget_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t round_ = 0;
    std::list<Entry> entries_; ///< the longest unused first
};

} // namespace laurel
