#include "laurel/workflow/model_shelf.h"

#include "laurel/base/error.h"
#include "laurel/net/contribution.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/server_registry.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <tuple>

namespace laurel {

namespace fs = std::filesystem;

namespace {

using Problems = std::vector<std::string>;

fs::path localFolder(const fs::path& home) {
    return home / "local";
}

/// Sub-folders, ascending; none where the folder cannot be read.
std::vector<fs::path> foldersIn(const fs::path& folder) {
    std::error_code unreadable;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
        std::error_code ignored;
        if (entry.is_directory(ignored) && !entry.path().filename().string().starts_with('.')) {
            found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    return found;
}

/// The number of a local model from its folder's name, "<id>-<n>"; 0 where it is none.
int localNumber(const std::string& folderName, const std::string& id) {
    if (!folderName.starts_with(id + "-")) {
        return 0;
    }
    int number = 0;
    const char* const end = folderName.data() + folderName.size();
    const auto [stop, failed] = std::from_chars(folderName.data() + id.size() + 1, end, number);
    return failed == std::errc() && stop == end && number > 0 ? number : 0;
}

ShelvedModel describe(ModelOrigin origin, const ModelPackage& package) {
    const ModelManifest& manifest = package.manifest();
    ShelvedModel model;
    model.origin = origin;
    model.id = manifest.id;
    model.name = manifest.name;
    model.folder = package.folder();
    model.modality = manifest.input.modality;
    for (const ModelLabel& label : manifest.labels) {
        model.labels.push_back(label.name);
    }
    return model;
}

/// Adds what `make` gives; what it throws is a problem of that one alone.
void addOne(std::vector<ShelvedModel>& models, Problems* problems,
            const std::function<ShelvedModel()>& make) {
    try {
        models.push_back(make());
    } catch (const Error& error) {
        if (problems != nullptr) {
            problems->push_back(error.what());
        }
    }
}

ShelvedModel describe(const CachedVersion& version) {
    ShelvedModel model = describe(ModelOrigin::Server, ModelPackage::open(version.folder));
    model.version = version.number;
    model.serverId = version.serverId;
    return model;
}

/// Server's before local before shipped, newest first.
auto rankOf(const ShelvedModel& model) {
    const int origin = model.origin == ModelOrigin::Server  ? 0
                       : model.origin == ModelOrigin::Local ? 1
                                                            : 2;
    const std::int64_t newest =
        model.origin == ModelOrigin::Local ? model.local : model.version.value_or(0);
    return std::tuple(model.id, origin, -newest, model.serverId, model.folder);
}

} // namespace

std::string_view toString(ModelOrigin origin) noexcept {
    switch (origin) {
    case ModelOrigin::Shipped:
        return "shipped";
    case ModelOrigin::Server:
        return "server";
    case ModelOrigin::Local:
        return "local";
    }
    return "shipped";
}

std::string ShelvedModel::title() const {
    const std::string numbered = version ? name + " v" + std::to_string(*version) : name;
    return local > 0 ? numbered + ", local " + std::to_string(local) : numbered;
}

ModelShelf::ModelShelf(fs::path home, std::vector<fs::path> shipped)
    : home_(std::move(home)), shipped_(std::move(shipped)) {}

std::vector<ShelvedModel> ModelShelf::models(Problems* problems) const {
    std::vector<ShelvedModel> all;
    for (const CachedVersion& version : ModelCache(home_).versions()) {
        addOne(all, problems, [&] { return describe(version); });
    }
    for (const fs::path& folder : foldersIn(localFolder(home_))) {
        addOne(all, problems, [&] { return local(folder); });
    }
    std::set<std::string> seen; // an installation hides what a build tree has besides
    for (const fs::path& shipped : shipped_) {
        for (const fs::path& folder : foldersIn(shipped)) {
            if (fs::exists(folder / manifestFileName) &&
                seen.insert(folder.filename().string()).second) {
                addOne(all, problems,
                       [&] { return describe(ModelOrigin::Shipped, ModelPackage::open(folder)); });
            }
        }
    }
    std::ranges::sort(
        all, [](const ShelvedModel& a, const ShelvedModel& b) { return rankOf(a) < rankOf(b); });
    return all;
}

ModelPackage ModelShelf::open(const ShelvedModel& model) const {
    if (model.origin != ModelOrigin::Server) {
        return ModelPackage::open(model.folder);
    }
    const std::optional<KnownServer> server = ServerRegistry(home_).withId(model.serverId);
    if (!server) {
        throw Error(ErrorCode::NotFound,
                    model.title() + " cannot be verified: its server " + model.serverId +
                        " is not known any more. Add the server again, or choose another model");
    }
    return ModelCache(home_).open(
        {model.serverId, model.id, model.version.value_or(0), model.folder}, *server);
}

fs::path ModelShelf::nextLocalFolder(const std::string& id) const {
    const fs::path parent = localFolder(home_);
    makeFolders(home_, parent);
    int last = 0;
    for (const fs::path& folder : foldersIn(parent)) {
        last = std::max(last, localNumber(folder.filename().string(), id));
    }
    return parent / (id + "-" + std::to_string(last + 1));
}

ShelvedModel ModelShelf::local(const fs::path& folder) const {
    const ModelPackage package = ModelPackage::open(folder);
    const FineTuningRecord record = fineTuningOf(package);
    ShelvedModel model = describe(ModelOrigin::Local, package);
    model.version = record.version;
    model.serverId = record.server.value_or("");
    model.local = localNumber(folder.filename().string(), model.id);
    if (model.local == 0) {
        throw Error(ErrorCode::InvalidInput,
                    folder.string() + ": expected a folder named " + model.id + "-<number>");
    }
    return model;
}

std::vector<fs::path> shippedPackageFolders() {
    std::error_code unreadable;
    const fs::path own = fs::read_symlink("/proc/self/exe", unreadable).parent_path();
    return {(own / "../share/laurel/packages").lexically_normal(),
            (own / "../../../models/packages").lexically_normal()};
}

std::optional<fs::path> shippedPackage(const std::string& id,
                                       const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders) {
        std::error_code absent;
        if (isValidModelId(id) && fs::exists(folder / id / manifestFileName, absent)) {
            return folder / id;
        }
    }
    return std::nullopt;
}

} // namespace laurel
