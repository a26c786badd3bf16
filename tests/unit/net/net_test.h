#pragma once

#include "fake_laurel.h"

#include "laurel/net/server_client.h"
#include "laurel/net/server_registry.h"

#include <optional>
#include <string>

namespace laurel {

inline const std::string exampleKey = "lk_site1_" + std::string(64, 'a');

/// Patience that suits tests.
inline ClientLimits hastyLimits() {
    ClientLimits limits;
    limits.connect = std::chrono::milliseconds(2000);
    limits.silence = std::chrono::milliseconds(5000);
    limits.answer = std::chrono::milliseconds(5000);
    limits.retryPause = std::chrono::milliseconds(1);
    return limits;
}

/// A server's entry as first contact would have made it.
inline KnownServer pinned(const FakeLaurel& fake) {
    return pinServer("fake", ServerAddress::parse(fake.server.url()), false, fake.info(), "");
}

} // namespace laurel
