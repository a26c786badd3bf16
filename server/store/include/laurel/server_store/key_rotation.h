#pragma once

#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/server_identity.h"
#include "laurel/server_domain/steps.h"
#include "laurel/server_store/data_folder.h"

#include <cstdint>
#include <string>

namespace laurel {

/// Makes a new signing key and lets the present one sign that it follows, in one transaction with
/// the entry in the audit log. All that is signed from then on, by any process with this folder, is
/// signed by the new one; the old private key is gone. A process that ends on the way leaves either
/// the old key, or what openIdentity completes.
/// @param actor for the audit log, as AuditEvent::actor
/// @param observer told, with the new key's fingerprint, "key.made" (its private key is durable),
/// "key.succeeded" (the store says so) and "key.placed"; may be empty
/// @return the new public key
/// @throws Error as the stores and openIdentity
Ed25519PublicKey rotateSigningKey(const DataFolder& folder, MetadataStore& metadata,
                                  const ServerIdentity& identity, std::int64_t nowMs,
                                  const std::string& actor, const StepObserver& observer = {});

} // namespace laurel
