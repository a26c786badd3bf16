#pragma once

#include "net_test.h"

#include "laurel/base/files.h"
#include "laurel/engine/fine_tuning.h"
#include "laurel/workflow/learning.h"
#include "laurel/workflow/model_shelf.h"
#include "laurel/workflow/server_directory.h"

#include <filesystem>
#include <optional>
#include <string>

namespace laurel {

/// A computer with one shipped package, "tiny", and a server in memory that published another
/// "tiny", which it knows.
class Services : public ::testing::Test {
  protected:
    Services() {
        writeTinyPackage(makeFolder(folder_.path() / "shipped") / "tiny", 1);
        writeTinyPackage(folder_.path() / "published", 2);
        fake_.publish(folder_.path() / "published");
        ServerRegistry(home_).add(pinned(fake_), std::nullopt);
    }

    static std::filesystem::path makeFolder(const std::filesystem::path& folder) {
        std::filesystem::create_directories(folder);
        return folder;
    }
    ModelShelf shelf() const { return {home_, {folder_.path() / "shipped"}}; }
    PulledVersion pull() {
        return pullModel(home_, fake_.serverId(), "tiny", std::nullopt, progress_, {});
    }
    ShelvedModel modelOf(ModelOrigin origin) const {
        for (const ShelvedModel& model : shelf().models()) {
            if (model.origin == origin) {
                return model;
            }
        }
        ADD_FAILURE() << "no model is " << toString(origin);
        return {};
    }
    /// What learning from it might have given.
    ShelvedModel learntFrom(ModelOrigin origin, float value = 5,
                            const std::optional<PrivateRelease>& privacy = std::nullopt) const {
        const ModelPackage base = shelf().open(modelOf(origin));
        FineTuneResult result;
        result.weights.emplace();
        result.weights->add("layer.weight",
                            Tensor::fromFloats({64}, std::vector<float>(64, value)));
        result.slices = 12;
        result.diceBefore = 0.7;
        result.diceAfter = 0.8;
        result.privacy = privacy;
        result.base = fineTuneBaseOf(base);
        return keepLearnt(shelf(), base, result);
    }

    TemporaryFolder folder_;
    std::filesystem::path home_ = folder_.path() / "home";
    FakeLaurel fake_;
    NoProgress progress_;
};

} // namespace laurel
