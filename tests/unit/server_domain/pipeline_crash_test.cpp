#include "pipeline_rig.h"

#include <sys/wait.h>
#include <unistd.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

/// Best at 3.4: the first strength is refused, the second accepted, so that a run has every step.
double narrowQuality(float parameter) {
    return 0.9 - 0.02 * std::abs(double{parameter} - 3.4);
}

constexpr const char* contributionId = "00000000000000000000000000000001";

void prepare(const fs::path& folder) {
    PipelineRig rig(folder);
    rig.publish({{3, 4}}, "tiny", "# Card");
    rig.addGoldCase('1');
    rig.contribute(SmallWeights{{5, 4}});
}

/// What must not depend on crashes.
struct End {
    std::string weights;
    std::string manifest;
    std::vector<std::string> actions;
    std::size_t tries = 0;
    bool operator==(const End&) const = default;
};

End endOf(PipelineRig& rig) {
    EXPECT_EQ(rig.find(contributionId).state, ContributionState::Published);
    EXPECT_EQ(rig.find(contributionId).version, 2);
    EXPECT_EQ(rig.current(), 2);
    EXPECT_EQ(rig.metadata.beginRead()->versions("tiny").size(), 2U);
    return {rig.digestOf(2, weightsFileName), rig.digestOf(2, manifestFileName), rig.auditActions(),
            rig.metadata.beginRead()->contributions().tries(contributionId).size()};
}

/// The steps of a run that nothing disturbs, and its end.
std::pair<std::vector<std::string>, End> undisturbed() {
    const TemporaryFolder folder;
    prepare(folder.path());
    PipelineRig rig(folder.path());
    rig.evaluator.quality = narrowQuality;
    rig.process(contributionId);
    return {rig.steps(), endOf(rig)};
}

/// Works in a process of its own, which ends like a killed one right after the given step.
int crashAfter(const fs::path& folder, std::size_t step) {
    const pid_t child = ::fork();
    if (child == 0) {
        PipelineRig rig(folder);
        rig.evaluator.quality = narrowQuality;
        rig.onStep = [&](std::string_view) {
            if (rig.steps().size() == step) {
                ::_exit(9);
            }
        };
        rig.process(contributionId);
        ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

TEST(PipelineCrash, changesNothingAtTheEnd) {
    const auto [steps, expected] = undisturbed();
    ASSERT_EQ(steps.size(), 10U);
    for (std::size_t step = 1; step <= steps.size(); ++step) {
        SCOPED_TRACE("killed after " + steps[step - 1] + ", step " + std::to_string(step));
        const TemporaryFolder folder;
        prepare(folder.path());
        ASSERT_EQ(crashAfter(folder.path(), step), 9);
        PipelineRig rig(folder.path());
        rig.evaluator.quality = narrowQuality;
        rig.process(contributionId);
        EXPECT_EQ(endOf(rig), expected);
    }
}

/// Killed again and again, each time one step after it was picked up.
TEST(PipelineCrash, mayHappenAtEveryPickUp) {
    const End expected = undisturbed().second;
    const TemporaryFolder folder;
    prepare(folder.path());
    int crashes = 0;
    for (std::size_t step = 1; step <= 20; ++step) {
        crashes += crashAfter(folder.path(), step) == 9 ? 1 : 0;
    }
    EXPECT_GE(crashes, 4);
    PipelineRig rig(folder.path());
    EXPECT_EQ(endOf(rig), expected);
}

} // namespace
} // namespace laurel
