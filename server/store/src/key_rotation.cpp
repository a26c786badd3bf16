#include "laurel/server_store/key_rotation.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/key_succession_record.h"
#include "laurel/server_domain/secret_file.h"

#include <filesystem>
#include <system_error>

namespace laurel {

namespace {

/// A new one: what an earlier rotation left that came to nothing must not be used.
Ed25519KeyPair makeNextKey(const DataFolder& folder) {
    std::error_code absent;
    std::filesystem::remove(folder.nextPrivateKey(), absent);
    return Ed25519KeyPair(loadOrCreateSecret(folder.nextPrivateKey()));
}

} // namespace

Ed25519PublicKey rotateSigningKey(const DataFolder& folder, MetadataStore& metadata,
                                  const ServerIdentity& identity, std::int64_t nowMs,
                                  const std::string& actor, const StepObserver& observer) {
    const auto tell = [&](std::string_view step, const Ed25519PublicKey& key) {
        if (observer) {
            observer(step, fingerprint(key));
        }
    };
    const Ed25519KeyPair next = [&] {
        // As the only writer: no version is signed, and no other rotation begun, meanwhile.
        const std::unique_ptr<MetadataWriter> writer = metadata.beginWrite();
        Ed25519KeyPair made = makeNextKey(folder);
        tell("key.made", made.publicKey());
        recordSuccession(*writer, identity, made.publicKey(), nowMs, actor);
        writer->commit();
        return made;
    }();
    tell("key.succeeded", next.publicKey());
    openIdentity(folder, metadata.beginRead()->keySuccessions()); // puts it in its place
    tell("key.placed", next.publicKey());
    return next.publicKey();
}

} // namespace laurel
