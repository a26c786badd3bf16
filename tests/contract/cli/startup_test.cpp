// What it costs to ask a question: laurelctl must answer at once, and LibTorch must not be there.

#include "laurelctl.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "support/sanitized.h"

#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <thread>

#include <gmock/gmock.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void writeSmallImage(const std::string& path) {
    writeVolume(path, Volume(Geometry({16, 16, 4}, {1, 1, 5}), std::vector<std::int16_t>(1024)));
}

/// A pipe that is full, so that whoever writes to it stops there.
class FullPipe {
  public:
    FullPipe() {
        EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0);
        ::fcntl(ends_[1], F_SETFL, O_NONBLOCK);
        const std::string block(4096, ' ');
        while (::write(ends_[1], block.data(), block.size()) > 0) {
        }
        while (::write(ends_[1], " ", 1) > 0) {
        }
        ::fcntl(ends_[1], F_SETFL, 0);
    }
    ~FullPipe() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    FullPipe(const FullPipe&) = delete;
    FullPipe& operator=(const FullPipe&) = delete;

    std::string writeEnd() const {
        return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(ends_[1]);
    }
    void closeReadEnd() { ::close(std::exchange(ends_[0], -1)); }

  private:
    int ends_[2]{-1, -1};
};

char stateOf(pid_t process) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(stat, text);
    const auto after = text.rfind(')');
    return after == std::string::npos || after + 2 >= text.size() ? '?' : text[after + 2];
}

/// Waits until the process sleeps and goes on sleeping: it has come to the pipe.
bool waitUntilStuck(pid_t process) {
    int asleep = 0;
    for (int i = 0; i < 3000 && asleep < 30; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        const char state = stateOf(process);
        if (state == 'Z' || state == '?') {
            return false;
        }
        asleep = state == 'S' ? asleep + 1 : 0;
    }
    return asleep >= 30;
}

std::string mapsOf(pid_t process) {
    std::ifstream maps("/proc/" + std::to_string(process) + "/maps");
    std::ostringstream text;
    text << maps.rdbuf();
    return text.str();
}

TEST(Startup, InfoMapsNoLibTorch) {
    const TemporaryFolder folder;
    const std::string image = folder.path() / "image.nii.gz";
    writeSmallImage(image);
    FullPipe pipe;
    const pid_t process = startProcess({laurelctlPath(), "info", "--json", image}, pipe.writeEnd(),
                                       folder.path() / "err");
    ASSERT_GT(process, 0);
    ASSERT_TRUE(waitUntilStuck(process)) << readTextFile(folder.path() / "err", 1 << 20);
    const std::string maps = mapsOf(process);
    ::kill(process, SIGKILL);
    waitForProcess(process);
    EXPECT_THAT(maps, HasSubstr("libnifti2")); // so the image has been read, and maps are seen
    EXPECT_THAT(maps, Not(HasSubstr("libtorch")));
    EXPECT_THAT(maps, Not(HasSubstr("libc10")));
    EXPECT_THAT(maps, Not(HasSubstr("laurel_runtime")));
}

/// User and system seconds of one run: what it takes on a machine that has nothing else to do.
double processorSeconds(const std::vector<std::string>& command) {
    const auto children = [] {
        rusage usage{};
        ::getrusage(RUSAGE_CHILDREN, &usage);
        const auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    };
    const double before = children();
    EXPECT_EQ(runProcess(command).exitCode, 0);
    return children() - before;
}

TEST(Startup, InfoAnswersWithin50Milliseconds) {
    if (isSanitized) {
        GTEST_SKIP() << "sanitizers slow the program down";
    }
    const TemporaryFolder folder;
    const std::string image = folder.path() / "image.nii.gz";
    writeSmallImage(image);
    double best = 1e9;
    for (int i = 0; i < 10; ++i) {
        best = std::min(best, processorSeconds({laurelctlPath(), "info", image}));
    }
    RecordProperty("milliseconds", std::to_string(best * 1000));
    EXPECT_LE(best, 0.050);
}

} // namespace
} // namespace laurel
