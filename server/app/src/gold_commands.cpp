#include "admin_command.h"

#include "server_data.h"

#include "laurel/server_domain/model_catalog.h"
#include "laurel/server_evaluation/gold_cases.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

void printNames(const char* what, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::cout << (i == 0 ? what : ", ") << names[i];
    }
    std::cout << (names.empty() ? "" : "\n");
}

} // namespace

void addGold(const std::filesystem::path& data, const GoldAddition& addition, bool json) {
    ServerData server(data, 1);
    Engine engine;
    GoldCases cases(server.metadata, server.blobs, engine);
    const AddedGoldCase added = cases.add(
        addition.model, {addition.image, addition.labels, addition.renames, addition.group},
        localActor, {});
    const GoldCase& gold = added.goldCase;
    if (json) {
        std::cout << nlohmann::json{{"id", gold.id},
                                    {"labels", gold.labels},
                                    {"slices", gold.slices},
                                    {"missing", added.missing},
                                    {"dropped", added.dropped}}
                         .dump()
                  << '\n';
        return;
    }
    std::cout << "gold case " << gold.id << ": " << gold.slices << " slices, " << gold.labels.size()
              << " structures\n";
    printNames("  structures of the model that the labels do not have; finding them in this image "
               "counts as a mistake: ",
               added.missing);
    printNames("  in the labels but not the model's, left out: ", added.dropped);
    if (!added.missing.empty()) {
        std::cout
            << "  Where they are in the image under another name, remove this case and add it "
               "again with --rename NAME=NEW; where they only were not drawn, use other "
               "labels.\n";
    }
}

void listGold(const std::filesystem::path& data, const std::string& model, bool json) {
    ServerData server(data, 1);
    const ModelCatalog catalog(server.metadata, server.blobs);
    catalog.model(model); // there is a difference between no cases and no model
    const std::vector<GoldCaseDescription> cases = catalog.goldCases(model);
    if (json) {
        std::cout << serialize(cases) << '\n';
        return;
    }
    for (const GoldCaseDescription& gold : cases) {
        std::cout << gold.id << "  " << gold.added << "  " << gold.slices << " slices, "
                  << gold.labels.size() << " structures  " << gold.group << '\n';
    }
    if (cases.empty()) {
        std::cout << "no gold cases\n";
    }
}

void removeGold(const std::filesystem::path& data, const std::string& id, bool json) {
    ServerData server(data, 1);
    Engine engine;
    GoldCases(server.metadata, server.blobs, engine).remove(id, localActor);
    std::cout << (json ? nlohmann::json{{"removed", id}}.dump() : "removed " + id) << '\n';
}

} // namespace laurel
