#pragma once

#include "laurel/net/api_key.h"
#include "laurel/net/server_address.h"
#include "laurel/package/key_succession.h"
#include "laurel/proto/messages.h"
#include "laurel/weights/crypto.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The servers that this client knows, and the key of each, pinned when they first met. Whatever a
/// server signs later is held against that key.
namespace laurel {

struct KnownServer {
    std::string name; ///< for people and commands; see isServerName
    ServerAddress address;
    bool insecure = false;        ///< plain HTTP to another machine was allowed
    std::string serverId;         ///< fingerprint of the server's first key: its identity
    Ed25519PublicKey publicKey{}; ///< that signs now, as far as is known
    /// How the keys before it led to it; followSuccessions held when they were kept.
    std::vector<SignedSuccession> successions{};
    /// PEM file of the authorities that vouch for its TLS certificate; empty: the system's.
    std::filesystem::path caFile{};
    bool operator==(const KnownServer&) const = default;
};

/// 1 to 64 of a-z, 0-9, ".", "_" and "-", beginning with a letter or digit: it becomes a path.
bool isServerName(std::string_view name) noexcept;
/// As in statements (laurel/package/statement.h): it becomes a path as well.
bool isServerId(std::string_view id) noexcept;

/// The certificates of a file, as text. @throws Error NotFound, Io, InvalidInput where it has none
std::string readAuthorities(const std::filesystem::path& file);

/// What the address suggests: "laurel.example.org", "localhost-8750".
std::string defaultServerName(const ServerAddress& address);

/// The server that answered at an address, as first contact pins it.
/// @param expectedFingerprint of its key, in any grouping and case; empty: whatever it is
/// @throws Error Refused when the key is another; InvalidInput for a malformed id, or where its
/// chain of keys does not hold
KnownServer pinServer(const std::string& name, const ServerAddress& address, bool insecure,
                      const ServerInfo& info, const std::string& expectedFingerprint);

/// The pinned server with the key by which it signs now: the pinned one, or one to which a chain of
/// signed statements leads from there.
/// @throws Error Refused saying what changed, unless it is the server that was pinned
KnownServer requirePinned(const KnownServer& pinned, const ServerInfo& info);

/// Every key that may have signed its versions. @throws Error InvalidInput
ServerKeys keysOf(const KnownServer& server);

/// On disk, in the folder `servers` of the client's home. Objects hold nothing but the path;
/// several processes may use one home.
class ServerRegistry {
  public:
    /// @param home as laurelHome()
    explicit ServerRegistry(const std::filesystem::path& home);

    /// By name. @throws Error InvalidInput or Io naming the file
    std::vector<KnownServer> list() const;
    /// @param which name, address or server id; empty: the only one there is
    /// @throws Error NotFound when there is none, InvalidArgument when there are several
    KnownServer choose(const std::string& which) const;
    std::optional<KnownServer> withId(const std::string& serverId) const;

    /// Keeps a server, the key to it, and a copy of its caFile. Where the same server is known
    /// already, its name, address, key and authorities are replaced (without new ones, the old stay
    /// with an address that stays); what is pinned never is.
    /// @throws Error Refused when this id is pinned to another key, AlreadyExists when another
    /// server has this name, Io
    void add(const KnownServer& server, const std::optional<ApiKey>& key);
    /// Keeps the key that a known server signs with now, and how the pinned one led to it. Does
    /// nothing where the server was removed or moved on meanwhile. @throws Error Io
    void keepSuccessor(const KnownServer& server);
    /// Forgets server and key; what was downloaded from it stays. @throws Error NotFound, Io
    void remove(const std::string& name);

    /// @throws Error InvalidInput when others than its owner may read the file, or Io
    std::optional<ApiKey> key(const KnownServer& server) const;

  private:
    std::filesystem::path folder_;
};

} // namespace laurel
