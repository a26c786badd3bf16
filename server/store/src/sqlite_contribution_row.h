#pragma once

#include "laurel/server_domain/contribution_table.h"

#include "sqlite_statements.h"

/// How rows become contributions and back: by the names of the columns.
namespace soci {

template <>
struct type_conversion<laurel::Contribution> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::Contribution& contribution) {
        contribution.id = row.get<std::string>("id");
        contribution.modelId = row.get<std::string>("model_id");
        contribution.keyId = row.get<std::string>("key_id");
        contribution.request = requestOf(row);
        contribution.idempotencyKey = row.get<std::string>("idempotency_key", "");
        contribution.sequence = row.get<long long>("sequence", 0);
        contribution.state = laurel::contributionStateNamed(row.get<std::string>("state")).value();
        contribution.received = static_cast<std::uint64_t>(row.get<long long>("received"));
        contribution.reasonCode = row.get<std::string>("reason_code");
        contribution.reason = row.get<std::string>("reason");
        contribution.staleness = row.get<std::optional<long long>>("staleness");
        contribution.version = row.get<std::optional<long long>>("version");
        contribution.alpha = row.get<std::optional<double>>("alpha");
        contribution.deltaNorm = row.get<std::optional<double>>("delta_norm");
        contribution.attempts = row.get<long long>("attempts");
        contribution.createdMs = row.get<long long>("created_ms");
        contribution.updatedMs = row.get<long long>("updated_ms");
    }

    static void to_base(const laurel::Contribution& contribution, values& row, indicator& state) {
        row.set("id", contribution.id);
        row.set("model_id", contribution.modelId);
        row.set("key_id", contribution.keyId);
        setRequest(contribution.request, row);
        row.set("idempotency_key", laurel::nullIfEmpty(contribution.idempotencyKey));
        row.set("state", std::string(toString(contribution.state)));
        row.set("received", static_cast<long long>(contribution.received));
        row.set("reason_code", contribution.reasonCode);
        row.set("reason", contribution.reason);
        row.set<std::optional<long long>>("staleness", contribution.staleness);
        row.set<std::optional<long long>>("version", contribution.version);
        row.set("alpha", contribution.alpha);
        row.set("delta_norm", contribution.deltaNorm);
        row.set<long long>("attempts", contribution.attempts);
        row.set<long long>("created_ms", contribution.createdMs);
        row.set<long long>("updated_ms", contribution.updatedMs);
        state = i_ok;
    }

  private:
    static laurel::ContributionRequest requestOf(const values& row) {
        laurel::ContributionRequest request;
        request.kind = laurel::contributionKindNamed(row.get<std::string>("kind")).value();
        request.baseVersion = row.get<long long>("base_version");
        request.size = static_cast<std::uint64_t>(row.get<long long>("size"));
        request.sha256 = row.get<std::string>("sha256");
        request.slices = row.get<long long>("slices");
        request.dice = row.get<std::optional<double>>("dice");
        request.client.name = row.get<std::string>("client_name");
        request.client.version = row.get<std::string>("client_version");
        return request;
    }

    static void setRequest(const laurel::ContributionRequest& request, values& row) {
        row.set("kind", std::string(toString(request.kind)));
        row.set<long long>("base_version", request.baseVersion);
        row.set("size", static_cast<long long>(request.size));
        row.set("sha256", request.sha256);
        row.set<long long>("slices", request.slices);
        row.set("dice", request.dice);
        row.set("client_name", request.client.name);
        row.set("client_version", request.client.version);
    }
};

template <>
struct type_conversion<laurel::MergeTryRecord> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::MergeTryRecord& one) {
        one.alpha = row.get<double>("alpha");
        one.meanDice = row.get<std::optional<double>>("mean_dice");
        one.outcome = row.get<std::string>("outcome");
    }
};

} // namespace soci
