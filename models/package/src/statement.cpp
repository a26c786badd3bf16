#include "laurel/package/statement.h"

#include "characters.h"
#include "format_version.h"
#include "manifest_words.h"
#include "statement_words.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"
#include "laurel/package/manifest.h"
#include "laurel/package/model_package.h"

#include <algorithm>
#include <system_error>

namespace laurel {

namespace fs = std::filesystem;

namespace {

using nlohmann::json;

constexpr std::size_t mostFiles = 16;
constexpr std::int64_t mostFileBytes = std::int64_t{1} << 40;

bool isFileName(std::string_view text) {
    return !text.empty() && text.size() <= 128 && text[0] != '.' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
           });
}

bool isFingerprint(std::string_view text) {
    constexpr std::size_t groups = 8;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % 5 == 4 ? text[i] != ':' : !isLowerHexDigit(text[i])) {
            return false;
        }
    }
    return text.size() == groups * 5 - 1;
}

void checkFiles(const FieldReader& fields, const std::vector<StatementFile>& files) {
    for (std::size_t i = 1; i < files.size(); ++i) {
        if (files[i - 1].file >= files[i].file) {
            fields.fail("files", "files in ascending order of their names, each once");
        }
    }
    for (const char* needed : {manifestFileName, weightsFileName}) {
        if (std::none_of(files.begin(), files.end(),
                         [&](const StatementFile& file) { return file.file == needed; })) {
            fields.fail("files", std::string(needed) + " among them");
        }
    }
}

std::vector<StatementFile> readFiles(FieldReader& fields) {
    std::vector<StatementFile> files;
    for (FieldReader& entry : fields.objects("files", {2, mostFiles})) {
        StatementFile file;
        file.file = entry.textLike("file", "a file name without a path", isFileName);
        file.size = static_cast<std::uint64_t>(entry.integer("size", {0, mostFileBytes}));
        file.sha256 = entry.textLike("sha256", "64 lower-case hexadecimal digits", isSha256);
        entry.requireNoOthers();
        files.push_back(std::move(file));
    }
    checkFiles(fields, files);
    return files;
}

VersionStatement readFields(FieldReader fields) {
    requireFormat(fields, statementFormat);
    VersionStatement statement;
    statement.serverId = fields.textLike("server_id", serverIdPattern, isStatementServerId);
    statement.modelId = fields.textLike("model_id", idPattern, isValidModelId);
    statement.number = fields.integer("number", {1, mostVersionNumber});
    statement.parents = fields.integers("parents", {0, mostFiles}, {1, mostVersionNumber});
    for (std::size_t i = 0; i < statement.parents.size(); ++i) {
        const bool ascending = i == 0 || statement.parents[i - 1] < statement.parents[i];
        if (!ascending || statement.parents[i] >= statement.number) {
            fields.fail("parents", "ascending numbers, each below the version's own");
        }
    }
    statement.created = fields.textLike("created", utcTimePattern, isStatementTime);
    statement.files = readFiles(fields);
    statement.keyId = fields.textLike("key_id", "a key's fingerprint", isFingerprint);
    fields.requireNoOthers();
    return statement;
}

json toJson(const VersionStatement& statement) {
    json files = json::array();
    for (const StatementFile& file : statement.files) {
        files.push_back({{"file", file.file}, {"size", file.size}, {"sha256", file.sha256}});
    }
    return {{"format", statementFormat},     {"server_id", statement.serverId},
            {"model_id", statement.modelId}, {"number", statement.number},
            {"parents", statement.parents},  {"created", statement.created},
            {"files", std::move(files)},     {"key_id", statement.keyId}};
}

/// Every text of a statement that passed readFields is ASCII, so dump() cannot fail.
std::string canonicalText(const VersionStatement& statement) {
    return toJson(statement).dump();
}

bool isStatementOrSignature(const fs::path& name) {
    return name == statementFileName || name == signatureFileName;
}

StatementFile describeFile(const fs::directory_entry& entry) {
    if (!entry.is_regular_file() || entry.is_symlink()) {
        throw Error(ErrorCode::InvalidInput,
                    entry.path().string() + " is not a regular file, as all of a package must be");
    }
    return {entry.path().filename().string(), entry.file_size(), sha256HexOfFile(entry.path())};
}

} // namespace

std::string serializeStatement(const VersionStatement& statement) {
    const json fields = toJson(statement);
    readFields(FieldReader(fields, "version statement", ""));
    return fields.dump();
}

VersionStatement parseStatement(std::string_view text, const std::string& name) {
    const json fields = parseStrictJson(text, name, {.bytes = 64U << 10, .depth = 4});
    VersionStatement statement = readFields(FieldReader(fields, name, ""));
    if (canonicalText(statement) != text) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": not canonical (white space, order of keys, or escapes)");
    }
    return statement;
}

Ed25519Signature signStatement(const VersionStatement& statement, const Ed25519KeyPair& key) {
    const std::string own = fingerprint(key.publicKey());
    if (statement.keyId != own) {
        throw Error(ErrorCode::InvalidArgument, "the statement names the key " +
                                                    quotedForMessage(statement.keyId) +
                                                    ", but would be signed by " + own);
    }
    const std::string text = serializeStatement(statement);
    return key.sign(std::as_bytes(std::span(text)));
}

VersionStatement verifyStatement(std::string_view text, const Ed25519Signature& signature,
                                 const Ed25519PublicKey& key, const std::string& name) {
    const std::string own = fingerprint(key);
    if (!verifyEd25519(key, std::as_bytes(std::span(text)), signature)) {
        throw Error(ErrorCode::InvalidInput,
                    name + ": the signature is not that of the key " + own);
    }
    VersionStatement statement = parseStatement(text, name);
    if (statement.keyId != own) {
        throw Error(ErrorCode::InvalidInput, name + ": key_id: expected " + own + ", got " +
                                                 quotedForMessage(statement.keyId));
    }
    return statement;
}

std::vector<StatementFile> describePackageFiles(const fs::path& folder) {
    std::vector<StatementFile> files;
    try {
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
            if (!isStatementOrSignature(entry.path().filename())) {
                files.push_back(describeFile(entry));
            }
        }
    } catch (const fs::filesystem_error& error) {
        const bool absent = error.code() == std::errc::no_such_file_or_directory;
        throw Error(absent ? ErrorCode::NotFound : ErrorCode::Io,
                    "cannot read the folder " + folder.string() + ": " + error.code().message());
    }
    std::sort(files.begin(), files.end(),
              [](const StatementFile& a, const StatementFile& b) { return a.file < b.file; });
    return files;
}

void verifyPackageFiles(const fs::path& folder, const VersionStatement& statement) {
    const auto fail = [&](const std::string& file, const std::string& reason) {
        throw Error(ErrorCode::InvalidInput, (folder / file).string() + ": " + reason);
    };
    const std::vector<StatementFile> found = describePackageFiles(folder);
    for (std::size_t i = 0; i < std::max(found.size(), statement.files.size()); ++i) {
        const bool noneFound = i == found.size();
        if (!noneFound &&
            (i == statement.files.size() || found[i].file < statement.files[i].file)) {
            fail(found[i].file, "not one of the files that the version's statement lists");
        }
        const StatementFile& listed = statement.files[i];
        if (noneFound || listed.file < found[i].file) {
            fail(listed.file, "missing, though the version's statement lists it");
        }
        if (found[i].size != listed.size) {
            fail(listed.file, std::to_string(found[i].size) + " bytes, but the statement says " +
                                  std::to_string(listed.size));
        }
        if (found[i].sha256 != listed.sha256) {
            fail(listed.file, "altered: SHA-256 is " + found[i].sha256 +
                                  ", but the statement says " + listed.sha256);
        }
    }
}

} // namespace laurel
