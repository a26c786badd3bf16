#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/error.h"
#include "laurel/base/progress.h"

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace laurel {

/// The process's exit code for an error: 2 wrong usage, 3 bad input, 4 a server's refusal, else 1.
int exitCodeOf(ErrorCode code) noexcept;
/// The same, and 4 for whatever a server itself said no to (ServerRefusal), such as "not found".
int exitCodeOf(const Error& error) noexcept;

/// Where a command speaks. Results go to stdout: one JSON document, or text for people. Log lines
/// and progress go to stderr, progress only where that is a terminal. Thread-safe.
class Console final : public ProgressSink {
  public:
    /// @param json whether results are JSON
    Console(bool json, CancellationToken cancel);
    ~Console() override;
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    /// Writes the result, in the form that was asked for. To be called once, at the end.
    void result(const std::string& json, const std::string& text);

    void note(const std::string& line);
    void warn(const std::string& line);
    void error(const std::string& line);

    void report(double fraction, std::string_view stage) override;

    const CancellationToken& cancel() const noexcept { return cancel_; }

  private:
    void clearProgress();

    bool json_;
    CancellationToken cancel_;
    bool isTerminal_;
    std::mutex mutex_;
    bool progressShown_ = false;
    std::chrono::steady_clock::time_point lastProgress_;
};

} // namespace laurel
