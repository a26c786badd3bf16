#pragma once

#include "laurel/weights/crypto.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What a server signs when it publishes a version of a model, so that a client can check the files
/// wherever they came from. The signature covers the canonical bytes: JSON without white space,
/// keys sorted, ASCII. Format "laurel-version/1"; see docs/package-format.md.
namespace laurel {

/// Names under which the statement and its signature (128 hexadecimal digits) lie in a package
/// folder.
inline constexpr const char* statementFileName = "statement.json";
inline constexpr const char* signatureFileName = "statement.sig";

struct StatementFile {
    std::string file;       ///< name within the package folder; never a path
    std::uint64_t size = 0; ///< bytes
    std::string sha256;     ///< 64 lower-case hexadecimal digits
    bool operator==(const StatementFile&) const = default;
};

struct VersionStatement {
    std::string serverId;    ///< 1 to 64 of a-z, 0-9, ":", "_" and "-"
    std::string modelId;     ///< as isValidModelId
    std::int64_t number = 1; ///< from 1, in the order of publication
    std::vector<std::int64_t>
        parents;         ///< numbers that it was made from, ascending, each below its own
    std::string created; ///< UTC, as "2026-01-31T23:59:59Z"
    std::vector<StatementFile> files; ///< ascending by name; manifest and weights among them
    std::string keyId;                ///< fingerprint of the key that signs
    bool operator==(const VersionStatement&) const = default;
};

/// The canonical bytes. @throws Error InvalidInput naming the field that no statement may have so
std::string serializeStatement(const VersionStatement& statement);

/// Checks every field, and that the text is canonical. `name` begins every message.
/// @throws Error InvalidInput, LimitExceeded, or Unsupported for another major format
VersionStatement parseStatement(std::string_view text, const std::string& name);

/// @throws Error InvalidArgument unless keyId is this key's fingerprint; as serializeStatement
Ed25519Signature signStatement(const VersionStatement& statement, const Ed25519KeyPair& key);

/// The statement that `text` holds, after the signature over it was found to be the key's.
/// @throws Error InvalidInput when it is not, or when the statement names another key; as
/// parseStatement
VersionStatement verifyStatement(std::string_view text, const Ed25519Signature& signature,
                                 const Ed25519PublicKey& key, const std::string& name);

/// Name, size and digest of every file of a package folder but statement and signature.
/// @throws Error NotFound, Io, or InvalidInput when the folder holds anything but regular files
std::vector<StatementFile> describePackageFiles(const std::filesystem::path& folder);

/// Checks that the folder holds exactly the files that the statement lists, unaltered (statement
/// and signature may lie beside them). @throws Error InvalidInput naming the first file that
/// differs
void verifyPackageFiles(const std::filesystem::path& folder, const VersionStatement& statement);

} // namespace laurel
