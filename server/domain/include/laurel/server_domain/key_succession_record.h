#pragma once

#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/server_identity.h"

#include <cstdint>
#include <string>

namespace laurel {

/// Lets the key that signs now sign that `next` takes its place, and notes it in the store and in
/// the audit log, as "signing_key.rotate". Whoever calls this has made next's private key durable,
/// and commits.
/// @param actor for the audit log, as AuditEvent::actor. @throws Error as the store and
/// ServerIdentity::keyAfter
void recordSuccession(MetadataWriter& writer, const ServerIdentity& identity,
                      const Ed25519PublicKey& next, std::int64_t nowMs, const std::string& actor);

} // namespace laurel
