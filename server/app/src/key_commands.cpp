#include "admin_command.h"

#include "server_data.h"

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

} // namespace laurel
