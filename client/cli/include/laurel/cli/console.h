#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/progress.h"
#include "laurel/engine/engine.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace laurel::cli {

/// One line on stderr that is rewritten, only where stderr is a terminal. Used by one thread at a
/// time.
class TerminalProgress final : public ProgressSink {
  public:
    TerminalProgress();
    ~TerminalProgress() override;
    void report(double fraction, std::string_view stage) override;

  private:
    bool isTerminal_;
    bool isShown_ = false;
    std::chrono::steady_clock::time_point last_;
};

/// A token that SIGINT and SIGTERM cancel. A second signal ends the program at once.
CancellationToken cancelOnSignals();

/// Rows as aligned columns on stdout; the first row is the heading. The first column is aligned to
/// the left, the others to the right. Widths count characters, not bytes.
void printTable(const std::vector<std::vector<std::string>>& rows);

/// A number with so many decimals; "–" where it is undefined.
std::string formatted(const std::optional<double>& value, int decimals);

/// "a-b" or "a", 0-based and inclusive; none where the text is empty.
/// @throws Error InvalidArgument on anything else, and unless a <= b < slices
std::optional<SliceRange> parseSlices(const std::string& text, std::int64_t slices);

} // namespace laurel::cli
