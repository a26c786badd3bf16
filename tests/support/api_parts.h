#pragma once

#include "support/server_folder.h"

#include "laurel/server_api/api.h"
#include "laurel/server_domain/contribution_intake.h"

#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// What the routes are made of, over the stores of a ServerFolder.
struct ApiParts {
    explicit ApiParts(ServerFolder& server, IntakeLimits intakeLimits = {},
                      std::function<void(const std::string&)> onReceived = {})
        : folder(server), limits(intakeLimits),
          intake(server.metadata, server.blobs, limits, {systemTimeMs, std::move(onReceived), {}}) {
    }

    ApiServices services(bool anonymousRead = true) {
        return {catalog,
                keys,
                intake,
                usage,
                publisher,
                {limits.fileBytes, limits.chunkBytes},
                anonymousRead,
                [](std::size_t) { return std::vector<std::string>{R"({"event":"test"})"}; },
                [] { return std::string("figures 1\n"); }};
    }

    /// A new key of this role. @param models empty: all
    std::string key(Role role, std::vector<std::string> models = {}) {
        return keys.create({"test", role, std::move(models)}, "local").key;
    }

    ServerFolder& folder;
    IntakeLimits limits;
    AccessKeys keys{folder.metadata, std::string(32, 's'), systemTimeMs};
    UsageDesk usage{folder.metadata, systemTimeMs};
    ModelCatalog catalog{folder.metadata, folder.blobs};
    Publisher publisher{folder.metadata, folder.blobs, folder.identity};
    ContributionIntake intake;
};

} // namespace laurel
