#include "laurel/proto/messages.h"

#include "support/expect_error.h"

#include <functional>

#include <gtest/gtest.h>

namespace laurel {
namespace {

const std::string keyText(64, 'a');
const std::string signatureText(128, '0');

ServerInfo exampleServer() {
    return {"Klinik \"Süd\"", "ab12:cd34", "0.1.0", keyText, {std::uint64_t{1} << 31, 8 << 20}};
}

ModelSummary exampleModel() {
    return {"leg", "Lower leg", "Six muscles", "Apache-2.0", 3};
}

TEST(Messages, comeBackAsTheyWere) {
    EXPECT_EQ(parseServerInfo(serialize(exampleServer())), exampleServer());
    EXPECT_EQ(parseModelSummary(serialize(exampleModel())), exampleModel());
    const std::vector<ModelSummary> models{exampleModel(), {"thigh", "T", "", "MIT", 1}};
    EXPECT_EQ(parseModelList(serialize(models)), models);
    const std::vector<VersionSummary> versions{{1, "2026-01-31T23:59:59Z", 5'000'000'000}};
    EXPECT_EQ(parseVersionList(serialize(versions)), versions);
    const VersionInfo version{"leg", 2, R"({"a":"b"})", signatureText};
    EXPECT_EQ(parseVersionInfo(serialize(version)), version);
    EXPECT_TRUE(parseModelList(serialize(std::vector<ModelSummary>())).empty());
    ServerInfo rotated = exampleServer();
    rotated.successors = {{R"({"a":1})", signatureText}, {R"({"b":2})", signatureText}};
    EXPECT_EQ(parseServerInfo(serialize(rotated)), rotated);
}

/// The names are the published contract: third parties write them.
TEST(Messages, haveTheDocumentedNames) {
    EXPECT_EQ(serialize(exampleModel()),
              R"({"current":3,"description":"Six muscles","id":"leg","license":"Apache-2.0",)"
              R"("name":"Lower leg"})");
    EXPECT_EQ(serialize(std::vector<VersionSummary>{{1, "2026-01-31T23:59:59Z", 7}}),
              R"({"versions":[{"bytes":7,"created":"2026-01-31T23:59:59Z","number":1}]})");
    EXPECT_EQ(
        serialize(exampleServer()),
        R"({"key_successors":[],"limits":{"chunk_bytes":8388608,"file_bytes":2147483648},"name":"Klinik \"Süd\"","public_key":")" +
            keyText + R"(","server_id":"ab12:cd34","version":"0.1.0"})");
    EXPECT_EQ(serialize(VersionInfo{"leg", 2, "{}", signatureText}),
              R"({"model":"leg","number":2,"signature":")" + signatureText +
                  R"(","statement":"{}"})");
}

TEST(Messages, ofAnOlderServerAreUnderstood) {
    const std::string text = serialize(exampleServer());
    const std::string field = R"("key_successors":[],)";
    std::string older = text;
    older.erase(text.find(field), field.size());
    EXPECT_EQ(parseServerInfo(older), exampleServer());
}

TEST(Messages, ofANewerServerAreUnderstood) {
    EXPECT_EQ(parseModelSummary(R"({"current":3,"description":"Six muscles","id":"leg",
        "license":"Apache-2.0","name":"Lower leg","downloads":12,"tags":["mr"]})"),
              exampleModel());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Messages, thatAreWrongAreRefusedByTheFieldsName) {
    const std::string server = serialize(exampleServer());
    const std::string model = serialize(exampleModel());
    const std::string version = serialize(VersionInfo{"leg", 2, "{}", signatureText});
    const std::string list = serialize(std::vector<VersionSummary>{{1, "2026-01-31T23:59:59Z", 7}});
    struct Case {
        std::string text;
        std::string field;
        std::function<void(const std::string&)> parse;
    };
    const auto asServer = [](const std::string& text) { parseServerInfo(text); };
    const auto asModel = [](const std::string& text) { parseModelSummary(text); };
    const auto asVersion = [](const std::string& text) { parseVersionInfo(text); };
    const auto asList = [](const std::string& text) { parseVersionList(text); };
    for (const Case& wrong : std::vector<Case>{
             {replaced(server, keyText, keyText.substr(1)), "public_key", asServer},
             {replaced(server, keyText, std::string(64, 'A')), "public_key", asServer},
             {replaced(server, "2147483648", "-1"), "limits.file_bytes", asServer},
             {replaced(server, "2147483648", "1e9"), "limits.file_bytes", asServer},
             {replaced(server, "\"limits\"", "\"other\""), "limits", asServer},
             {replaced(model, "\"leg\"", "7"), "id", asModel},
             {replaced(model, "\"leg\"", "\"\""), "id", asModel},
             {replaced(model, ":3", ":0"), "current", asModel},
             {replaced(model, ":3", ":\"3\""), "current", asModel},
             {replaced(model, ":3", ":1000000001"), "current", asModel},
             {replaced(model, "Lower leg", std::string(257, 'n')), "name", asModel},
             {replaced(model, "Lower leg", "\\u0007"), "name", asModel},
             {replaced(version, signatureText, "00"), "signature", asVersion},
             {replaced(version, "\"{}\"", "{}"), "statement", asVersion},
             {replaced(list, "T23", " 23"), "versions[0].created", asList},
             {replaced(list, "\"bytes\":7", "\"bytes\":null"), "versions[0].bytes", asList}}) {
        expectError(ErrorCode::InvalidInput, wrong.field + ": expected",
                    [&] { wrong.parse(wrong.text); });
    }
}

TEST(Messages, thatAreNoJsonOrAmbiguousOrHugeAreRefused) {
    expectError(ErrorCode::InvalidInput, "not JSON", [] { parseServerInfo("<html>"); });
    expectError(ErrorCode::InvalidInput, "stands twice",
                [] { parseModelSummary(R"({"id":"a","id":"b"})"); });
    expectError(ErrorCode::LimitExceeded, "at most",
                [] { parseVersionInfo(std::string(300'000, ' ')); });
    std::string many = R"({"models":[0)";
    for (std::size_t i = 0; i < maxListedModels; ++i) {
        many += ",0";
    }
    expectError(ErrorCode::InvalidInput, "models", [&] { parseModelList(many + "]}"); });
}

} // namespace
} // namespace laurel
