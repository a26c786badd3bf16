#pragma once

#include "console.h"

#include "laurel/proto/contributions.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

/// The commands of laurelctl that speak with servers, as commands.h for the others. Everything they
/// keep lies in laurelHome(). `server` is a known server's name, address or id; empty: the only
/// one.
namespace laurel {

struct ServerAddOptions {
    std::string url;
    std::string keyFile;     ///< "-": standard input; empty: no key
    std::string fingerprint; ///< that the server's key must have; empty: whatever it has
    std::string name;        ///< empty: from the address
    bool insecure = false;   ///< plain HTTP to another machine
    std::string caFile;      ///< empty: the system's authorities
};
void runServerAdd(const ServerAddOptions& options, Console& console);
void runServerList(Console& console);

struct ServerRemoveOptions {
    std::string server;
};
void runServerRemove(const ServerRemoveOptions& options, Console& console);

struct ModelsOptions {
    std::string server; ///< empty: all
};
void runModels(const ModelsOptions& options, Console& console);

struct PullOptions {
    std::string model; ///< "ID" or "ID@N"
    std::string server;
};
void runPull(const PullOptions& options, Console& console);

struct ContributeOptions {
    std::filesystem::path package; ///< fine-tuned
    std::int64_t base = 0;         ///< number of the version that was tuned
    std::string server;            ///< empty also: the one that the package was tuned from
    ContributionKind kind = ContributionKind::Full;
    bool wait = false;   ///< until the server has decided
    bool resume = false; ///< instead of a package: send what waits in the queue
};
void runContribute(const ContributeOptions& options, Console& console);

struct StatusOptions {
    std::string id; ///< the server's, or the queue's; empty: what this machine has sent or queued
    std::string server;
};
void runStatus(const StatusOptions& options, Console& console);

} // namespace laurel
