#pragma once

#include "intake/intake_parts.h"

#include <optional>

namespace laurel {

/// One range of a contribution's bytes. The parts outlive it.
class PartialUpload final : public Upload {
  public:
    /// @param file         of the contribution, no longer than its recorded bytes
    /// @param contribution read while the file was ours
    PartialUpload(const IntakeParts& parts, PartialFile file, Contribution contribution,
                  const ContentRange& range);

    void write(std::span<const std::byte> bytes) override;
    std::uint64_t finish() override;

  private:
    void record();

    const IntakeParts& parts_;
    std::optional<PartialFile> file_; ///< until it is finished
    Contribution contribution_;
    std::uint64_t end_;     ///< of the range
    std::uint64_t written_; ///< of the whole
};

} // namespace laurel
