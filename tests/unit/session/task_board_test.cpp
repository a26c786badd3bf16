#include "laurel/session/task_board.h"

#include "event_loop.h"

#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace laurel {
namespace {

TEST(TaskBoard, RunsWhatIsPostedInOrderAndLetsGoOfItInItsOwnThread) {
    constexpr int count = 200;
    TaskBoard board;
    std::vector<int> ran;
    std::vector<std::thread::id> endedIn;
    std::thread poster([&] {
        for (int number = 0; number < count; ++number) {
            std::shared_ptr<const int> held(new int(number), [&endedIn](const int* gone) {
                endedIn.push_back(std::this_thread::get_id());
                delete gone;
            });
            board.post([&ran, held = std::move(held)] { ran.push_back(*held); });
        }
    });
    waitUntil([&] { return ran.size() == count; });
    poster.join();
    std::vector<int> inOrder(count);
    std::iota(inOrder.begin(), inOrder.end(), 0);
    EXPECT_EQ(ran, inOrder);
    EXPECT_EQ(endedIn, std::vector(count, std::this_thread::get_id()));
}

} // namespace
} // namespace laurel
