#include "prepared_cases.h"

#include "gold_content.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace laurel {

std::size_t PreparedGold::bytes() const {
    const auto voxels = static_cast<std::size_t>(reference.geometry().size().voxels());
    return image->bytes() +
           voxels * sizeof(std::uint16_t) * static_cast<std::size_t>(reference.layers());
}

PreparedCases::PreparedCases(const BlobStore& blobs, Engine& engine, std::size_t bytes)
    : blobs_(blobs), engine_(engine), budget_(bytes) {}

void PreparedCases::beginRound(const std::string& modelId, const std::vector<GoldCase>& cases) {
    const std::lock_guard lock(mutex_);
    ++round_;
    std::erase_if(entries_, [&](const Entry& entry) {
        return entry.modelId == modelId &&
               std::ranges::find(cases, entry.caseId, &GoldCase::id) == cases.end();
    });
}

std::shared_ptr<const PreparedGold> PreparedCases::get(const ModelManifest& manifest,
                                                       const GoldCase& goldCase,
                                                       const CancellationToken& cancel) {
    {
        const std::lock_guard lock(mutex_);
        if (auto known = find(manifest.input, goldCase.id)) {
            return known;
        }
    }
    GoldContent content = readGoldContent(blobs_, goldCase);
    auto gold = std::make_shared<const PreparedGold>(PreparedGold{
        engine_.prepare(manifest, content.image, 0, cancel), std::move(content.labels)});
    const std::lock_guard lock(mutex_);
    if (!find(manifest.input, goldCase.id)) {
        keep({goldCase.modelId, goldCase.id, round_, gold});
    }
    return gold;
}

std::shared_ptr<const PreparedGold> PreparedCases::find(const ModelInput& input,
                                                        const std::string& caseId) {
    const auto entry = std::ranges::find_if(entries_, [&](const Entry& other) {
        return other.caseId == caseId && other.gold->image->input() == input;
    });
    if (entry == entries_.end()) {
        return nullptr;
    }
    entry->lastRound = round_;
    entries_.splice(entries_.end(), entries_, entry);
    return entry->gold;
}

void PreparedCases::keep(Entry entry) {
    const std::size_t bytes = entry.gold->bytes();
    while (bytesHeld() + bytes > budget_ && !entries_.empty() &&
           entries_.front().lastRound < round_) {
        entries_.pop_front();
    }
    if (bytesHeld() + bytes <= budget_) {
        entries_.push_back(std::move(entry));
    }
}

std::size_t PreparedCases::bytesHeld() const {
    return std::accumulate(
        entries_.begin(), entries_.end(), std::size_t{0},
        [](std::size_t sum, const Entry& entry) { return sum + entry.gold->bytes(); });
}

} // namespace laurel
