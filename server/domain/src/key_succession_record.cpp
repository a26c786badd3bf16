#include "laurel/server_domain/key_succession_record.h"

#include "utc_time.h"

#include <map>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

std::map<std::string, std::int64_t> lastVersions(MetadataReader& reader) {
    std::map<std::string, std::int64_t> last;
    for (const PublishedVersion& current : reader.currentVersions()) {
        last.emplace(current.modelId,
                     reader.greatestNumber(current.modelId).value_or(current.number));
    }
    return last;
}

} // namespace

void recordSuccession(MetadataWriter& writer, const ServerIdentity& identity,
                      const Ed25519PublicKey& next, std::int64_t nowMs, const std::string& actor) {
    const Ed25519KeyPair& old = identity.keyAfter(writer.keySuccessions());
    writer.addKeySuccession(signSuccession(
        {identity.id(), utcTime(nowMs), old.publicKey(), next, lastVersions(writer)}, old));
    writer.audit().append({nowMs, actor, "signing_key.rotate", fingerprint(next),
                           nlohmann::json{{"from", fingerprint(old.publicKey())}}.dump()});
}

} // namespace laurel
