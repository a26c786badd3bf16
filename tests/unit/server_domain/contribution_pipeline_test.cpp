#include "pipeline_rig.h"

#include "support/expect_error.h"

#include "laurel/weights/arithmetic.h"

#include <thread>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Progress = ContributionPipeline::Progress;

/// Version 1 has the first parameter 3, which the formula rates at 0.86.
class Pipeline : public ::testing::Test {
  protected:
    explicit Pipeline(const PipelineSettings& settings = {}) : rig_(folder_.path(), settings) {
        rig_.publish({{3, 4}}, "tiny", "# Card");
        rig_.addGoldCase('1');
        rig_.addGoldCase('2');
    }

    Contribution processed(const std::string& id) {
        EXPECT_EQ(rig_.process(id), Progress::Finished);
        return rig_.find(id);
    }

    TemporaryFolder folder_;
    PipelineRig rig_;
};

/// 3 + 0.5 * (5 - 3) = 4, which the formula rates at 0.88.
TEST_F(Pipeline, publishesAMergedVersion) {
    const std::string id = rig_.contribute(SmallWeights{{5, 4}, 3, 4, 9});
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Published);
    EXPECT_EQ(done.reasonCode, "");
    EXPECT_EQ(done.version, 2);
    EXPECT_EQ(done.staleness, 0);
    EXPECT_EQ(done.alpha, 0.5);
    EXPECT_EQ(done.deltaNorm, 2);

    EXPECT_EQ(rig_.current(), 2);
    EXPECT_EQ(rig_.weights(2), (SmallWeights{{4, 4}, 2, 3, 7}.state()));
    EXPECT_EQ(rig_.digestOf(2, "CARD.md"), rig_.digestOf(1, "CARD.md"));
    const PublishedVersion version = rig_.version(2);
    EXPECT_EQ(version.action, VersionAction::Merge);
    EXPECT_EQ(version.parents, std::vector<std::int64_t>{1});
    EXPECT_EQ(version.contributionId, id);
    EXPECT_EQ(version.alpha, 0.5);
    EXPECT_EQ(version.staleness, 0);
    EXPECT_THAT(rig_.auditActions(), ElementsAre("model.publish", "model.merge"));
}

TEST_F(Pipeline, tellsEachStep) {
    processed(rig_.contribute(SmallWeights{{5, 4}}));
    EXPECT_THAT(rig_.steps(),
                ElementsAre("blobs.stored", "version.published", "contribution.screened",
                            "contribution.evaluating", "contribution.gate1", "contribution.merged",
                            "contribution.gate2", "blobs.stored", "version.published",
                            "contribution.published"));
}

TEST_F(Pipeline, saysInTheManifestWhereAVersionComesFrom) {
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    processed(id);
    const ModelManifest manifest = rig_.manifest(2);
    EXPECT_EQ(manifest.name, rig_.manifest(1).name);
    EXPECT_EQ(
        manifest.provenance["merged"],
        (nlohmann::json{{"contribution", id}, {"base", 1}, {"alpha", 0.5}, {"staleness", 0}}));
    EXPECT_DOUBLE_EQ(manifest.metrics["mean_dice"].get<double>(), 0.88);
    EXPECT_DOUBLE_EQ(manifest.metrics["dice_per_label"]["Soleus"].get<double>(), 0.88);
    EXPECT_EQ(manifest.metrics.size(), 3U) << "nothing about single gold cases";
}

TEST_F(Pipeline, signsTheStatementWithItsParents) {
    rig_.publish({{4, 4}});
    processed(rig_.contribute(SmallWeights{{5, 4}}, 1));
    const PublishedVersion version = rig_.version(3);
    Ed25519Signature signature{};
    fromHex(version.signature, signature);
    const VersionStatement statement =
        verifyStatement(version.statement, signature, rig_.identity.key().publicKey(), "statement");
    EXPECT_THAT(statement.parents, ElementsAre(1, 2));
    EXPECT_EQ(statement.files, version.files);
}

/// 4 + 0.5 / sqrt(2) * (4.5 - 3), after the first made 4 of 3.
TEST_F(Pipeline, weighsTheSecondFromTheSameBaseByItsStaleness) {
    const std::string first = rig_.contribute(SmallWeights{{5, 4}});
    const std::string second = rig_.contribute(SmallWeights{{4.5F, 4}});
    processed(first);
    const Contribution done = processed(second);
    EXPECT_EQ(done.staleness, 1);
    EXPECT_EQ(done.version, 3);
    EXPECT_FLOAT_EQ(rig_.parameter(3), 4.5303301F);
    EXPECT_THAT(rig_.version(3).parents, ElementsAre(1, 2));
    // The current version was measured when it was made: only candidates and merged ones follow.
    EXPECT_THAT(rig_.evaluator.measured(), ElementsAre(3, 5, 4, 4.5F, rig_.parameter(3)));
}

TEST_F(Pipeline, understandsDeltas) {
    processed(rig_.contribute(SmallWeights{{2, 0}, 2, 2, 0}, 1, ContributionKind::Delta));
    EXPECT_EQ(rig_.weights(2), (SmallWeights{{4, 4}, 2, 3, 7}.state()));
}

TEST_F(Pipeline, rejectsWhatScreeningRefuses) {
    const std::string pickle = rig_.contribute("\x80\x04 a pickle");
    EXPECT_EQ(processed(pickle).reasonCode, "not_safetensors");
    EXPECT_THAT(rig_.find(pickle).reason, Not(HasSubstr(folder_.path().string())));
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{3, 4}})).reasonCode, "nothing_learned");
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{3, 400}})).reasonCode, "too_far");
    EXPECT_EQ(rig_.find(pickle).state, ContributionState::Rejected);
    EXPECT_EQ(rig_.current(), 1);
    EXPECT_TRUE(rig_.evaluator.measured().empty());
    EXPECT_THAT(rig_.auditActions(), ElementsAre("model.publish", "contribution.reject",
                                                 "contribution.reject", "contribution.reject"));
}

TEST_F(Pipeline, takesTheSameBytesOnce) {
    const std::string first = rig_.contribute(SmallWeights{{5, 4}});
    const std::string second = rig_.contribute(SmallWeights{{5, 4}});
    EXPECT_EQ(processed(first).state, ContributionState::Published);
    EXPECT_EQ(processed(second).reasonCode, "duplicate");
    EXPECT_EQ(rig_.current(), 2);
}

/// 0.5 / 0.125 = 4 times the first one's norm.
TEST_F(Pipeline, boundsLaterContributionsByThoseAccepted) {
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{3.125F, 4}})).state,
              ContributionState::Published);
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{3.51F, 4}})).reasonCode, "too_far");
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{3.5F, 4}})).state,
              ContributionState::Published);
}

TEST_F(Pipeline, stopsAtGate1) {
    const std::string id = rig_.contribute(SmallWeights{{0, 4}}); // 0.8 < 0.86 - 0.05
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Rejected);
    EXPECT_EQ(done.reasonCode, "gate1");
    EXPECT_THAT(done.reason, HasSubstr("0.8000"));
    EXPECT_EQ(done.staleness, 0);
    const auto reader = rig_.metadata.beginRead();
    EXPECT_EQ(reader->contributions().scores(id, MeasuredWeights::candidate()).size(), 2U);
    EXPECT_EQ(reader->contributions().scores(id, MeasuredWeights::current()).size(), 2U);
    EXPECT_TRUE(reader->contributions().tries(id).empty());
}

/// Best at 3.4: 0.892 at 3, 0.888 at 4, 0.898 at 3.5.
double narrowQuality(float parameter) {
    return 0.9 - 0.02 * std::abs(double{parameter} - 3.4);
}

TEST_F(Pipeline, triesLessWhereGate2RefusesMore) {
    rig_.evaluator.quality = narrowQuality;
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Published);
    EXPECT_EQ(done.alpha, 0.25);
    EXPECT_EQ(rig_.parameter(2), 3.5F);
    const auto tries = rig_.metadata.beginRead()->contributions().tries(id);
    ASSERT_EQ(tries.size(), 2U);
    EXPECT_EQ(tries[0].alpha, 0.5);
    EXPECT_EQ(tries[0].outcome, "gate2_mean");
    EXPECT_NEAR(tries[0].meanDice.value(), 0.888, 1e-12);
    EXPECT_EQ(tries[1].outcome, "accepted");
    EXPECT_NEAR(tries[1].meanDice.value(), 0.898, 1e-12);
}

TEST_F(Pipeline, rejectsWhatNoStrengthMakesGood) {
    rig_.evaluator.quality = [](float parameter) { return parameter == 3 ? 0.9 : 0.89; };
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Rejected);
    EXPECT_EQ(done.reasonCode, "gate2");
    EXPECT_THAT(done.reason, HasSubstr("0.8900, 0.0100 below the current version's"));
    EXPECT_EQ(rig_.metadata.beginRead()->contributions().tries(id).size(), 3U);
    EXPECT_EQ(rig_.current(), 1);
    EXPECT_THAT(rig_.evaluator.measured(), ElementsAre(3, 5, 4, 3.5F, 3.25F));
}

/// Each merge costs 0.002, which gate 2 allows against the version before. From 0.9 on, two such
/// steps are allowed, then half a one to 0.895, and then none.
TEST_F(Pipeline, remembersTheBestVersionEver) {
    rig_.evaluator.quality = [](float parameter) { return 0.9 - 0.001 * (double{parameter} - 3); };
    const auto contributeFurther = [&] {
        const std::int64_t base = rig_.current();
        return processed(rig_.contribute(SmallWeights{{rig_.parameter(base) + 4, 4}}, base));
    };
    EXPECT_EQ(contributeFurther().alpha, 0.5);
    EXPECT_EQ(contributeFurther().alpha, 0.5);
    const Contribution third = contributeFurther();
    EXPECT_EQ(third.alpha, 0.25);
    EXPECT_EQ(rig_.metadata.beginRead()->contributions().tries(third.id)[0].outcome,
              "gate2_best_mean");
    EXPECT_EQ(contributeFurther().reasonCode, "gate2");
    EXPECT_EQ(rig_.current(), 4);
}

TEST_F(Pipeline, rejectsWhatTheNetworkCannotRunWith) {
    rig_.evaluator.before = [](float parameter, const CancellationToken&) {
        if (parameter == 5) {
            throw Error(ErrorCode::InvalidInput, "overflow");
        }
    };
    const Contribution refused = processed(rig_.contribute(SmallWeights{{5, 4}}));
    EXPECT_EQ(refused.state, ContributionState::Rejected);
    EXPECT_EQ(refused.reasonCode, "unusable");
    EXPECT_THAT(refused.reason, HasSubstr("overflow"));
    rig_.evaluator.before = [](float parameter, const CancellationToken&) {
        if (parameter == 4) {
            throw Error(ErrorCode::InvalidInput, "overflow");
        }
    };
    const Contribution done = processed(rig_.contribute(SmallWeights{{5, 4.5F}}));
    EXPECT_EQ(done.state, ContributionState::Published);
    EXPECT_EQ(done.alpha, 0.25);
}

TEST_F(Pipeline, rejectsWhatNoLongerFits) {
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    rig_.publish({{3, 4, 5}});
    const Contribution done = processed(id);
    EXPECT_EQ(done.reasonCode, "outdated_base");
    EXPECT_THAT(done.reason, HasSubstr("conv.weight"));
}

/// While the merged weights are measured, an administrator publishes version 2.
TEST_F(Pipeline, mergesAgainWhereTheCurrentVersionMoved) {
    bool moved = false;
    rig_.evaluator.before = [&](float parameter, const CancellationToken&) {
        if (parameter == 4 && !std::exchange(moved, true)) {
            rig_.publish({{6, 4}});
        }
    };
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Published);
    EXPECT_EQ(done.version, 3);
    EXPECT_EQ(done.staleness, 1);
    EXPECT_FLOAT_EQ(rig_.parameter(3), 6.7071068F); // 6 + 0.5 / sqrt(2) * 2
    EXPECT_THAT(rig_.evaluator.measured(), ElementsAre(3, 5, 4, 6, rig_.parameter(3)));
    const auto reader = rig_.metadata.beginRead();
    EXPECT_EQ(reader->contributions().tries(id).size(), 1U);
    EXPECT_EQ(reader->contributions().scores(id, MeasuredWeights::candidate()).size(), 2U);
    EXPECT_DOUBLE_EQ(
        reader->contributions().scores(id, MeasuredWeights::current())[0].dice.at("Soleus_L"),
        0.92);
}

TEST_F(Pipeline, measuresAgainWhereTheGoldCasesChanged) {
    bool added = false;
    rig_.evaluator.before = [&](float parameter, const CancellationToken&) {
        if (parameter == 4 && !std::exchange(added, true)) {
            rig_.addGoldCase('3');
        }
    };
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    EXPECT_EQ(processed(id).state, ContributionState::Published);
    const std::string goldSet = rig_.evaluator.goldSetDigest("tiny");
    EXPECT_EQ(rig_.manifest(2).metrics["gold_set"], goldSet);
    const auto reader = rig_.metadata.beginRead();
    EXPECT_EQ(reader->evaluations().find("tiny", 2, goldSet)->scores.size(), 3U);
    EXPECT_EQ(reader->evaluations().find("tiny", 1, goldSet)->scores.size(), 3U);
}

TEST_F(Pipeline, waitsForGoldCases) {
    rig_.publish({{3, 4}}, "other");
    const std::string id =
        rig_.contribute(SmallWeights{{5, 4}}, 1, ContributionKind::Full, "other");
    EXPECT_EQ(rig_.process(id), Progress::NoGoldCases);
    EXPECT_EQ(rig_.find(id).state, ContributionState::Received);
    rig_.addGoldCase('7', "other");
    EXPECT_EQ(processed(id).state, ContributionState::Published);
}

TEST_F(Pipeline, keepsItsFaultsToItself) {
    rig_.evaluator.before = [](float, const CancellationToken&) {
        throw Error(ErrorCode::Io, "cannot read /secret/place");
    };
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    const Contribution done = processed(id);
    EXPECT_EQ(done.state, ContributionState::Failed);
    EXPECT_EQ(done.reasonCode, "server_fault");
    EXPECT_THAT(done.reason, Not(HasSubstr("secret")));
    EXPECT_EQ(done.attempts, 1);
    const AuditEvent event = rig_.metadata.beginRead()->audit().last()->event;
    EXPECT_EQ(event.action, "contribution.fail");
    EXPECT_EQ(event.subject, id);
    EXPECT_THAT(event.detail, HasSubstr("/secret/place"));
    EXPECT_THAT(event.detail, HasSubstr("\"evaluating\""));

    rig_.evaluator.before = [](float, const CancellationToken&) { throw std::bad_alloc(); };
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{5.5F, 4}})).state, ContributionState::Failed);
}

TEST_F(Pipeline, stopsWhereItIsWhenCancelled) {
    CancellationSource source;
    rig_.onStep = [&](std::string_view step) {
        if (step == "contribution.gate1") {
            source.cancel();
        }
    };
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    expectError(ErrorCode::Cancelled, "", [&] { rig_.pipeline.process(id, source.token()); });
    EXPECT_EQ(rig_.find(id).state, ContributionState::Merging);
    EXPECT_EQ(rig_.find(id).attempts, 0);
    EXPECT_EQ(processed(id).state, ContributionState::Published);
}

TEST_F(Pipeline, doesNothingWithoutAContribution) {
    expectError(ErrorCode::NotFound, "contribution", [&] { rig_.process("absent"); });
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    processed(id);
    EXPECT_EQ(rig_.process(id), Progress::Finished);
    EXPECT_EQ(rig_.current(), 2);
}

class DafnePipeline : public Pipeline {
  protected:
    static PipelineSettings settings() {
        PipelineSettings settings;
        settings.merge.policy = "dafne";
        return settings;
    }
    DafnePipeline() : Pipeline(settings()) {}
};

/// Quality falls and falls; the control publishes all the same, as its log shows.
TEST_F(DafnePipeline, averagesWhateverPassesTheThreshold) {
    rig_.evaluator.quality = [](float parameter) { return 0.9 - 0.05 * (double{parameter} - 3); };
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{7, 4}})).state, ContributionState::Published);
    EXPECT_EQ(rig_.parameter(2), 5);
    EXPECT_EQ(processed(rig_.contribute(SmallWeights{{11.5F, 4}}, 2)).reasonCode, "gate1");
}

/// All begin with version 1; whoever comes later is merged with what the others made.
TEST_F(Pipeline, servesManyThreadsAtOnce) {
    constexpr int count = 16;
    // The order of the threads is left to chance, and so is how far their updates add up: no merge
    // may be worse than another.
    rig_.evaluator.quality = [](float) { return 0.9; };
    std::vector<std::string> ids;
    ids.reserve(count);
    for (int i = 0; i < count; ++i) {
        ids.push_back(rig_.contribute(SmallWeights{{4 + 0.0625F * static_cast<float>(i), 4}}));
    }
    std::vector<std::thread> threads;
    threads.reserve(ids.size());
    for (const std::string& id : ids) {
        threads.emplace_back([&, id] { EXPECT_EQ(rig_.process(id), Progress::Finished); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::set<std::int64_t> numbers;
    for (const std::string& id : ids) {
        const Contribution done = rig_.find(id);
        ASSERT_EQ(done.state, ContributionState::Published) << done.reason;
        const PublishedVersion version = rig_.version(done.version.value());
        EXPECT_EQ(version.contributionId, id);
        EXPECT_EQ(done.staleness, version.number - 2) << "merged with the version just before";
        numbers.insert(version.number);
    }
    EXPECT_EQ(numbers.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(rig_.current(), count + 1);
    EXPECT_TRUE(auditProblems(rig_.metadata.beginRead()->audit()).empty());
}

TEST_F(Pipeline, publishesOnceHoweverManyWorkOnIt) {
    const std::string id = rig_.contribute(SmallWeights{{5, 4}});
    std::vector<std::thread> threads;
    threads.reserve(16);
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] { rig_.process(id); });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(rig_.find(id).state, ContributionState::Published);
    EXPECT_EQ(rig_.current(), 2);
    EXPECT_EQ(rig_.parameter(2), 4);
}

} // namespace
} // namespace laurel
