#pragma once

#include <string_view>

namespace laurel {

/// Where long work reports how far it is. Called from the thread that does the work, so an
/// implementation must be thread-safe and return at once.
class ProgressSink {
  public:
    virtual ~ProgressSink() = default;

    /// @param fraction 0 to 1 of the whole task, never decreasing
    /// @param stage    short English phrase, such as "reading slices"
    virtual void report(double fraction, std::string_view stage) = 0;
};

/// For callers who do not want to know.
class NoProgress final : public ProgressSink {
  public:
    void report(double, std::string_view) override {}
};

} // namespace laurel
