#pragma once

#include "laurel/session/workbench.h"

#include <filesystem>
#include <vector>

namespace laurel {

/// The last runs of learning of this computer, in `<home>/learning-runs.json`: title, time, and the
/// curve, nothing of a case. GUI thread; `write` any.
class RunBook {
  public:
    explicit RunBook(const std::filesystem::path& home);

    /// Newest first.
    const std::vector<LearningRun>& runs() const noexcept { return runs_; }
    void add(LearningRun run); ///< forgets the oldest; writes nothing

    /// What cannot be written is no loss of work. Never throws.
    static void write(const std::filesystem::path& home,
                      const std::vector<LearningRun>& runs) noexcept;

  private:
    std::vector<LearningRun> runs_;
};

} // namespace laurel
