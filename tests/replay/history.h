#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace laurel::replay {

/// One upload to a server, as its log tells it.
struct HistoryUpload {
    std::string site;           ///< opaque, as the log has it
    std::int64_t staleness = 0; ///< merges since the site fetched the model last
    bool lowered = false;       ///< the Dice of the merged model was below that of the one before
};

/// What the log of the published study says of one model's uploads, oldest first: who sent one, how
/// stale its base was, and whether the merge that followed made the model worse; from the first
/// merge on that was measured (F. Santini et al., arXiv 2302.06352; dafne-imaging/dafne-evaluation,
/// CC-BY).
/// @throws Error NotFound, InvalidInput where there is no such upload
std::vector<HistoryUpload> readHistory(const std::filesystem::path& log, const std::string& model);

/// A stream of the same kind where the log is not at hand: as many sites, the same shares of stale
/// and of harmful uploads, drawn from this seed.
std::vector<HistoryUpload> drawnHistory(std::size_t uploads, std::uint64_t seed);

} // namespace laurel::replay
