#include "laurel/server_domain/server_identity.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/secret_file.h"

#include <list>
#include <mutex>
#include <utility>

namespace laurel {

struct ServerIdentity::State {
    std::string id;
    KeyLoader load;
    std::mutex mutex;
    std::list<Ed25519KeyPair> keys; ///< guarded by mutex; the last one signs, others are in use
};

ServerIdentity ServerIdentity::loadOrCreate(const std::filesystem::path& keyFile) {
    return ServerIdentity(Ed25519KeyPair(loadOrCreateSecret(keyFile)));
}

ServerIdentity::ServerIdentity(Ed25519KeyPair key)
    : ServerIdentity(fingerprint(key.publicKey()), std::move(key), {}) {}

ServerIdentity::ServerIdentity(std::string id, Ed25519KeyPair key, KeyLoader load)
    : state_(std::make_shared<State>()) {
    state_->id = std::move(id);
    state_->load = std::move(load);
    state_->keys.push_back(std::move(key));
}

const std::string& ServerIdentity::id() const noexcept {
    return state_->id;
}

const Ed25519KeyPair& ServerIdentity::key() const {
    const std::lock_guard lock(state_->mutex);
    return state_->keys.back();
}

const Ed25519KeyPair& ServerIdentity::keyAfter(const std::vector<SignedSuccession>& chain) const {
    const std::lock_guard lock(state_->mutex);
    if (chain.empty()) {
        return state_->keys.back();
    }
    const Ed25519PublicKey wanted = parseSuccession(chain.back().statement, "key statement").to;
    if (state_->keys.back().publicKey() != wanted) {
        if (!state_->load) {
            throw Error(ErrorCode::Unavailable,
                        "the signing key was replaced by " + fingerprint(wanted));
        }
        state_->keys.push_back(state_->load(wanted));
    }
    return state_->keys.back();
}

} // namespace laurel
