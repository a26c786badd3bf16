#pragma once

#include "fake_laurel.h"

#include "laurel/net/server_client.h"
#include "laurel/net/server_registry.h"

#include <csignal>
#include <optional>
#include <string>
#include <sys/resource.h>

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

/// Makes writing fail beyond a size, as on a full disk, while this object lives.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
        const rlimit now{bytes, before_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &now), 0);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

} // namespace laurel
