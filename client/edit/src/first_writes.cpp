#include "first_writes.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>

namespace laurel {

namespace {

std::uint64_t endOf(const OverwrittenRun& run) {
    return run.offset + run.length;
}

bool isInOrder(const std::vector<OverwrittenRun>& written) {
    return std::adjacent_find(written.begin(), written.end(),
                              [](const OverwrittenRun& run, const OverwrittenRun& next) {
                                  return next.offset < endOf(run);
                              }) == written.end();
}

/// A sweep along memory. Of the runs that cover the place where it stands, the earliest written one
/// tells what was there.
class Sweep {
  public:
    explicit Sweep(const std::vector<OverwrittenRun>& written)
        : written_(written), byOffset_(written.size()) {
        std::iota(byOffset_.begin(), byOffset_.end(), std::size_t{0});
        std::sort(byOffset_.begin(), byOffset_.end(), [&](std::size_t a, std::size_t b) {
            return written[a].offset < written[b].offset;
        });
    }

    std::vector<OverwrittenRun> run() {
        while (next_ < byOffset_.size() || !covering_.empty()) {
            takeUp();
            dropEnded();
            if (!covering_.empty()) {
                emitUntilNext();
            }
        }
        return std::move(result_);
    }

  private:
    const OverwrittenRun& upcoming() const { return written_[byOffset_[next_]]; }

    void takeUp() {
        if (covering_.empty()) {
            at_ = std::max(at_, upcoming().offset);
        }
        for (; next_ < byOffset_.size() && upcoming().offset <= at_; ++next_) {
            covering_.push(byOffset_[next_]);
        }
    }

    void dropEnded() {
        while (!covering_.empty() && endOf(written_[covering_.top()]) <= at_) {
            covering_.pop();
        }
    }

    void emitUntilNext() {
        const OverwrittenRun& first = written_[covering_.top()];
        std::uint64_t end = endOf(first);
        if (next_ < byOffset_.size()) {
            end = std::min(end, upcoming().offset);
        }
        result_.push_back({at_, static_cast<std::uint32_t>(end - at_), first.before});
        at_ = end;
    }

    const std::vector<OverwrittenRun>& written_;
    std::vector<std::size_t> byOffset_;
    std::size_t next_ = 0;
    std::uint64_t at_ = 0;
    /// Numbers of runs, the earliest written on top; those that ended may still lie beneath.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> covering_;
    std::vector<OverwrittenRun> result_;
};

} // namespace

std::vector<OverwrittenRun> firstWrites(const std::vector<OverwrittenRun>& written) {
    std::vector<OverwrittenRun> sorted = written;
    if (!isInOrder(sorted)) {
        std::sort(sorted.begin(), sorted.end(),
                  [](const OverwrittenRun& run, const OverwrittenRun& other) {
                      return run.offset < other.offset;
                  });
    }
    // A stroke hardly ever writes a voxel twice, and then this is all.
    return isInOrder(sorted) ? sorted : Sweep(written).run();
}

} // namespace laurel
