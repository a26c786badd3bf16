#include "laurel/tools/cross_validation.h"

#include "bootstrap.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "support/expect_error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

namespace laurel {
namespace {

TEST(Bootstrap, AgreesWithTheNormalIntervalOfAMean) {
    Random random(3);
    std::vector<double> values;
    values.reserve(100);
    for (int i = 0; i < 100; ++i) {
        values.push_back(5 + random.normal());
    }
    const auto mean = [&](const std::vector<std::size_t>& drawn) -> std::optional<double> {
        double sum = 0;
        for (const std::size_t one : drawn) {
            sum += values[one];
        }
        return sum / static_cast<double>(drawn.size());
    };
    const auto interval = bootstrapInterval(values.size(), mean, 1);
    const MeanEstimate exact = estimateMean(values);
    ASSERT_TRUE(interval && exact.interval95);
    // The ends of 2000 samples are good to about a twentieth of the interval.
    EXPECT_NEAR(interval->low, exact.interval95->low, 0.04);
    EXPECT_NEAR(interval->high, exact.interval95->high, 0.04);
    EXPECT_EQ(bootstrapInterval(values.size(), mean, 1), interval);
}

TEST(Bootstrap, IsUndefinedForOneCaseOrAStatisticThatIs) {
    const auto one = [](const auto&) { return std::optional(1.0); };
    const auto none = [](const auto&) { return std::optional<double>(); };
    EXPECT_FALSE(bootstrapInterval(1, one, 1));
    EXPECT_FALSE(bootstrapInterval(5, none, 1));
    EXPECT_EQ(bootstrapInterval(2, one, 1), (ConfidenceInterval{1, 1}));
}

void expectFigure(const Figure& figure, double value, std::size_t count) {
    ASSERT_TRUE(figure.value);
    EXPECT_NEAR(*figure.value, value, 1e-6);
    EXPECT_EQ(figure.count, count);
}

void expectInterval(const Figure& figure, double low, double high) {
    ASSERT_TRUE(figure.interval95);
    EXPECT_NEAR(figure.interval95->low, low, 1e-4);
    EXPECT_NEAR(figure.interval95->high, high, 1e-4);
}

class SummedUpByHand : public ::testing::Test {
  protected:
    void SetUp() override {
        report_.modelId = "hand";
        report_.folds = 2;
        report_.cases = {
            {"a.nii", "a", 0, {{"X", {{10, 10, 8}, {10, 20, 10}}}, {"Y", {{4, 4, 4}}}}},
            {"b.nii", "b", 1, {{"X", {{20, 10, 10}}}}}};
        sumUp(report_, {"X", "Y", "Z"}, 1);
    }

    CrossValidationReport report_;
};

TEST_F(SummedUpByHand, PerSlice) {
    const Figures& x = report_.labels.at("X").perSlice;
    expectFigure(x.dice, (0.8 + 2.0 / 3 + 2.0 / 3) / 3, 3);
    expectFigure(x.csaError, (0 + 1 - 0.5) / 3, 3);
    expectFigure(x.csaAbsoluteError, (0 + 1 + 0.5) / 3, 3);
    expectFigure(x.precision, (0.8 + 0.5 + 1) / 3, 3);
    expectFigure(x.recall, (0.8 + 1 + 0.5) / 3, 3);
    expectFigure(report_.overall.perSlice.dice, (0.8 + 2.0 / 3 + 2.0 / 3 + 1) / 4, 4);
}

TEST_F(SummedUpByHand, PerPatient) {
    const Figures& x = report_.labels.at("X").perPatient;
    expectFigure(x.dice, (0.72 + 2.0 / 3) / 2, 2);
    // t(0.975, 1) = 12.7062; the standard error is half the difference of the two.
    const double half = 12.7062 * (0.72 - 2.0 / 3) / 2;
    expectInterval(x.dice, (0.72 + 2.0 / 3) / 2 - half, (0.72 + 2.0 / 3) / 2 + half);
    expectFigure(x.csaError, 0, 2);
    expectFigure(x.csaAbsoluteError, 0.5, 2);
    expectFigure(report_.overall.perPatient.dice, ((0.72 + 1) / 2 + 2.0 / 3) / 2, 2);
    expectFigure(report_.labels.at("Y").perPatient.dice, 1, 1);
    EXPECT_FALSE(report_.labels.at("Y").perPatient.dice.interval95);
}

TEST_F(SummedUpByHand, Pooled) {
    const Figures& x = report_.labels.at("X").pooled;
    expectFigure(x.dice, 0.7, 2);
    // Of two cases there are three samples: twice the one, both, twice the other.
    expectInterval(x.dice, 2.0 / 3, 0.72);
    expectFigure(x.csaError, 0, 2);
    expectFigure(x.precision, 0.7, 2);
    expectFigure(report_.overall.pooled.dice, 64.0 / 88, 2);
}

TEST_F(SummedUpByHand, UndefinedIsNullInJsonAndADashInTheTable) {
    EXPECT_FALSE(report_.labels.at("Z").pooled.dice.value);
    const nlohmann::json json = nlohmann::json::parse(toJson(report_));
    EXPECT_EQ(json.at("folds"), 2);
    EXPECT_EQ(json.at("cases").at(0).at("labels").at(0).at("dice"), 0.72);
    EXPECT_EQ(json.at("labels").at(0).at("name"), "X");
    EXPECT_NEAR(json.at("overall").at("pooled").at("dice").at("mean").get<double>(), 64.0 / 88,
                1e-9);
    EXPECT_TRUE(json.at("labels").at(2).at("per_slice").at("dice").at("mean").is_null());
    EXPECT_TRUE(json.at("labels").at(2).at("per_slice").at("dice").at("ci95").is_null());
    const std::string table = toTable(report_);
    EXPECT_NE(table.find("pooled       0.700 [0.667, 0.720]"), std::string::npos) << table;
    EXPECT_NE(table.find("per slice    -"), std::string::npos) << table;
}

class CrossValidated : public ::testing::Test {
  protected:
    /// Four cases of three subjects: bright squares in noise.
    void SetUp() override {
        nlohmann::json manifest = nlohmann::json::parse(readTextFile(
            std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg/manifest.json",
            1U << 20));
        manifest["plugin"]["name"] = "unet2d";
        manifest["plugin"]["hyperparameters"] = {{"widths", {8, 16}}};
        manifest["input"]["size"] = {32, 32};
        manifest["input"]["spacing_mm"] = {3, 3};
        manifest["input"]["laterality"] = "none";
        writeFileAtomically(folder_.path() / "manifest.json", manifest.dump());
        std::string toml = "[model]\nmanifest = \"manifest.json\"\n[training]\nsteps = 2\n"
                           "batch_size = 2\nthreads = 1\n[cross_validation]\n"
                           "[[source]]\nname = \"squares\"\nkind = \"images\"\n";
        for (const char* name : {"a1", "a2", "b", "c"}) {
            writeCase(name);
            toml += "[[source.case]]\nimage = \"" + std::string(name) + "_i.nii.gz\"\nlabels = \"" +
                    name + "_l.nii.gz\"\n";
            toml += name[0] == 'a' ? "subject = \"a\"\n" : "";
        }
        toml += "[source.names]\n1 = \"Soleus\"\n";
        writeFileAtomically(folder_.path() / "train.toml", toml);
    }

    void writeCase(const std::string& name) {
        const Geometry geometry({32, 32, 3}, {3, 3, 8});
        LabelMap labels(geometry);
        std::vector<std::uint16_t> pixels;
        Random random(name.size());
        for (std::int64_t z = 0; z < 3; ++z) {
            for (std::int64_t y = 0; y < 32; ++y) {
                for (std::int64_t x = 0; x < 32; ++x) {
                    const bool body = x > 4 && x < 27 && y > 4 && y < 27;
                    const bool inside = x > 10 && x < 20 && y > 10 && y < 20;
                    pixels.push_back(static_cast<std::uint16_t>(
                        (body ? 300 : 5) + (inside ? 300 : 0) + random.integer(0, 40)));
                    labels.set({x, y, z}, inside ? 1 : 0);
                }
            }
        }
        writeNifti(folder_.path() / (name + "_i.nii.gz"), Volume(geometry, std::move(pixels)));
        writeNifti(folder_.path() / (name + "_l.nii.gz"), labels);
    }

    CrossValidationReport run() {
        return runCrossValidation(
            readTrainingConfig(folder_.path() / "train.toml"), folder_.path() / "report", engine_,
            [this](int fold, const TrainingEvent&) { folds_.insert(fold); }, {});
    }

    TemporaryFolder folder_;
    Engine engine_{{std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "liblaurel_runtime.so",
                    {std::filesystem::path(LAUREL_BINARY_DIR) / "lib" / "plugins"}}};
    std::set<int> folds_;
};

TEST_F(CrossValidated, LeavesEverySubjectOutOnce) {
    const CrossValidationReport report = run();
    EXPECT_EQ(report.folds, 3); // subjects, not ten and not the four cases
    EXPECT_EQ(folds_, (std::set<int>{0, 1, 2}));
    ASSERT_EQ(report.cases.size(), 4U);
    std::map<std::string, int> foldOf;
    for (const HeldOutCase& one : report.cases) {
        foldOf[one.name] = one.fold;
        EXPECT_EQ(one.labels.at("Soleus").size(), 3U) << one.name;
        EXPECT_EQ(one.labels.at("Soleus").front().reference, 81);
    }
    EXPECT_EQ(foldOf.size(), 4U);
    EXPECT_EQ(foldOf.at("a1_i.nii.gz"), foldOf.at("a2_i.nii.gz"));
    EXPECT_NE(foldOf.at("a1_i.nii.gz"), foldOf.at("b_i.nii.gz"));
    EXPECT_NE(foldOf.at("b_i.nii.gz"), foldOf.at("c_i.nii.gz"));
    const auto written =
        nlohmann::json::parse(readTextFile(folder_.path() / "report" / "report.json", 1U << 20));
    EXPECT_EQ(written.at("cases").size(), 4U);
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "report" / "report.txt"));
    expectError(ErrorCode::AlreadyExists, "report", [&] { run(); });
}

TEST_F(CrossValidated, NeedsItsTableAndTwoSubjects) {
    std::string text = readTextFile(folder_.path() / "train.toml", 1U << 20);
    text.replace(text.find("[cross_validation]"), 18, "");
    writeFileAtomically(folder_.path() / "train.toml", text);
    expectError(ErrorCode::InvalidInput, "[cross_validation]", [&] { run(); });
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "report"));
}

} // namespace
} // namespace laurel
