#include "manifest_example.h"

#include "support/expect_error.h"

#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/package/statement.h"

#include <functional>
#include <gmock/gmock.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The key of RFC 8032, 7.1, TEST 1.
Ed25519KeyPair exampleKey() {
    std::array<std::uint8_t, 32> seed{};
    fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", seed);
    return Ed25519KeyPair(seed);
}

VersionStatement exampleStatement() {
    VersionStatement statement;
    statement.serverId = "hospital-a";
    statement.modelId = "leg";
    statement.number = 7;
    statement.parents = {5, 6};
    statement.created = "2026-02-28T23:59:59Z";
    statement.files = {{"manifest.json", 3, sha256Hex("abc")},
                       {"weights.safetensors", 0, sha256Hex("")}};
    statement.keyId = fingerprint(exampleKey().publicKey());
    return statement;
}

/// Digests: FIPS 180-4 examples. Key id: `sha256sum` over RFC 8032's public key.
const std::string exampleText =
    R"({"created":"2026-02-28T23:59:59Z","files":[)"
    R"({"file":"manifest.json","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","size":3},)"
    R"({"file":"weights.safetensors","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}],)"
    R"("format":"laurel-version/1","key_id":"21fe:31df:a154:a261:626b:f854:046f:d227","model_id":"leg","number":7,)"
    R"("parents":[5,6],"server_id":"hospital-a"})";

TEST(Statement, TextIsCanonical) {
    EXPECT_EQ(serializeStatement(exampleStatement()), exampleText);
    EXPECT_EQ(parseStatement(exampleText, "statement"), exampleStatement());
}

TEST(Statement, OnlyTheCanonicalTextIsRead) {
    std::string spaced = exampleText;
    spaced.insert(1, " ");
    std::string escaped = exampleText;
    escaped.replace(escaped.find("hospital"), 1, "\\u0068");
    std::string exponent = exampleText;
    exponent.replace(exponent.find("\"number\":7"), 10, "\"number\":7e0");
    for (const std::string& text : {spaced, escaped, exampleText + "\n"}) {
        EXPECT_THAT(errorTextOf([&] { parseStatement(text, "statement"); }),
                    HasSubstr("statement: not canonical"));
    }
    EXPECT_THAT(errorTextOf([&] { parseStatement(exponent, "statement"); }),
                HasSubstr("number: expected a whole number"));
}

struct WrongStatement {
    std::function<void(VersionStatement&)> spoil;
    std::string message;
};

TEST(Statement, EveryFieldIsChecked) {
    const std::vector<WrongStatement> wrong{
        {[](auto& s) { s.serverId = ""; }, "server_id: expected 1 to 64"},
        {[](auto& s) { s.serverId = "a b"; }, "server_id: expected 1 to 64"},
        {[](auto& s) { s.modelId = "../leg"; }, "model_id: expected 1 to 64"},
        {[](auto& s) { s.number = 0; }, "number: expected a whole number"},
        {[](auto& s) { s.parents = {7}; }, "parents: expected ascending numbers"},
        {[](auto& s) {
             s.parents = {6, 5};
         },
         "parents: expected ascending numbers"},
        {[](auto& s) {
             s.parents = {5, 5};
         },
         "parents: expected ascending numbers"},
        {[](auto& s) { s.parents = {0}; }, "parents[0]: expected a whole number"},
        {[](auto& s) { s.created = "2026-02-29T00:00:00Z"; }, "created: expected a time"},
        {[](auto& s) { s.created = "2026-02-28T24:00:00Z"; }, "created: expected a time"},
        {[](auto& s) { s.created = "2026-02-28 23:59:59Z"; }, "created: expected a time"},
        {[](auto& s) { s.created = "2026-02-28T23:59:59+01"; }, "created: expected a time"},
        {[](auto& s) { s.files[0].file = "../manifest.json"; },
         "files[0].file: expected a file name"},
        {[](auto& s) { s.files[0].file = ".hidden"; }, "files[0].file: expected a file name"},
        {[](auto& s) { s.files[1].sha256[0] = 'E'; }, "files[1].sha256: expected 64 lower-case"},
        {[](auto& s) { s.files[1].sha256 += '0'; }, "files[1].sha256: expected 64 lower-case"},
        {[](auto& s) { s.files[1].size = std::uint64_t{1} << 63; },
         "files[1].size: expected a whole number"},
        {[](auto& s) { std::swap(s.files[0], s.files[1]); },
         "files: expected files in ascending order"},
        {[](auto& s) { s.files[1] = s.files[0]; }, "files: expected files in ascending order"},
        {[](auto& s) { s.files[1].file = "z"; }, "files: expected weights.safetensors among them"},
        {[](auto& s) { s.files[0].file = "a"; }, "files: expected manifest.json among them"},
        {[](auto& s) { s.files.pop_back(); }, "files: expected an array of from 2 to 16"},
        {[](auto& s) { s.keyId = "1234"; }, "key_id: expected a key's fingerprint"},
        {[](auto& s) { s.keyId[4] = '0'; }, "key_id: expected a key's fingerprint"},
    };
    for (const WrongStatement& each : wrong) {
        VersionStatement statement = exampleStatement();
        each.spoil(statement);
        EXPECT_THAT(errorTextOf([&] { serializeStatement(statement); }),
                    ::testing::StartsWith("invalid_input: version statement: " + each.message));
    }
}

TEST(Statement, UnknownFieldsAndFormatsAreRefused) {
    std::string extra = exampleText;
    extra.insert(extra.size() - 1, R"(,"z":1)");
    expectError(ErrorCode::InvalidInput, "unknown field \"z\"",
                [&] { parseStatement(extra, "statement"); });
    std::string later = exampleText;
    later.replace(later.find("laurel-version/1"), 16, "laurel-version/2");
    expectError(ErrorCode::Unsupported, "\"laurel-version/2\"",
                [&] { parseStatement(later, "statement"); });
}

TEST(Statement, SignatureHoldsForExactlyThisTextAndKey) {
    const Ed25519KeyPair key = exampleKey();
    const Ed25519Signature signature = signStatement(exampleStatement(), key);
    const auto verify = [&](const std::string& text, const Ed25519PublicKey& publicKey) {
        return verifyStatement(text, signature, publicKey, "statement");
    };
    EXPECT_EQ(verify(exampleText, key.publicKey()), exampleStatement());
    std::string changed = exampleText;
    changed.replace(changed.find("\"number\":7"), 10, "\"number\":8");
    expectError(ErrorCode::InvalidInput, "signature", [&] { verify(changed, key.publicKey()); });
    expectError(ErrorCode::InvalidInput, "signature",
                [&] { verify(exampleText, Ed25519KeyPair::generate().publicKey()); });
}

TEST(Statement, TheKeyThatSignsIsTheKeyItNames) {
    const Ed25519KeyPair other = Ed25519KeyPair::generate();
    expectError(ErrorCode::InvalidArgument, "would be signed by",
                [&] { signStatement(exampleStatement(), other); });
    const Ed25519Signature signature = other.sign(std::as_bytes(std::span(exampleText)));
    expectError(ErrorCode::InvalidInput, "key_id",
                [&] { verifyStatement(exampleText, signature, other.publicKey(), "statement"); });
}

class PackageFiles : public ::testing::Test {
  protected:
    PackageFiles() {
        StateDict weights;
        weights.add("w", Tensor::fromFloats({1}, {1}));
        ModelPackage::create(folder_, parseManifest(exampleManifestText(), "m"), weights);
        writeFileAtomically(folder_ / "CARD.md", "abc");
        statement_.files = describePackageFiles(folder_);
    }

    std::string refusal() {
        return errorTextOf([&] { verifyPackageFiles(folder_, statement_); });
    }

    const TemporaryFolder parent_;
    const fs::path folder_ = parent_.path() / "leg";
    VersionStatement statement_ = exampleStatement();
};

TEST_F(PackageFiles, AreDescribedInOrder) {
    ASSERT_EQ(statement_.files.size(), 3U);
    EXPECT_EQ(statement_.files[0], (StatementFile{"CARD.md", 3, sha256Hex("abc")}));
    EXPECT_EQ(statement_.files[1].file, manifestFileName);
    EXPECT_EQ(statement_.files[2].file, weightsFileName);
    EXPECT_EQ(statement_.files[2].size, fs::file_size(folder_ / weightsFileName));
}

TEST_F(PackageFiles, VerifyWhenUnaltered) {
    EXPECT_EQ(refusal(), "no error");
    writeFileAtomically(folder_ / statementFileName, "anything");
    writeFileAtomically(folder_ / signatureFileName, "anything");
    EXPECT_EQ(refusal(), "no error");
}

TEST_F(PackageFiles, OneChangedByteIsNoticed) {
    writeFileAtomically(folder_ / "CARD.md", "abd");
    EXPECT_THAT(refusal(), HasSubstr("CARD.md: altered: SHA-256 is "));
}

TEST_F(PackageFiles, AnotherSizeIsNoticed) {
    writeFileAtomically(folder_ / "CARD.md", "abcd");
    EXPECT_THAT(refusal(), HasSubstr("CARD.md: 4 bytes, but the statement says 3"));
}

TEST_F(PackageFiles, AMissingFileIsNoticed) {
    fs::remove(folder_ / weightsFileName);
    EXPECT_THAT(refusal(), HasSubstr("weights.safetensors: missing"));
}

TEST_F(PackageFiles, AnAddedFileIsNoticed) {
    for (const char* name : {"A", "network.pt", "z.so"}) {
        writeFileAtomically(folder_ / name, "x");
        EXPECT_THAT(refusal(), HasSubstr(std::string(name) + ": not one of the files"));
        fs::remove(folder_ / name);
    }
}

TEST_F(PackageFiles, LinksAndFoldersAreRefused) {
    fs::remove(folder_ / "CARD.md");
    fs::create_symlink(folder_ / manifestFileName, folder_ / "CARD.md");
    EXPECT_THAT(refusal(), HasSubstr("CARD.md is not a regular file"));
    fs::remove(folder_ / "CARD.md");
    fs::create_directory(folder_ / "CARD.md");
    EXPECT_THAT(refusal(), HasSubstr("CARD.md is not a regular file"));
}

TEST_F(PackageFiles, AMissingFolderIsNotFound) {
    fs::remove_all(folder_);
    EXPECT_THAT(refusal(), ::testing::StartsWith("not_found: "));
}

} // namespace
} // namespace laurel
