#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What server and client say to each other, as JSON objects. The writers trust their argument. The
/// parsers trust nothing: every field is checked, each key may stand once, sizes are bounded.
/// Fields that they do not know are passed over, so that a newer server may say more. All parsers
/// throw Error InvalidInput or LimitExceeded, naming the field.
namespace laurel {

/// Bounds that a client may rely on.
struct ServerLimits {
    std::uint64_t fileBytes = 0;  ///< of one file of a version, and of a contribution
    std::uint64_t chunkBytes = 0; ///< of one PUT of a contribution's content
    bool operator==(const ServerLimits&) const = default;
};

/// That one signing key of the server took the place of another (laurel/package/key_succession.h),
/// which is to be verified before it is believed.
struct KeySuccessor {
    std::string statement; ///< the bytes that the key before signed
    std::string signature; ///< Ed25519, 128 lower-case hexadecimal digits
    bool operator==(const KeySuccessor&) const = default;
};

/// GET /server
struct ServerInfo {
    std::string name;      ///< for people
    std::string serverId;  ///< fingerprint of the first key; part of every version's identity
    std::string version;   ///< of the program
    std::string publicKey; ///< Ed25519, 64 lower-case hexadecimal digits
    ServerLimits limits;
    std::vector<KeySuccessor> successors{}; ///< from the first key to publicKey, in their order
    bool operator==(const ServerInfo&) const = default;
};

/// An element of GET /models; the whole of GET /models/{id}. Texts are the current version's.
struct ModelSummary {
    std::string id;
    std::string name;
    std::string description;
    std::string license;
    std::int64_t current = 0; ///< number of the version that is served by default
    bool operator==(const ModelSummary&) const = default;
};

/// An element of GET /models/{id}/versions
struct VersionSummary {
    std::int64_t number = 0;
    std::string created;     ///< UTC, as "2026-01-31T23:59:59Z"
    std::uint64_t bytes = 0; ///< of all files
    bool operator==(const VersionSummary&) const = default;
};

/// GET /models/{id}/versions/{n|current}. What the version consists of stands in the statement,
/// which is to be verified before anything in it is believed (laurel/package/statement.h).
struct VersionInfo {
    std::string model;
    std::int64_t number = 0;
    std::string statement; ///< the signed bytes
    std::string signature; ///< Ed25519, 128 lower-case hexadecimal digits
    bool operator==(const VersionInfo&) const = default;
};

/// Most elements of a list that a parser accepts.
inline constexpr std::size_t maxListedModels = 10'000;
inline constexpr std::size_t maxListedVersions = 100'000;

std::string serialize(const ServerInfo& info);
std::string serialize(const ModelSummary& model);
std::string serialize(const std::vector<ModelSummary>& models);     ///< {"models": [...]}
std::string serialize(const std::vector<VersionSummary>& versions); ///< {"versions": [...]}
std::string serialize(const VersionInfo& version);

ServerInfo parseServerInfo(std::string_view text);
ModelSummary parseModelSummary(std::string_view text);
std::vector<ModelSummary> parseModelList(std::string_view text);
std::vector<VersionSummary> parseVersionList(std::string_view text);
VersionInfo parseVersionInfo(std::string_view text);

} // namespace laurel
