#include "gold_server.h"

#include "laurel/arrays/bundles.h"
#include "laurel/metrics/label_renaming.h"
#include "laurel/metrics/metrics.h"
#include "support/data_folder.h"

namespace laurel {
namespace {

/// The references' names on the left, the model's on the right.
const std::vector<std::string> renames{"Gastrocnemius Medialis=Gastrocnemius medialis",
                                       "Gastrocnemius Lateralis=Gastrocnemius lateralis",
                                       "Tibialis Anterior=Tibialis anterior",
                                       "Extensor Longus Digitorum=Extensor digitorum longus"};

TEST(GoldData, ManualMasksOfRealLimbsScoreAsMeasuredDirectly) {
    LAUREL_REQUIRE_DATA("leg_manual");
    GoldServer server;
    const auto folder = dataFolder() / "leg_manual";
    std::map<std::string, std::optional<double>> expected;
    for (const std::string sequence : {"pd", "t1"}) {
        const GoldCaseFiles files{folder / (sequence + "_example.npz"),
                                  folder / (sequence + "_manual_rois.npz"), renames, sequence};
        const AddedGoldCase added = server.gold.add("leg", files, "local", {});
        EXPECT_EQ(added.goldCase.labels.size(), 12U);
        EXPECT_TRUE(added.missing.empty());

        const Volume image = readArrayVolume(files.image);
        NoProgress silent;
        SegmentOptions options;
        options.threads = 1;
        const LabelMap labels =
            sharedEngine().load(server.leg)->segment(image, options, silent, {}).labels;
        const LabelMap reference =
            withRenamedSegments(readArrayLabels(files.labels, {}, image.geometry()), renames);
        expected[sequence] = evaluate(reference, labels).meanDice;
    }
    const GoldScores scores = server.evaluator.evaluate(server.leg.manifest(), server.weights, {});
    ASSERT_EQ(scores.size(), 2U);
    for (const GoldCaseScore& score : scores) {
        double sum = 0;
        for (const auto& [name, dice] : score.dice) {
            sum += dice;
        }
        EXPECT_EQ(score.dice.size(), 12U);
        EXPECT_NEAR(sum / 12, expected.at(score.group).value_or(-1), 1e-9) << score.group;
        EXPECT_GT(sum / 12, 0.7) << score.group;
    }
}

} // namespace
} // namespace laurel
