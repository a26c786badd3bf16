#pragma once

#include "laurel/net/model_cache.h"
#include "laurel/package/model_package.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Every model that this computer can use: shipped with Laurel, pulled from servers, learnt here.
namespace laurel {

enum class ModelOrigin { Shipped, Server, Local };
std::string_view toString(ModelOrigin origin) noexcept; ///< "shipped", "server", "local"

struct ShelvedModel {
    ModelOrigin origin = ModelOrigin::Shipped;
    std::string id;
    std::string name; ///< of the manifest
    std::optional<std::int64_t>
        version;          ///< of a server's; of a local one, the version it was tuned from
    int local = 0;        ///< 1, 2, ...: of a local one
    std::string serverId; ///< of a server's, and of a local one tuned from it
    std::filesystem::path folder;
    std::vector<std::string> labels; ///< names of its structures
    std::string modality;

    /// "Leg v12", "Leg v12, local 1", "Leg".
    std::string title() const;
    bool operator==(const ShelvedModel&) const = default;
};

/// Where local models lie: `<home>/local/<id>-<n>`. Objects hold nothing but paths. Thread-safe.
class ModelShelf {
  public:
    /// @param home    as laurelHome()
    /// @param shipped folders of packages that came with Laurel; see shippedPackageFolders
    ModelShelf(std::filesystem::path home, std::vector<std::filesystem::path> shipped);

    /// By id, then server's newest first, local newest first, shipped last. A folder that cannot be
    /// read is left out and named in `problems`.
    std::vector<ShelvedModel> models(std::vector<std::string>* problems = nullptr) const;

    /// Verified: a server's against its statement and pinned key. @throws Error as
    /// ModelPackage::open
    ModelPackage open(const ShelvedModel& model) const;

    /// A free folder for the next local model of this id; its parent is there. Numbers are not used
    /// again while a later one is there. @throws Error Io
    std::filesystem::path nextLocalFolder(const std::string& id) const;

    /// A local model as `models` lists it. @throws Error as ModelPackage::open, InvalidInput when
    ///         the folder's name or its record of fine-tuning is none of a local model
    ShelvedModel local(const std::filesystem::path& folder) const;

  private:
    std::filesystem::path home_;
    std::vector<std::filesystem::path> shipped_;
};

/// Installed: share/laurel/packages; in a build tree: the sources' models/packages. In the order to
/// search them; they need not exist.
std::vector<std::filesystem::path> shippedPackageFolders();

/// The package of this id in the first of the folders that has one.
std::optional<std::filesystem::path>
shippedPackage(const std::string& id, const std::vector<std::filesystem::path>& folders);

} // namespace laurel
