#include "laurel/sdk/plugin_host.h"

#include "plugin_folder.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace laurel {

namespace {

/// Opens the faulty library under the name of a fault.
class FaultyPlugin {
  public:
    explicit FaultyPlugin(const std::string& fault) : manifest(manifestFor(fault)) {
        folder.add(fault, FAULTY_PLUGIN);
    }

    PluginFolder folder;
    PluginHost host{{folder.path()}};
    ModelManifest manifest;
};

TEST(PluginHost, RefusesEachIncompatibilityWithItsOwnMessage) {
    const std::vector<std::pair<std::string, std::string>> faults{
        {"wrong_abi", "plugin ABI differs: expected 2"},
        {"wrong_size", "plugin ABI differs: expected 2 of"},
        {"wrong_cxx11", "C++ ABI (_GLIBCXX_USE_CXX11_ABI) differs"},
        {"wrong_compiler", "compiler differs"},
        {"wrong_torch", "LibTorch version differs"},
        {"no_torch_version", "not nothing"},
        {"wrong_json", "nlohmann_json version differs: expected "},
        {"wrong_name", "plugin name differs: expected wrong_name, not somebody_else"},
        {"no_version", "version or factory is missing"},
        {"bad_version", "expected a version such as 1.2, not \"newest\""},
        {"no_factory", "version or factory is missing"},
        {"null_factory", "no factory"},
        {"null_info", "laurel_plugin_info returns nothing"},
    };
    for (const auto& [fault, message] : faults) {
        SCOPED_TRACE(fault);
        FaultyPlugin plugin(fault);
        expectError(ErrorCode::Unsupported, message,
                    [&] { plugin.host.describe(plugin.manifest); });
    }
}

TEST(PluginHost, RefusesWhatIsNoPlugin) {
    const PluginFolder folder;
    writeFileAtomically(folder.file("text"), "not a library");
    std::filesystem::permissions(folder.file("text"), std::filesystem::perms::owner_all);
    folder.add("torchless", NO_PLUGIN);
    PluginHost host({folder.path()});
    expectError(ErrorCode::Unsupported, "not loadable",
                [&] { host.describe(manifestFor("text")); });
    expectError(ErrorCode::Unsupported, "no symbol laurel_plugin_info",
                [&] { host.describe(manifestFor("torchless")); });
}

TEST(PluginHost, RefusesFilesAndFoldersThatOthersCanWrite) {
    using std::filesystem::perms;
    for (const perms others : {perms::group_write, perms::others_write}) {
        const PluginFolder folder;
        folder.add("example", EXAMPLE_PLUGIN);
        std::filesystem::permissions(folder.file("example"), others,
                                     std::filesystem::perm_options::add);
        expectError(ErrorCode::PermissionDenied, "liblaurel_plugin_example.so: others can write",
                    [&] { PluginHost({folder.path()}).describe(manifestFor("example")); });
        std::filesystem::permissions(folder.file("example"), perms::owner_all);
        std::filesystem::permissions(folder.path(), others, std::filesystem::perm_options::add);
        expectError(ErrorCode::PermissionDenied, folder.path().string() + ": others can write",
                    [&] { PluginHost({folder.path()}).describe(manifestFor("example")); });
    }
}

TEST(PluginHost, LooksAtTheFileBehindASymbolicLink) {
    const PluginFolder open;
    open.add("example", EXAMPLE_PLUGIN);
    std::filesystem::permissions(open.path(), std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    const PluginFolder folder;
    std::filesystem::create_symlink(open.file("example"), folder.file("example"));
    expectError(ErrorCode::PermissionDenied, "others can write",
                [&] { PluginHost({folder.path()}).describe(manifestFor("example")); });
}

TEST(PluginHost, RefusesAnotherUsersFile) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    const PluginFolder folder;
    folder.add("example", EXAMPLE_PLUGIN);
    constexpr uid_t somebody = 12345;
    ASSERT_EQ(chown(folder.file("example").c_str(), somebody, somebody), 0);
    expectError(ErrorCode::PermissionDenied, "must belong to root or to the user",
                [&] { PluginHost({folder.path()}).describe(manifestFor("example")); });
}

TEST(PluginHost, SaysWhereItSearched) {
    const PluginFolder first;
    const PluginFolder second;
    expectError(ErrorCode::NotFound, first.path().string() + ", " + second.path().string(), [&] {
        PluginHost({first.path(), second.path()}).describe(manifestFor("absent"));
    });
    expectError(ErrorCode::NotFound, "searched nowhere",
                [] { PluginHost({}).describe(manifestFor("absent")); });
}

TEST(PluginHost, NeverTakesANameForAPath) {
    PluginHost host({"/"});
    for (const std::string name : {"../evil", "a/b", "", "Upper", ".hidden"}) {
        expectError(ErrorCode::InvalidInput, "plugin.name",
                    [&] { host.describe(manifestFor(name)); });
    }
}

TEST(PluginHost, TakesTheFirstFolderThatHasThePlugin) {
    const PluginFolder first;
    const PluginFolder second;
    first.add("example", EXAMPLE_PLUGIN);
    second.add("example", NO_PLUGIN);
    PluginHost host({"/nonexistent-folder", first.path(), second.path()});
    EXPECT_EQ(host.describe(manifestFor("example")).size(), 4U);
}

TEST(PluginHost, ComparesVersions) {
    const PluginFolder folder;
    folder.add("example", EXAMPLE_PLUGIN); // version 1.2
    PluginHost host({folder.path()});
    for (const std::string fits : {"1", "1.0", "1.2", "1.2.0"}) {
        EXPECT_NO_THROW(host.describe(manifestFor("example", fits))) << fits;
    }
    expectError(ErrorCode::Unsupported, "expected at least 1.3, not 1.2",
                [&] { host.describe(manifestFor("example", "1.3")); });
    expectError(ErrorCode::Unsupported, "expected major version of 2.0, not 1.2",
                [&] { host.describe(manifestFor("example", "2.0")); });
    ModelManifest future = manifestFor("example");
    future.minTorch = "99.1";
    expectError(ErrorCode::Unsupported, "min_torch: expected at least 99.1",
                [&] { host.describe(future); });
}

TEST(PluginHost, TurnsWhatAPluginThrowsIntoErrors) {
    FaultyPlugin ordinary("throws_ordinary");
    expectError(ErrorCode::Internal, "plugin throws_ordinary: an ordinary exception",
                [&] { ordinary.host.describe(ordinary.manifest); });
    FaultyPlugin integer("throws_int");
    expectError(ErrorCode::Internal, "unknown type",
                [&] { integer.host.describe(integer.manifest); });
    FaultyPlugin own("throws_laurel");
    expectError(ErrorCode::LimitExceeded, "thrown inside the plugin",
                [&] { own.host.describe(own.manifest); });
    FaultyPlugin factory("factory_throws");
    expectError(ErrorCode::Internal, "an ordinary exception",
                [&] { factory.host.describe(factory.manifest); });
    FaultyPlugin nothing("makes_nothing");
    expectError(ErrorCode::Internal, "it made no network",
                [&] { nothing.host.createNetwork(nothing.manifest); });
}

TEST(PluginHost, TurnsWhatANetworkThrowsIntoErrors) {
    FaultyPlugin plugin("torch");
    const auto network = plugin.host.createNetwork(plugin.manifest);
    expectError(ErrorCode::Internal, "model test-model, plugin torch: ", [&] {
        network->forward(at::zeros({1, 1, 4, 4}));
    });
    expectError(ErrorCode::Internal, "an ordinary exception", [&] { network->state(); });
    expectError(ErrorCode::Internal, "an ordinary exception", [&] { network->loadState({}); });
    expectError(ErrorCode::Internal, "an ordinary exception", [&] { network->parameters(); });
    expectError(ErrorCode::Internal, "an ordinary exception", [&] { network->train(true); });
    expectError(ErrorCode::Internal, "an ordinary exception",
                [&] { network->moveTo(at::Device(at::kCPU)); });
}

TEST(PluginHost, ComparesWeightsBeforeItBuilds) {
    FaultyPlugin plugin("makes_nothing"); // building would be an Internal error
    StateDict weights;
    weights.add("weight", Tensor::fromFloats({2}, {1, 2}));
    expectError(ErrorCode::InvalidInput, "weight",
                [&] { plugin.host.loadNetwork(plugin.manifest, weights); });
}

TEST(PluginHost, TheGuideQuotesThePluginThatIsTested) {
    const std::filesystem::path source = LAUREL_SOURCE_DIR;
    const std::string code = readTextFile(source / "tests/unit/sdk/example_plugin.cpp", 1U << 20);
    const std::string guide = readTextFile(source / "docs/plugin-guide.md", 1U << 20);
    const std::string quoted = code.substr(code.find("#include"));
    EXPECT_NE(guide.find("```cpp\n" + quoted + "```"), std::string::npos);
}

TEST(PluginHost, TwoPluginsWorkSideBySide) {
    const PluginFolder folder;
    folder.add("example", EXAMPLE_PLUGIN);
    folder.add("torch", FAULTY_PLUGIN);
    PluginHost host({folder.path()});
    const auto network = host.createNetwork(manifestFor("example"));
    const auto faulty = host.createNetwork(manifestFor("torch"));
    EXPECT_THROW(faulty->forward(at::zeros({1, 1, 4, 4})), Error);
    EXPECT_EQ(network->forward(at::zeros({1, 1, 4, 4})).size(1), 2);
}

} // namespace

} // namespace laurel
