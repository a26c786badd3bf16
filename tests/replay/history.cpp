#include "history.h"

#include "laurel/base/error.h"
#include "laurel/base/random.h"

#include <fstream>
#include <map>
#include <optional>

namespace laurel::replay {

namespace {

/// The text between two marks of a line; empty where they are not there.
std::string between(const std::string& line, const std::string& before, const std::string& after) {
    const std::size_t begin = line.find(before);
    if (begin == std::string::npos) {
        return {};
    }
    const std::size_t first = begin + before.size();
    const std::size_t end = line.find(after, first);
    return end == std::string::npos ? std::string() : line.substr(first, end - first);
}

/// Follows one model through the log.
class Follower {
  public:
    explicit Follower(std::string model) : model_(std::move(model)) {}

    void read(const std::string& line) {
        const std::string ofModel = " - " + model_ + " - ";
        if (line.find(ofModel) != std::string::npos) {
            const std::string site = between(line, "accessed by ", " - ");
            if (line.find("get_model") != std::string::npos) {
                mergesAtFetch_[site] = merges_;
            } else if (line.find("upload_model") != std::string::npos) {
                uploads_.push_back({site, merges_ - mergesAtFetch_[site], false});
            }
        } else if (line.find("evaluating model " + model_ + "/") != std::string::npos &&
                   line.find("(Merged model)") != std::string::npos) {
            merged(std::stod(between(line, "Dice: ", " ")));
        }
    }

    std::vector<HistoryUpload> take() { return std::move(uploads_); }

  private:
    /// Only from the first measured merge on it is known what an upload did.
    void merged(double dice) {
        if (!dice_ && uploads_.size() > 1) {
            uploads_.erase(uploads_.begin(), uploads_.end() - 1);
        }
        if (!uploads_.empty()) {
            uploads_.back().lowered = dice_ && dice < *dice_;
        }
        dice_ = dice;
        ++merges_;
    }

    std::string model_;
    std::vector<HistoryUpload> uploads_;
    std::map<std::string, std::int64_t> mergesAtFetch_;
    std::int64_t merges_ = 0;
    std::optional<double> dice_;
};

} // namespace

std::vector<HistoryUpload> readHistory(const std::filesystem::path& log, const std::string& model) {
    std::ifstream file(log);
    if (!file) {
        throw Error(ErrorCode::NotFound, log.string() + ": cannot be read");
    }
    Follower follower(model);
    for (std::string line; std::getline(file, line);) {
        follower.read(line);
    }
    std::vector<HistoryUpload> uploads = follower.take();
    if (uploads.empty()) {
        throw Error(ErrorCode::InvalidInput, log.string() + ": no upload of " + model);
    }
    return uploads;
}

std::vector<HistoryUpload> drawnHistory(std::size_t uploads, std::uint64_t seed) {
    constexpr int sites = 12;
    constexpr double stale = 0.2;
    constexpr double harmful = 237.0 / 601; // of the study's accepted merges of leg
    Random random(seed);
    std::vector<HistoryUpload> drawn;
    for (std::size_t i = 0; i < uploads; ++i) {
        drawn.push_back({std::to_string(random.integer(1, sites)),
                         random.chance(stale) ? random.integer(1, 6) : 0, random.chance(harmful)});
    }
    return drawn;
}

} // namespace laurel::replay
