#include "laurel/base/cancellation.h"

#include "support/expect_error.h"

#include <thread>

namespace laurel {
namespace {

TEST(CancellationToken, MadeByDefaultIsNeverCancelled) {
    const CancellationToken token;
    EXPECT_FALSE(token.isCancelled());
    EXPECT_NO_THROW(token.throwIfCancelled());
}

TEST(CancellationToken, EveryCopySeesTheRequest) {
    CancellationSource source;
    const CancellationToken before = source.token();
    const CancellationToken copy = before;
    EXPECT_FALSE(copy.isCancelled());
    source.cancel();
    EXPECT_TRUE(before.isCancelled());
    EXPECT_TRUE(copy.isCancelled());
    EXPECT_TRUE(source.token().isCancelled());
    expectError(ErrorCode::Cancelled, "cancelled", [&] { copy.throwIfCancelled(); });
}

TEST(CancellationToken, OutlivesItsSource) {
    CancellationToken token;
    {
        CancellationSource source;
        token = source.token();
        source.cancel();
    }
    EXPECT_TRUE(token.isCancelled());
}

TEST(CancellationToken, StopsWorkOnAnotherThread) {
    CancellationSource source;
    std::thread worker([token = source.token()] {
        while (!token.isCancelled()) {
            std::this_thread::yield();
        }
    });
    source.cancel();
    worker.join();
}

} // namespace
} // namespace laurel
