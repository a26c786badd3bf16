#include "merge/merge_files.h"

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/server_domain/screening.h"
#include "laurel/weights/arithmetic.h"
#include "laurel/weights/safetensors.h"
#include "support/sanitized.h"

#include <fstream>

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Weights of several parts: tensors of 0 to 6 MiB, with the statistics of a normalisation.
StateDict randomWeights(std::uint64_t seed) {
    Random random(seed);
    StateDict state;
    for (int layer = 0; layer < 10; ++layer) {
        const std::string name = "layer" + std::to_string(layer);
        const std::int64_t count = 150'000 * layer;
        std::vector<float> values(static_cast<std::size_t>(count));
        for (float& value : values) {
            value = static_cast<float>(random.uniform(-1, 1));
        }
        state.add(name + ".weight", Tensor::fromFloats({count}, std::move(values)));
        state.add(name + ".num_batches_tracked", Tensor::fromIntegers({}, {random.integer(0, 99)}));
        state.add(name + ".running_var",
                  Tensor::fromFloats({1}, {static_cast<float>(random.uniform(1, 2))}));
    }
    return state;
}

class MergeOfFiles : public ::testing::Test {
  protected:
    MergeOfFiles() {
        writeSafetensors(update().base, base_);
        writeSafetensors(files_.current, current_);
        writeSafetensors(update().content, candidate_);
    }

    UpdateFiles& update() { return files_.updates.front(); }

    StateDict base_ = randomWeights(1);
    StateDict current_ = randomWeights(2);
    StateDict candidate_ = randomWeights(3);
    TemporaryFolder folder_;
    MergeFiles files_{
        folder_.path() / "current", {{folder_.path() / "base", folder_.path() / "content"}}, {}};
};

TEST_F(MergeOfFiles, isTheMergeOfTheWhole) {
    update().staleness = 1;
    for (const char* name : {"gated", "dafne", "fedavg", "median", "trimmed-mean", "krum"}) {
        MergeSettings settings;
        settings.policy = name;
        const auto policy = makeMergePolicy(settings);
        EXPECT_EQ(mergeFiles(*policy, files_, 0.5),
                  policy->merge({current_, {{base_, candidate_, 1}}}, 0.5));
    }
}

TEST_F(MergeOfFiles, understandsDeltas) {
    const auto policy = makeMergePolicy({});
    const StateDict change = delta(candidate_, base_);
    writeSafetensors(update().content, change);
    update().kind = ContributionKind::Delta;
    const StateDict restored = candidateOf(ContributionKind::Delta, change, base_);
    EXPECT_EQ(mergeFiles(*policy, files_, 0.25),
              policy->merge({current_, {{base_, restored}}}, 0.25));
}

/// Which contribution lies nearest to the others is told by all parts together.
TEST_F(MergeOfFiles, measuresDistancesOverTheWhole) {
    std::vector<StateDict> candidates;
    files_.updates.clear();
    for (std::uint64_t i = 0; i < 4; ++i) {
        candidates.push_back(i == 2 ? randomWeights(50)
                                    : lerp(candidate_, base_, 0.01 * double(i)));
        const auto file = folder_.path() / ("content" + std::to_string(i));
        writeSafetensors(file, candidates.back());
        files_.updates.push_back({folder_.path() / "base", file});
    }
    MergeSettings settings;
    settings.policy = "krum";
    const auto policy = makeMergePolicy(settings);
    MergeInputs inputs{current_, {}};
    for (const StateDict& candidate : candidates) {
        inputs.updates.push_back({base_, candidate});
    }
    EXPECT_EQ(mergeFiles(*policy, files_, 0.5), policy->merge(inputs, 0.5));
}

TEST_F(MergeOfFiles, leavesWhatIsNotSharedAsItIs) {
    files_.sharedPrefixes = {"layer3.", "layer7.weight"};
    const StateDict merged = mergeFiles(*makeMergePolicy({}), files_, 0.5);
    for (const auto& [name, tensor] : merged.entries()) {
        const bool changed = name.starts_with("layer3.") || name == "layer7.weight";
        EXPECT_EQ(tensor == current_.at(name), !changed || tensor.dtype() == DType::I64) << name;
    }
}

/// Memory that belongs to this process and to files that it mapped, in bytes.
std::int64_t residentBytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t whole = 0;
    std::int64_t resident = 0;
    file >> whole >> resident;
    return resident * 4096;
}

/// What the design allows is 3 models; here the result is all that remains, with its parts before.
TEST_F(MergeOfFiles, keepsNoInputInMemory) {
    if (isSanitized) {
        GTEST_SKIP() << "sanitizers keep freed memory";
    }
    const auto model = static_cast<std::int64_t>(std::filesystem::file_size(update().base));
    base_ = current_ = candidate_ = StateDict();
    const std::int64_t before = residentBytes();
    const StateDict merged = mergeFiles(*makeMergePolicy({}), files_, 0.5);
    const std::int64_t grown = residentBytes() - before;
    EXPECT_LT(grown, model + model / 4) << "a model has " << model << " bytes";
}

} // namespace
} // namespace laurel
