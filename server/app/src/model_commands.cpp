#include "admin_command.h"

#include "server_data.h"

#include "laurel/package/statement.h"
#include "laurel/server_domain/model_catalog.h"
#include "laurel/server_domain/publisher.h"

#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

void printVersion(const VersionInfo& version, bool json) {
    if (json) {
        std::cout << nlohmann::json{{"model", version.model}, {"version", version.number}}.dump()
                  << '\n';
        return;
    }
    std::cout << "published " << version.model << '@' << version.number << '\n';
    for (const StatementFile& file : parseStatement(version.statement, "statement").files) {
        std::cout << "  " << file.sha256 << ' ' << std::setw(12) << file.size << ' ' << file.file
                  << '\n';
    }
}

} // namespace

void publishModel(const std::filesystem::path& data, const std::filesystem::path& package,
                  bool json) {
    ServerData server(data, 1);
    Publisher publisher(server.metadata, server.blobs, server.identity);
    printVersion(publisher.publish(package, localActor), json);
}

void listModels(const std::filesystem::path& data, bool json) {
    ServerData server(data, 1);
    const std::vector<ModelSummary> models = ModelCatalog(server.metadata, server.blobs).models();
    if (json) {
        std::cout << serialize(models) << '\n';
        return;
    }
    for (const ModelSummary& model : models) {
        std::cout << model.id << '@' << model.current << "  " << model.name << " (" << model.license
                  << ")\n";
    }
    if (models.empty()) {
        std::cout << "no models\n";
    }
}

void rollBackModel(const std::filesystem::path& data, const std::string& model, std::int64_t number,
                   bool json) {
    ServerData server(data, 1);
    Publisher publisher(server.metadata, server.blobs, server.identity);
    printVersion(publisher.rollback(model, number, localActor), json);
}

} // namespace laurel
