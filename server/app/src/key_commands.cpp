#include "admin_command.h"

#include "server_data.h"

#include "laurel/server_domain/publisher.h"
#include "laurel/server_store/key_rotation.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace laurel {

void addKey(const std::filesystem::path& data, const KeyRequest& request, bool json) {
    ServerData server(data, 1);
    AccessKeys keys = server.accessKeys();
    const CreatedKey key = keys.create(request, localActor);
    if (json) {
        std::cout << serialize(key) << '\n';
        return;
    }
    std::cout << key.key << '\n';
    std::cerr << "This key is shown only now. Id " << key.id << ", role " << toString(request.role)
              << ".\n";
}

void listKeys(const std::filesystem::path& data, bool json) {
    ServerData server(data, 1);
    const std::vector<KeyDescription> keys = server.accessKeys().list();
    if (json) {
        std::cout << serialize(keys) << '\n';
        return;
    }
    for (const KeyDescription& key : keys) {
        std::cout << key.id << "  " << toString(key.role) << "  ";
        for (const std::string& model : key.models) {
            std::cout << model << ' ';
        }
        std::cout << (key.models.empty() ? "all models" : "") << "  " << key.name << "  since "
                  << key.created << (key.expires ? "  until " + *key.expires : "")
                  << (key.revoked ? "  REVOKED " + *key.revoked : "") << '\n';
    }
    if (keys.empty()) {
        std::cout << "no keys\n";
    }
}

void revokeKey(const std::filesystem::path& data, const std::string& id, bool json) {
    ServerData server(data, 1);
    server.accessKeys().revoke(id, localActor);
    std::cout << (json ? nlohmann::json{{"revoked", id}}.dump() : "revoked " + id) << '\n';
}

void rotateKey(const std::filesystem::path& data, bool json) {
    ServerData server(data, 1);
    const std::string old = fingerprint(server.identity.key().publicKey());
    const std::string made = fingerprint(rotateSigningKey(
        server.folder, server.metadata, server.identity, systemTimeMs(), localActor));
    if (json) {
        std::cout << nlohmann::json{{"fingerprint", made}, {"from", old}}.dump() << '\n';
        return;
    }
    std::cout << made << '\n';
    std::cerr << "This key signs from now on. Clients that know " << old
              << " follow by themselves; tell new ones this fingerprint.\n";
}

void showSigningKeys(const std::filesystem::path& data, bool json) {
    ServerData server(data, 1);
    const std::string current = fingerprint(server.identity.key().publicKey());
    const ServerKeys keys =
        followSuccessions(server.identity.id(), server.metadata.beginRead()->keySuccessions(),
                          server.identity.key().publicKey(), "signing keys");
    std::vector<std::string> retired;
    for (const RetiredKey& one : keys.retired) {
        retired.push_back(fingerprint(one.key));
    }
    if (json) {
        std::cout << nlohmann::json{{"server_id", server.identity.id()},
                                    {"fingerprint", current},
                                    {"retired", retired}}
                         .dump()
                  << '\n';
        return;
    }
    std::cout << "server id  " << server.identity.id() << "\nsigns      " << current << '\n';
    for (const std::string& one : retired) {
        std::cout << "signed     " << one << '\n';
    }
}

} // namespace laurel
