#pragma once

#include "laurel/server_domain/gold_cases.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Part of a transaction, as MetadataReader; errors as there.
class GoldReader {
  public:
    virtual ~GoldReader() = default;

    /// Those not removed, ascending by id.
    virtual std::vector<GoldCase> cases(const std::string& modelId) = 0;
    /// Also a removed one, to which earlier evaluations refer.
    virtual std::optional<GoldCase> find(const std::string& id) = 0;
    virtual std::vector<std::string> models() = 0; ///< that have cases, ascending
};

/// Part of a transaction, as MetadataWriter.
class GoldWriter : public GoldReader {
  public:
    /// @throws Error AlreadyExists (the id), NotFound (the model)
    virtual void add(const GoldCase& goldCase) = 0;
    /// From now on it is not measured; what was measured stays.
    /// @throws Error NotFound unless it is among the cases of a model
    virtual void remove(const std::string& id, std::int64_t atMs) = 0;
};

} // namespace laurel
