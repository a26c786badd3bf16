#include "admin_command.h"

#include "server_data.h"

#include "laurel/package/statement.h"
#include "laurel/server_domain/model_catalog.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_domain/usage_desk.h"

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

void printUsage(const std::filesystem::path& data, const std::string& model, bool json) {
    ServerData server(data, 1);
    ModelCatalog(server.metadata, server.blobs).model(model); // or there is none
    const std::vector<UsageSummary> versions =
        UsageDesk(server.metadata, systemTimeMs).summary(model);
    if (json) {
        std::cout << serialize(versions) << '\n';
        return;
    }
    for (const UsageSummary& one : versions) {
        std::cout << model << '@' << one.version << "  " << one.regular << " cases";
        if (one.meanDice) {
            std::cout << ", mean Dice " << std::fixed << std::setprecision(3) << *one.meanDice;
        }
        std::cout << "; irregular: " << one.notRefined << " not refined, " << one.wrongTask
                  << " of another task\n";
    }
    if (versions.empty()) {
        std::cout << "nothing was reported\n";
    }
}

} // namespace laurel
