#include "manifest_example.h"

#include "support/expect_error.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace laurel {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The valid manifest with one value replaced.
struct Mutation {
    std::string where; ///< JSON pointer
    json value;
    std::string message; ///< must stand in the error: the field and what was expected
};

const std::vector<Mutation>& textMutations() {
    static const std::vector<Mutation> mutations{
        {"/format", "laurel-mask/1", "format: expected \"laurel-model/1\", got \"laurel-mask/1\""},
        {"/format", "laurel-model/x",
         "format: expected \"laurel-model/1\", got \"laurel-model/x\""},
        {"/format", 1, "format: expected text of from 1 to 64 bytes, got 1"},
        {"/id", "../leg", "id: expected 1 to 64 of a-z"},
        {"/id", "",
         "id: expected 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit, got \"\""},
        {"/id", 7,
         "id: expected 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit, got 7"},
        {"/name", "", "name: expected text of from 1 to 128 bytes, got \"\""},
        {"/name", std::string(129, 'n'), "name: expected text of from 1 to 128 bytes, got \"nnn"},
        {"/name", "a\nb", "name: expected text without control characters, got \"a?b\""},
        {"/description", json::array(),
         "description: expected text of from 0 to 8192 bytes, got an array of 0"},
        {"/license", nullptr, "license: expected text of from 1 to 128 bytes, got null"},
        {"/min_torch", "1.x", "min_torch: expected a version such as \"1.13\", got \"1.x\""},
        {"/min_torch", "1.2.3.4",
         "min_torch: expected a version such as \"1.13\", got \"1.2.3.4\""},
        {"/min_torch", 1.13, "min_torch: expected a version such as \"1.13\", got 1.13"},
        {"/plugin", "unet2d", "plugin: expected an object, got \"unet2d\""},
        {"/plugin/name", "lib/unet", "plugin.name: expected 1 to 64 of a-z"},
        {"/plugin/version", "", "plugin.version: expected a version such as \"1.0\", got \"\""},
        {"/plugin/hyperparameters", json::array(),
         "plugin.hyperparameters: expected an object, got an array of 0"},
        {"/plugin/code", "x", "plugin: unknown field \"code\""},
        {"/provenance", "me", "provenance: expected an object, got \"me\""},
        {"/metrics", 0.8, "metrics: expected an object, got 0.8"},
        {"/extra", 1,
         "manifest.json: unknown field \"extra\" (known: description, format, id, input"},
    };
    return mutations;
}

const std::vector<Mutation>& labelMutations() {
    static const std::vector<Mutation> mutations{
        {"/labels", json::array(),
         "labels: expected an array of from 1 to 255 elements, got an array of 0"},
        {"/labels", json::array_t(256, json::object()),
         "labels: expected an array of from 1 to 255 elements, got an array of 256"},
        {"/labels", json::object(),
         "labels: expected an array of from 1 to 255 elements, got an object"},
        {"/labels/0", "Soleus", "labels[0]: expected an object, got \"Soleus\""},
        {"/labels/0/value", 0, "labels[0].value: expected a whole number from 1 to 255, got 0"},
        {"/labels/0/value", 256, "labels[0].value: expected a whole number from 1 to 255, got 256"},
        {"/labels/0/value", 1.0, "labels[0].value: expected a whole number from 1 to 255, got 1.0"},
        {"/labels/0/value", -1, "labels[0].value: expected a whole number from 1 to 255, got -1"},
        {"/labels/0/value", 18446744073709551615U,
         "labels[0].value: expected a whole number from 1 to 255, got 18446744073709551615"},
        {"/labels/0/value", 2,
         "labels[0].value: expected 1 (values count up from 1 without gaps), got 2"},
        {"/labels/1/value", 3,
         "labels[1].value: expected 2 (values count up from 1 without gaps), got 3"},
        {"/labels/1/value", 1,
         "labels[1].value: expected 2 (values count up from 1 without gaps), got 1"},
        {"/labels/1/name", "Rectus femoris",
         "labels[1].name: expected a name that no other label has"},
        {"/labels/1/name", "", "labels[1].name: expected text of from 1 to 128 bytes"},
        {"/labels/1/abbreviation", "RF",
         "labels[1].abbreviation: expected an abbreviation that no other label has"},
        {"/labels/1/abbreviation", "seventeen letters",
         "labels[1].abbreviation: expected text of from 0 to 16 bytes"},
        {"/labels/0/color", "red",
         "labels[0].color: expected a colour as \"#RRGGBB\", got \"red\""},
        {"/labels/0/color", "#12345G",
         "labels[0].color: expected a colour as \"#RRGGBB\", got \"#12345G\""},
        {"/labels/0/color",
         {1, 2, 3},
         "labels[0].color: expected a colour as \"#RRGGBB\", got an array of 3"},
        {"/labels/0/snomed", "12345",
         "labels[0].snomed: expected a SNOMED CT id of 6 to 18 digits"},
        {"/labels/0/snomed", 113833003,
         "labels[0].snomed: expected a SNOMED CT id of 6 to 18 digits, got 113833003"},
        {"/labels/0/colour", "#000000", "labels[0]: unknown field \"colour\""},
    };
    return mutations;
}

const std::vector<Mutation>& inputMutations() {
    static const std::vector<Mutation> mutations{
        {"/input", json::array(), "input: expected an object, got an array of 0"},
        {"/input/modality", "US", "input.modality: expected \"MR\" or \"CT\", got \"US\""},
        {"/input/orientation", "LRS", "input.orientation: expected three letters"},
        {"/input/orientation", "LPSI",
         "input.orientation: expected three letters, one each of L/R, A/P and S/I, got \"LPSI\""},
        {"/input/axes", 4, "input.axes: expected a whole number from 2 to 3, got 4"},
        {"/input/axes", 2, "input.spacing_mm: expected an array of 2 elements, got an array of 3"},
        {"/input/axes", "3", "input.axes: expected a whole number from 2 to 3, got \"3\""},
        {"/input/channels", 0, "input.channels: expected a whole number from 1 to 4, got 0"},
        {"/input/channels", 5, "input.channels: expected a whole number from 1 to 4, got 5"},
        {"/input/spacing_mm",
         {1, 1},
         "input.spacing_mm: expected an array of 3 elements, got an array of 2"},
        {"/input/spacing_mm/1", 0.09,
         "input.spacing_mm[1]: expected a number from 0.1 to 20.0, got 0.09"},
        {"/input/spacing_mm/2", 20.5,
         "input.spacing_mm[2]: expected a number from 0.1 to 20.0, got 20.5"},
        {"/input/spacing_mm/0", nullptr,
         "input.spacing_mm[0]: expected a number from 0.1 to 20.0, got null"},
        {"/input/spacing_mm/0", "1",
         "input.spacing_mm[0]: expected a number from 0.1 to 20.0, got \"1\""},
        {"/input/size",
         {160, 160, 160, 1},
         "input.size: expected an array of 3 elements, got an array of 4"},
        {"/input/size/0", 15, "input.size[0]: expected a whole number from 16 to 1024, got 15"},
        {"/input/size/2", 1025, "input.size[2]: expected a whole number from 16 to 1024, got 1025"},
        {"/input/size/1", 160.5,
         "input.size[1]: expected a whole number from 16 to 1024, got 160.5"},
        {"/input/normalisation", "percentile",
         "input.normalisation: expected an object, got \"percentile\""},
        {"/input/normalisation/method", "minmax",
         "input.normalisation.method: expected \"percentile\" or \"z-score\" or "
         "\"window\""},
        {"/input/normalisation",
         {{"method", "window"}, {"low", 250}, {"high", -150}},
         "input.normalisation.high: expected an intensity above normalisation.low, got -150"},
        {"/input/normalisation/method", "z-score",
         "input.normalisation: unknown field \"high\" (known: bias_correction, method)"},
        {"/input/normalisation/low", -0.1,
         "input.normalisation.low: expected a number from 0.0 to 100.0, got -0.1"},
        {"/input/normalisation/high", 100.1,
         "input.normalisation.high: expected a number from 0.0 to 100.0, got 100.1"},
        {"/input/normalisation/high", 0.5,
         "input.normalisation.high: expected a percentile above normalisation.low, got 0.5"},
        {"/input/normalisation/bias_correction", 1,
         "input.normalisation.bias_correction: expected true or false, got 1"},
        {"/input/laterality", "both",
         "input.laterality: expected \"bilateral-mirrored\" or \"left\" or \"right\" or \"none\", "
         "got \"both\""},
        {"/input/spacing", 1, "input: unknown field \"spacing\""},
    };
    return mutations;
}

const std::vector<Mutation>& learningMutations() {
    static const std::vector<Mutation> mutations{
        {"/postprocess", true, "postprocess: expected an object, got true"},
        {"/postprocess/largest_component", "yes",
         "postprocess.largest_component: expected true or false, got \"yes\""},
        {"/postprocess/fill_holes", 0, "postprocess.fill_holes: expected true or false, got 0"},
        {"/postprocess/smooth", 1,
         "postprocess: unknown field \"smooth\" (known: fill_holes, largest_component)"},
        {"/training", nullptr, "training: expected an object, got null"},
        {"/training/learning_rate", 0, "training.learning_rate: expected a number above 0, got 0"},
        {"/training/learning_rate", 1.01,
         "training.learning_rate: expected a number from 0.0 to 1.0, got 1.01"},
        {"/training/learning_rate", "1e-3",
         "training.learning_rate: expected a number from 0.0 to 1.0, got \"1e-3\""},
        {"/training/epochs", 0, "training.epochs: expected a whole number from 1 to 1000, got 0"},
        {"/training/epochs", 1001,
         "training.epochs: expected a whole number from 1 to 1000, got 1001"},
        {"/training/batch_size", 257,
         "training.batch_size: expected a whole number from 1 to 256, got 257"},
        {"/training/min_slices", 0,
         "training.min_slices: expected a whole number from 1 to 1000, got 0"},
        {"/training/loss", "mse",
         "training.loss: expected \"weighted-cross-entropy\" or \"cross-entropy\" or "
         "\"dice-cross-entropy\" or \"binary-balanced\" or \"dice\" or \"focal\" or "
         "\"dice-focal\" or \"tversky\", got \"mse\""},
        {"/plugin/network_sha256", "ABC",
         "plugin.network_sha256: expected 64 lower-case hexadecimal digits, got \"ABC\""},
        {"/training/augmentation", "on",
         "training.augmentation: expected true or false, got \"on\""},
        {"/training/shared_prefixes", "encoder.",
         "training.shared_prefixes: expected an array of from 0 to 1000 elements"},
        {"/training/shared_prefixes/1", "",
         "training.shared_prefixes[1]: expected text of from 1 to 256 bytes, got \"\""},
        {"/training/shared_prefixes/1", "encoder.",
         "training.shared_prefixes[1]: expected each text once"},
        {"/training/proximal", -0.1,
         "training.proximal: expected a number from 0.0 to 1000.0, got -0.1"},
        {"/training/proximal", "0.1",
         "training.proximal: expected a number from 0.0 to 1000.0, got \"0.1\""},
        {"/training/clip_norm", 1e7,
         "training.clip_norm: expected a number from 0.0 to 1000000.0, got 10000000.0"},
        {"/training/border_sigma", 0,
         "training.border_sigma: expected a number from 0.5 to 100.0, got 0"},
        {"/training/privacy", 1, "training.privacy: expected an object, got 1"},
        {"/training/privacy/clip", 0, "training.privacy.clip: expected a number above 0, got 0"},
        {"/training/privacy/noise_multiplier", 0,
         "training.privacy.noise_multiplier: expected a number from 0.01 to 1000.0, got 0"},
        {"/training/privacy/delta", 1,
         "training.privacy.delta: expected a number from 1e-15 to 0.1, got 1"},
        {"/training/privacy/epsilon", 1, "training.privacy: unknown field \"epsilon\""},
        {"/training/optimizer", "sgd", "training: unknown field \"optimizer\""},
    };
    return mutations;
}

std::vector<Mutation> allMutations() {
    std::vector<Mutation> all;
    for (const auto* group :
         {&textMutations(), &labelMutations(), &inputMutations(), &learningMutations()}) {
        all.insert(all.end(), group->begin(), group->end());
    }
    return all;
}

std::string refusalOf(const std::string& text) {
    return errorTextOf([&] { parseManifest(text, "manifest.json"); });
}

std::string refusalOf(const Mutation& mutation) {
    json manifest = exampleManifestJson();
    manifest[json::json_pointer(mutation.where)] = mutation.value;
    return refusalOf(manifest.dump());
}

TEST(HostileManifest, TheBaseOfTheMutationsIsValid) {
    EXPECT_EQ(refusalOf(exampleManifestText()), "no error");
}

TEST(HostileManifest, EachWrongValueIsRefusedByItsField) {
    for (const Mutation& mutation : allMutations()) {
        SCOPED_TRACE(mutation.where + " = " + mutation.value.dump().substr(0, 80));
        const std::string refusal = refusalOf(mutation);
        EXPECT_THAT(refusal, StartsWith("invalid_input: manifest.json: "));
        EXPECT_THAT(refusal, HasSubstr(mutation.message));
    }
}

TEST(HostileManifest, EveryReasonIsItsOwn) {
    std::set<std::string> refusals;
    const std::vector<Mutation> all = allMutations();
    for (const Mutation& mutation : all) {
        EXPECT_TRUE(refusals.insert(refusalOf(mutation)).second)
            << mutation.where << ": " << refusalOf(mutation);
    }
    EXPECT_GE(all.size(), 80U);
}

TEST(HostileManifest, EachMissingFieldIsNamed) {
    for (const std::string field :
         {"/format", "/id", "/name", "/license", "/plugin", "/plugin/name", "/plugin/version",
          "/labels", "/labels/0/value", "/labels/1/name", "/input", "/input/modality",
          "/input/axes", "/input/spacing_mm", "/input/size", "/input/normalisation/method",
          "/input/normalisation/low", "/input/normalisation/high"}) {
        const json::json_pointer pointer(field);
        json manifest = exampleManifestJson();
        manifest[pointer.parent_pointer()].erase(pointer.back());
        const std::string refusal = refusalOf(manifest.dump());
        EXPECT_THAT(refusal, HasSubstr(pointer.back() + ": expected "));
        EXPECT_THAT(refusal, ::testing::EndsWith(", but it is missing")) << field;
    }
}

TEST(HostileManifest, AnotherMajorIsUnsupportedNotMalformed) {
    json manifest = {{"format", "laurel-model/2"}, {"whatever", "it holds"}};
    EXPECT_EQ(
        refusalOf(manifest.dump()),
        "unsupported: manifest.json: format: the file is \"laurel-model/2\", this Laurel reads "
        "\"laurel-model/1\"");
}

struct HostileText {
    std::string text;
    std::string refusal;
};

TEST(HostileManifest, WhatIsNotStrictJsonIsRefused) {
    const std::string deep = R"({"provenance":)" + std::string(100'000, '[');
    const std::vector<HostileText> texts{
        {"", "invalid_input: manifest.json: not JSON: "},
        {"[]", "invalid_input: manifest.json: the whole: expected an object, got an array of 0"},
        {"{\"id\":\"a\"", "invalid_input: manifest.json: not JSON: "},
        {"{} {}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":NaN}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":Infinity}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":1e999}", "invalid_input: manifest.json: not JSON: \"number overflow"},
        {"{\"id\":01}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":\"\xFF\"}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":\"\\ud800\"}", "invalid_input: manifest.json: not JSON: "},
        {"{/* */}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":\"a\",}", "invalid_input: manifest.json: not JSON: "},
        {"{\"id\":\"a\",\"id\":\"b\"}",
         "invalid_input: manifest.json: the field \"id\" stands twice"},
        {"{\"input\":{\"axes\":2,\"\\u0061xes\":3}}",
         "invalid_input: manifest.json: the field \"input.axes\" stands twice"},
        {R"({"provenance":{"a":[{"b":1,"b":1}]}})",
         "invalid_input: manifest.json: the field \"provenance.a.b\" stands twice"},
        {deep, "limit_exceeded: manifest.json: nested deeper than 16 levels"},
        {std::string((1U << 20) + 1, ' '),
         "limit_exceeded: manifest.json: 1048577 bytes, at most 1048576 are read"},
    };
    for (const HostileText& hostile : texts) {
        EXPECT_THAT(refusalOf(hostile.text), StartsWith(hostile.refusal))
            << hostile.text.substr(0, 60);
    }
}

TEST(HostileManifest, MessagesArePrintable) {
    for (const std::string& text :
         {std::string("{\"\x01\":1}"), std::string("{\"\xFF\xFE"),
          std::string(R"({"format":"laurel-model/1","id":"\u001b[2J"})")}) {
        const std::string refusal = refusalOf(text);
        EXPECT_TRUE(std::all_of(refusal.begin(), refusal.end(), [](char c) {
            return c >= ' ' && c <= '~';
        })) << refusal;
    }
}

TEST(HostileManifest, EveryTruncationIsRefused) {
    const std::string text = exampleManifestText();
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_THAT(refusalOf(text.substr(0, length)), StartsWith("invalid_input: ")) << length;
    }
}

} // namespace
} // namespace laurel
