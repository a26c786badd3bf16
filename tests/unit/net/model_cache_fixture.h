#pragma once

#include "net_test.h"

#include "laurel/net/model_cache.h"

#include <algorithm>

namespace laurel {

/// A server with two versions of "tiny", and a home that caches them.
class Cache : public ::testing::Test {
  protected:
    Cache() {
        publish(1);
        publish(2);
    }

    void publish(float value, std::int64_t count = 20'000) {
        const std::filesystem::path package =
            folder_.path() / ("package-" + std::to_string(++packages_));
        writeTinyPackage(package, value, "tiny", count);
        fake_.publish(package);
    }
    PulledVersion pull(std::optional<std::int64_t> number = std::nullopt) {
        ServerClient client(pinned(fake_), std::nullopt, {}, limits_);
        NoProgress progress;
        return ModelCache(home_).pull(client, "tiny", number, progress);
    }
    ModelPackage open(std::int64_t number) {
        ModelCache cache(home_);
        return cache.open(cache.find(fake_.serverId(), "tiny", number).value(), pinned(fake_));
    }
    std::filesystem::path folderOf(std::int64_t number) const {
        return home_ / "models" / fake_.serverId() / "tiny" / std::to_string(number);
    }
    /// All that is visible of the model, and what is not.
    std::vector<std::string> entries() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folderOf(1).parent_path())) {
            names.push_back(entry.path().filename());
        }
        return names;
    }
    std::string& served(std::int64_t number, const std::string& file) {
        return fake_.state()->versions["tiny"][static_cast<std::size_t>(number - 1)].files.at(file);
    }
    std::size_t requestsFor(const std::string& pathEnd) const {
        return static_cast<std::size_t>(std::count_if(
            fake_.state()->requests.begin(), fake_.state()->requests.end(),
            [&](const FakeRequest& request) { return request.path.ends_with(pathEnd); }));
    }

    TemporaryFolder folder_;
    std::filesystem::path home_ = folder_.path() / "home";
    FakeLaurel fake_;
    ClientLimits limits_ = hastyLimits();
    int packages_ = 0;
};

} // namespace laurel
