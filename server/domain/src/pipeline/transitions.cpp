#include "pipeline/transitions.h"

#include "laurel/base/error.h"

namespace laurel {

namespace {

std::string detailOf(const Contribution& contribution, const std::string& code,
                     const std::string& text) {
    return nlohmann::json{{"model", contribution.modelId},
                          {"state", toString(contribution.state)},
                          {"code", code},
                          {"reason", text}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

AuditEvent eventOf(const PipelineParts& parts, const Contribution& contribution,
                   const std::string& action, const std::string& detail) {
    return {parts.nowMs(), "server", action, contribution.id, detail};
}

std::string codeOf(const std::exception& fault) {
    const auto* const error = dynamic_cast<const Error*>(&fault);
    return std::string(toString(error != nullptr ? error->code() : ErrorCode::Internal));
}

} // namespace

void advance(const PipelineParts& parts, const Contribution& contribution, ContributionState to,
             const ContributionOutcome& outcome, std::string_view step, const WriteWith& also) {
    const std::unique_ptr<MetadataWriter> writer = parts.metadata.beginWrite();
    writer->contributions().advance(contribution.id, contribution.state, to, parts.nowMs(),
                                    outcome);
    if (also) {
        also(*writer);
    }
    writer->commit();
    parts.tell(step, contribution.id);
}

void reject(const PipelineParts& parts, const Contribution& contribution, const Refusal& refusal,
            std::optional<std::int64_t> staleness, const WriteWith& also) {
    ContributionOutcome outcome;
    outcome.reasonCode = refusal.code;
    outcome.reason = refusal.sentence;
    outcome.staleness = staleness;
    advance(parts, contribution, ContributionState::Rejected, outcome, "contribution.rejected",
            [&](MetadataWriter& writer) {
                writer.audit().append(
                    eventOf(parts, contribution, "contribution.reject",
                            detailOf(contribution, refusal.code, refusal.sentence)));
                if (also) {
                    also(writer);
                }
            });
}

void recordFault(const PipelineParts& parts, const Contribution& contribution,
                 const std::exception& fault) {
    ContributionOutcome outcome;
    outcome.reasonCode = "server_fault";
    outcome.reason = "a fault of the server came between; it tries again by itself a few times";
    try {
        advance(parts, contribution, ContributionState::Failed, outcome, "contribution.failed",
                [&](MetadataWriter& writer) {
                    writer.audit().append(
                        eventOf(parts, contribution, "contribution.fail",
                                detailOf(contribution, codeOf(fault), fault.what())));
                });
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Conflict) {
            throw;
        }
    }
}

} // namespace laurel
