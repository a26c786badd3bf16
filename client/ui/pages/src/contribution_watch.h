#pragma once

#include "learn_facts.h"

#include <map>
#include <vector>

namespace laurel::ui {

/// Notices when servers have decided about contributions, so that it can be said once.
class ContributionWatch {
  public:
    /// Those that were published or refused since the last call. One that was decided before it
    /// was seen first is no news.
    std::vector<ContributionLine> settled(const std::vector<OutboxEntry>& entries) {
        using Kind = ContributionLine::Kind;
        std::map<QString, Kind> now;
        std::vector<ContributionLine> news;
        for (const OutboxEntry& entry : entries) {
            ContributionLine line = contributionLine(entry, QDateTime::currentDateTime());
            const auto former = kinds_.find(line.id);
            const bool decided = line.kind == Kind::Published || line.kind == Kind::Refused;
            now[line.id] = line.kind;
            if (decided && former != kinds_.end() && former->second != line.kind) {
                news.push_back(std::move(line));
            }
        }
        kinds_ = std::move(now);
        return news;
    }

  private:
    std::map<QString, ContributionLine::Kind> kinds_;
};

} // namespace laurel::ui
