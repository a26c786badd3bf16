#include "manifest_example.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/safetensors.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

StateDict exampleWeights() {
    StateDict state;
    state.add("conv.weight", Tensor::fromFloats({2, 1}, {0.5F, -1}));
    state.add("bn.num_batches_tracked", Tensor::fromIntegers({}, {3}));
    return state;
}

ModelManifest exampleManifest() {
    return parseManifest(exampleManifestText(), "manifest.json");
}

std::vector<std::string> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

TEST(ModelPackage, WhatWasCreatedOpens) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "leg";
    ModelPackage::create(folder, exampleManifest(), exampleWeights());
    const ModelPackage package = ModelPackage::open(folder);
    EXPECT_EQ(package.folder(), folder);
    EXPECT_EQ(serializeManifest(package.manifest()), serializeManifest(exampleManifest()));
    EXPECT_EQ(package.tensors(), exampleWeights().specs());
    EXPECT_EQ(package.weights(), exampleWeights());
    EXPECT_THAT(namesIn(folder), ::testing::ElementsAre("manifest.json", "weights.safetensors"));
    EXPECT_THAT(namesIn(parent.path()), ::testing::ElementsAre("leg"));
}

TEST(ModelPackage, TheSameModelGivesTheSameBytes) {
    const TemporaryFolder parent;
    ModelPackage::create(parent.path() / "a", exampleManifest(), exampleWeights());
    ModelPackage::create(parent.path() / "b/", exampleManifest(), exampleWeights());
    for (const char* file : {manifestFileName, weightsFileName}) {
        EXPECT_EQ(readTextFile(parent.path() / "a" / file, 1 << 20),
                  readTextFile(parent.path() / "b" / file, 1 << 20));
    }
}

TEST(ModelPackage, OthersMayReadItAsTheUmaskAllows) {
    const TemporaryFolder parent;
    const mode_t old = ::umask(022);
    const ModelPackage package =
        ModelPackage::create(parent.path() / "leg", exampleManifest(), exampleWeights());
    ::umask(old);
    EXPECT_EQ(fs::status(package.folder()).permissions(), fs::perms(0755));
    EXPECT_EQ(fs::status(package.weightsFile()).permissions(), fs::perms(0644));
}

TEST(ModelPackage, NothingIsOverwritten) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "leg";
    fs::create_directory(folder);
    expectError(ErrorCode::AlreadyExists, folder.string(),
                [&] { ModelPackage::create(folder, exampleManifest(), exampleWeights()); });
    EXPECT_TRUE(fs::is_empty(folder));
}

TEST(ModelPackage, WhatCouldNotBeOpenedIsNotCreated) {
    const TemporaryFolder parent;
    ModelManifest manifest = exampleManifest();
    manifest.training.epochs = 0;
    expectError(ErrorCode::InvalidInput, "training.epochs: expected a whole number",
                [&] { ModelPackage::create(parent.path() / "leg", manifest, exampleWeights()); });
    StateDict weights;
    weights.add("a\nb", Tensor::fromFloats({}, {1}));
    expectError(ErrorCode::InvalidInput, "control character",
                [&] { ModelPackage::create(parent.path() / "leg", exampleManifest(), weights); });
    EXPECT_TRUE(fs::is_empty(parent.path()));
}

std::shared_ptr<const NetworkProgram> programOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return std::make_shared<const NetworkProgram>(bytes.begin(), bytes.end());
}

/// SHA-256 of "abc" (FIPS 180-2, appendix B.1).
constexpr const char* digestOfAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

ModelManifest manifestWithNetwork() {
    ModelManifest manifest = exampleManifest();
    manifest.plugin.networkSha256 = digestOfAbc;
    manifest.plugin.program = programOf("abc");
    return manifest;
}

TEST(ModelPackage, TheNetworkThatTheManifestNamesComesWithIt) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "scripted";
    ModelPackage::create(folder, manifestWithNetwork(), exampleWeights());
    EXPECT_EQ(readTextFile(folder / networkFileName, 10), "abc");
    const ModelManifest opened = ModelPackage::open(folder).manifest();
    EXPECT_EQ(opened.plugin.networkSha256, digestOfAbc);
    ASSERT_TRUE(opened.plugin.program);
    EXPECT_EQ(*opened.plugin.program, *programOf("abc"));
}

TEST(ModelPackage, AnotherNetworkThanTheManifestsIsNotOpened) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "scripted";
    ModelPackage::create(folder, manifestWithNetwork(), exampleWeights());
    writeFileAtomically(folder / networkFileName, "abd");
    expectError(ErrorCode::InvalidInput,
                "network.pt: expected the SHA-256 " + std::string(digestOfAbc),
                [&] { ModelPackage::open(folder); });
    fs::remove(folder / networkFileName);
    expectError(ErrorCode::NotFound, "network.pt", [&] { ModelPackage::open(folder); });
}

TEST(ModelPackage, ANetworkThatNoManifestNamesIsNotRead) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "leg";
    ModelPackage::create(folder, exampleManifest(), exampleWeights());
    writeFileAtomically(folder / networkFileName, "abc");
    EXPECT_FALSE(ModelPackage::open(folder).manifest().plugin.program);
}

TEST(ModelPackage, IsNotCreatedWithAnotherNetworkThanItNames) {
    const TemporaryFolder parent;
    ModelManifest missing = manifestWithNetwork();
    missing.plugin.program = nullptr;
    ModelManifest unnamed = manifestWithNetwork();
    unnamed.plugin.networkSha256.clear();
    ModelManifest other = manifestWithNetwork();
    other.plugin.program = programOf("abd");
    for (const ModelManifest& wrong : {missing, unnamed, other}) {
        expectError(ErrorCode::InvalidInput, "plugin.network_sha256",
                    [&] { ModelPackage::create(parent.path() / "x", wrong, exampleWeights()); });
        EXPECT_THAT(namesIn(parent.path()), ::testing::IsEmpty());
    }
}

TEST(ModelPackage, SaysWhichFileIsWrong) {
    const TemporaryFolder parent;
    const fs::path folder = parent.path() / "leg";
    expectError(ErrorCode::NotFound, folder.string(), [&] { ModelPackage::open(folder); });
    fs::create_directory(folder);
    expectError(ErrorCode::NotFound, "manifest.json", [&] { ModelPackage::open(folder); });
    writeFileAtomically(folder / manifestFileName, exampleManifestText());
    expectError(ErrorCode::NotFound, "weights.safetensors", [&] { ModelPackage::open(folder); });
    writeFileAtomically(folder / weightsFileName, "short");
    expectError(ErrorCode::InvalidInput, "weights.safetensors: too short",
                [&] { ModelPackage::open(folder); });
    writeFileAtomically(folder / manifestFileName, "{}");
    expectError(ErrorCode::InvalidInput, (folder / manifestFileName).string() + ": format: ", [&] {
        ModelPackage::open(folder);
    });
}

} // namespace
} // namespace laurel
