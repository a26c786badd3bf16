// laurelctl segment --engine and --threads: what is computed, what is told of it, what is refused.

#include "laurelctl.h"
#include "tiny_model.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"

#include <fstream>
#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class SegmentEngines : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        json manifest = tinyManifest();
        // Labels as the network gives them: cleaning would make much of a single voxel.
        manifest["postprocess"] = {{"largest_component", false}, {"fill_holes", false}};
        train("plain", manifest);
        manifest["plugin"]["version"] = "1.1";
        manifest["plugin"]["hyperparameters"]["up"] = "max-unpooling"; // which is not compiled
        train("unpooling", manifest);
        const ProcessResult made = laurelctl(
            {"synth", "leg", "--seed", "5", "--slices", "3", "--spacing", "3", "-o", at("case")});
        ASSERT_EQ(made.exitCode, 0) << made.err;
    }
    static void TearDownTestSuite() { delete folder_; }

    static std::string at(const std::string& name) { return (folder_->path() / name).string(); }

    static void train(const std::string& name, const json& manifest) {
        std::ofstream(at("manifest.json")) << manifest;
        std::ofstream(at("train.toml"))
            << "[model]\nmanifest = \"manifest.json\"\n[training]\nsteps = 2\nbatch_size = 2\n"
               "threads = 1\n[[source]]\nname = \"phantoms\"\nkind = \"phantom\"\n";
        const ProcessResult trained =
            laurelctl({"train", "--config", at("train.toml"), "-o", at(name)});
        ASSERT_EQ(trained.exitCode, 0) << trained.err;
    }

    /// The command that segments the case, with options behind it.
    static std::vector<std::string> command(const std::string& model, const std::string& output,
                                            const std::vector<std::string>& options) {
        std::vector<std::string> all{"segment", "--model", at(model), at("case/image.nii.gz"),
                                     "-o",      at(output)};
        all.insert(all.end(), options.begin(), options.end());
        return all;
    }

    static TemporaryFolder* folder_;
};

TemporaryFolder* SegmentEngines::folder_ = nullptr;

/// Of all labels together.
double pooledDice(const LabelMap& a, const LabelMap& b) {
    double both = 0;
    double sum = 0;
    for (std::size_t i = 0; i < a.layer(0).size(); ++i) {
        both += a.layer(0)[i] != 0 && a.layer(0)[i] == b.layer(0)[i] ? 1 : 0;
        sum += (a.layer(0)[i] != 0 ? 1 : 0) + (b.layer(0)[i] != 0 ? 1 : 0);
    }
    return sum > 0 ? 2 * both / sum : 0; // the tiny network finds something
}

void expectTimes(const json& seconds) {
    double sum = 0;
    for (const char* stage : {"load", "preprocess", "infer", "postprocess"}) {
        EXPECT_GT(seconds.at(stage).get<double>(), 0) << stage;
        sum += seconds.at(stage).get<double>();
    }
    EXPECT_LE(sum, seconds.at("total").get<double>() * 1.001);
    EXPECT_GT(seconds.at("first_slice").get<double>(), 0);
    EXPECT_LT(seconds.at("first_slice").get<double>(), seconds.at("total").get<double>());
}

TEST_F(SegmentEngines, EachIsNamedAndFindsTheSameOnAnyNumberOfThreads) {
    std::optional<LabelMap> fast;
    for (const std::string kind : {"fast", "auto", "eager", "fast-bf16"}) {
        for (const std::string threads : {"1", "2", "1024"}) {
            SCOPED_TRACE(testing::Message() << kind << " on " << threads);
            const json report = laurelctlJson(
                command("plain", "out.nii.gz", {"--engine", kind, "--threads", threads}));
            const std::string engine = report.at("engine");
            const bool isEager = kind == "eager";
            EXPECT_EQ(engine.starts_with("fast-"), !isEager) << engine;
            EXPECT_EQ(engine == "eager", isEager) << engine;
            const bool stoodIn = kind == "fast-bf16" && !engine.ends_with("bf16");
            EXPECT_EQ(report.at("engine_note").is_string(), stoodIn) << report;
            EXPECT_TRUE(stoodIn || report.at("engine_note").is_null()) << report;
            expectTimes(report.at("seconds"));
            const LabelMap labels = readLabels(at("out.nii.gz"));
            fast = fast ? fast : labels;
            EXPECT_GE(pooledDice(labels, *fast), 0.999);
            if (kind == "fast" || kind == "auto") {
                EXPECT_EQ(labels, *fast); // bit for bit
            }
        }
    }
}

TEST_F(SegmentEngines, AutoIsWhatRunsWhenNothingIsAskedFor) {
    const json report = laurelctlJson(command("plain", "out.nii.gz", {}));
    EXPECT_TRUE(report.at("engine").get<std::string>().starts_with("fast-")) << report;
    const ProcessResult text = laurelctl(command("plain", "out.nii.gz", {}));
    EXPECT_THAT(text.out, HasSubstr("engine fast-"));
    EXPECT_THAT(text.out, HasSubstr("first slice after "));
}

TEST_F(SegmentEngines, WhatCannotBeCompiledRunsEagerlyAndSaysWhyOrIsRefused) {
    const std::vector<std::string> options{"--engine", "auto", "--json"};
    const ProcessResult automatic = laurelctl(command("unpooling", "auto.nii.gz", options));
    ASSERT_EQ(automatic.exitCode, 0) << automatic.err;
    const json report = json::parse(automatic.out);
    EXPECT_EQ(report.at("engine"), "eager");
    EXPECT_THAT(report.at("engine_note").get<std::string>(), HasSubstr("aten::max_"));
    EXPECT_THAT(automatic.err, HasSubstr("engine eager was used: "));
    expectTimes(report.at("seconds"));
    const json eager = laurelctlJson(command("unpooling", "eager.nii.gz", {"--engine", "eager"}));
    EXPECT_TRUE(eager.at("engine_note").is_null()); // as asked for
    for (const std::string kind : {"fast", "fast-bf16"}) {
        const ProcessResult refused =
            laurelctl(command("unpooling", "refused.nii.gz", {"--engine", kind}));
        EXPECT_EQ(refused.exitCode, 3) << kind;
        EXPECT_THAT(refused.err, HasSubstr("engine fast: operation aten::max_")) << kind;
        EXPECT_FALSE(fs::exists(at("refused.nii.gz"))) << kind;
    }
}

TEST_F(SegmentEngines, WrongValuesAre2AndWriteNothing) {
    const std::vector<std::vector<std::string>> wrong{
        {"--engine", "quick"}, {"--engine", "FAST"}, {"--engine", ""},    {"--threads", "-1"},
        {"--threads", "1025"}, {"--threads", "two"}, {"--threads", "1.5"}};
    for (const auto& options : wrong) {
        const ProcessResult result = laurelctl(command("plain", "wrong.nii.gz", options));
        EXPECT_EQ(result.exitCode, 2) << options[0] << " '" << options[1] << "': " << result.err;
        EXPECT_THAT(result.err, HasSubstr(options[1]));
        EXPECT_FALSE(fs::exists(at("wrong.nii.gz"))) << options[1];
    }
}

TEST_F(SegmentEngines, AnImageOfAirHasNoFirstSlice) {
    const Geometry geometry({20, 16, 3}, {3, 3, 8});
    writeVolume(at("air.nii.gz"), Volume(geometry, std::vector<std::int16_t>(20 * 16 * 3, 17)));
    for (const std::string kind : {"fast", "eager"}) {
        std::vector<std::string> arguments{"segment",        "--model", at("plain"),
                                           at("air.nii.gz"), "-o",      at("none.nii.gz"),
                                           "--engine",       kind};
        const json report = laurelctlJson(arguments);
        EXPECT_TRUE(report.at("seconds").at("first_slice").is_null()) << report;
        for (const json& label : report.at("labels")) {
            EXPECT_EQ(label.at("voxels"), 0) << label;
        }
        const ProcessResult text = laurelctl(arguments);
        EXPECT_EQ(text.exitCode, 0);
        EXPECT_THAT(text.out, Not(HasSubstr("first slice")));
    }
}

} // namespace
} // namespace laurel
