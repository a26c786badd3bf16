#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/engine/engine.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/gold_cases.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/publisher.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace laurel {

/// What an administrator adds as a gold case: files of this machine, in any format of
/// laurel/formats/files.h. DICOM is converted first (`laurelctl convert`).
struct GoldCaseFiles {
    std::filesystem::path image;  ///< one frame
    std::filesystem::path labels; ///< on the image's grid; arrays without a grid of their own take
                                  ///< the image's
    std::vector<std::string> renames; ///< as withRenamedSegments; of the labels
    std::string group; ///< tag, such as a sequence: printable UTF-8, at most 64 bytes; may be empty
};

struct AddedGoldCase {
    GoldCase goldCase;
    /// Structures of the model that the reference does not have: wherever they are segmented, they
    /// score 0. (Of a limb that the image does not show, nothing is.)
    std::vector<std::string> missing;
    std::vector<std::string> dropped; ///< segments of the file that are not the model's
};

/// The gold cases of a server: the only pixels on it. Only the local administrator adds and removes
/// them, and no endpoint serves them. Of the files nothing is kept but voxels, grid, and the
/// model's own names of structures: no header, no text, no file name, not even in the audit log.
///
/// Thread-safe; several processes may use the same stores: whoever adds or removes waits for the
/// other.
class GoldCases {
  public:
    /// All three outlive the cases. @param nowMs the clock, as systemTimeMs
    GoldCases(MetadataStore& metadata, BlobStore& blobs, Engine& engine,
              std::function<std::int64_t()> nowMs = systemTimeMs);

    /// Checks the files against the model's current version, stores what is to be kept, reads it
    /// back, and only then adds the case, with "gold.add" in the audit log.
    /// @param actor as AuditEvent::actor
    /// @throws Error NotFound (model or file), InvalidInput (also for an image that the model does
    ///         not take or in which it finds no limb, grids that differ, labels without any
    ///         structure of the model), InvalidArgument (group, renames), Unsupported (DICOM, other
    ///         formats), AlreadyExists (a case of this model with the same image), LimitExceeded,
    ///         Cancelled, Internal when the stored pixels are not the file's, and as the stores do
    AddedGoldCase add(const std::string& modelId, const GoldCaseFiles& files,
                      const std::string& actor, const CancellationToken& cancel);

    /// Those that count now, ascending by id. @throws Error NotFound (model), and as the store does
    std::vector<GoldCase> list(const std::string& modelId) const;

    /// From now on the case does not count; then its pixels are deleted, unless another case has
    /// the same. Removing it again finishes a removal that was cut short. "gold.remove" in the
    /// audit log. @throws Error NotFound, and as the stores do
    void remove(const std::string& id, const std::string& actor);

  private:
    ModelManifest currentManifest(const std::string& modelId) const;
    void record(const GoldCase& goldCase, const std::string& actor);
    GoldCase markRemoved(const std::string& id, const std::string& actor);
    void deleteUnnamed(const GoldCase& goldCase);

    MetadataStore& metadata_;
    BlobStore& blobs_;
    Engine& engine_;
    std::function<std::int64_t()> nowMs_;
};

} // namespace laurel
