#pragma once

#include "laurel/proto/admin.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// What an administrator does on the server's own machine. The commands work beside a running
/// server, print to stdout (one JSON document where `json` is set), and throw Error.
namespace laurel {

/// Who the audit log says did it.
inline constexpr const char* localActor = "local";

void addKey(const std::filesystem::path& data, const KeyRequest& request, bool json);
void listKeys(const std::filesystem::path& data, bool json);
void revokeKey(const std::filesystem::path& data, const std::string& id, bool json);

/// Replaces the key that signs versions; the old one signs that the new one follows.
void rotateKey(const std::filesystem::path& data, bool json);
/// The server's id, the key that signs, and those that did.
void showSigningKeys(const std::filesystem::path& data, bool json);

/// Publishes a package folder as the model's next version.
void publishModel(const std::filesystem::path& data, const std::filesystem::path& package,
                  bool json);
/// Prints all models with their current versions.
void listModels(const std::filesystem::path& data, bool json);
/// Publishes the files of an earlier version as the next one.
void rollBackModel(const std::filesystem::path& data, const std::string& model, std::int64_t number,
                   bool json);

struct GoldAddition {
    std::string model;
    std::filesystem::path image;
    std::filesystem::path labels;
    std::string group;
    std::vector<std::string> renames; ///< "NAME=NEW"
};
void addGold(const std::filesystem::path& data, const GoldAddition& addition, bool json);
void listGold(const std::filesystem::path& data, const std::string& model, bool json);
void removeGold(const std::filesystem::path& data, const std::string& id, bool json);

void backUp(const std::filesystem::path& data, const std::filesystem::path& backup, bool withKeys,
            bool json);
void restore(const std::filesystem::path& data, const std::filesystem::path& backup, bool json);
/// @return whether everything agrees
bool verify(const std::filesystem::path& data, bool json);

/// What sites reported of a model, by version.
void printUsage(const std::filesystem::path& data, const std::string& model, bool json);

void printAudit(const std::filesystem::path& data, std::int64_t after, bool json);

} // namespace laurel
