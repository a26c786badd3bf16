#include "laurel/workflow/crash_report.h"

#include "laurel/base/files.h"
#include "support/sanitized.h"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>

/// Children end by accident in several ways; what they leave behind is read here.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string patient = "Doe^Jane";

volatile int* nowhere = nullptr;

// NOLINTNEXTLINE(misc-no-recursion): that is the point
int deep(int level) {
    volatile char page[4096] = {};
    page[0] = static_cast<char>(level);
    return level == 0 ? 0 : deep(level + 1) + page[0];
}

struct CaseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Ending {
    int signal = 0;
    std::string text;
};

/// @param crash what the child does after the handlers are in place
/// @param asked for before
template <typename Crash>
Ending endOf(const fs::path& folder, Crash crash,
             const std::vector<const char*>& asked = {"Brush", "Auto-segment"}) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::freopen("/dev/null", "w", stderr);
        reportCrashesTo(folder, "1.2.3");
        for (const char* const one : asked) {
            noteForCrashReport(one);
        }
        crash();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    Ending ending;
    ending.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (const auto report = newCrashReport(folder, "")) {
        ending.text = report->text;
    }
    return ending;
}

class CrashReports : public ::testing::Test {
  protected:
    void SetUp() override {
        if (isSanitized) {
            GTEST_SKIP() << "the sanitizer's own handlers are in place";
        }
    }
    fs::path crashes() const { return folder_.path() / "home of Jane Doe" / "crashes"; }
    void expectReport(const Ending& ending, int signal, const std::string& by) const {
        EXPECT_EQ(ending.signal, signal) << "it ends as it would have ended";
        EXPECT_THAT(ending.text, HasSubstr("Laurel 1.2.3 ended unexpectedly"));
        EXPECT_THAT(ending.text, HasSubstr(by));
        EXPECT_THAT(ending.text, HasSubstr("  Brush\n  Auto-segment\n"));
        EXPECT_THAT(ending.text, HasSubstr("where (library + offset):\n"));
        EXPECT_THAT(ending.text, HasSubstr("unit_workflow + 0x"));
        EXPECT_THAT(ending.text, Not(HasSubstr("/"))) << "no path, which may name a person";
        EXPECT_THAT(ending.text, Not(HasSubstr("Jane")));
        EXPECT_THAT(ending.text, Not(HasSubstr(patient)));
    }
    TemporaryFolder folder_;
};

TEST_F(CrashReports, AreLeftByMemoryThatIsNotThere) {
    expectReport(endOf(crashes(), [] { *nowhere = 1; }), SIGSEGV, "by: SIGSEGV");
}

TEST_F(CrashReports, SayWhereNothingWasAskedForBefore) {
    const Ending ending = endOf(crashes(), [] { std::abort(); }, {});
    EXPECT_THAT(ending.text, HasSubstr("asked for before, the last one last:\n  nothing\n"));
}

TEST_F(CrashReports, AreLeftByAnExceptionThatNobodyCaughtWithItsTypeAlone) {
    const Ending ending = endOf(crashes(), [] {
        std::thread([] { throw CaseError("cannot read /data/" + patient + "/leg.nii.gz"); }).join();
    });
    expectReport(ending, SIGABRT, "by: SIGABRT");
    EXPECT_THAT(ending.text, HasSubstr("CaseError"));
}

TEST_F(CrashReports, AreLeftByAProgramThatGivesUp) {
    expectReport(endOf(crashes(), [] { std::abort(); }), SIGABRT, "by: SIGABRT");
}

TEST_F(CrashReports, AreLeftByAStackThatIsUsedUp) {
    expectReport(endOf(crashes(), [] { std::exit(deep(1)); }), SIGSEGV, "by: SIGSEGV");
}

TEST_F(CrashReports, AreForTheOwnersEyesAndToldOnce) {
    endOf(crashes(), [] { std::abort(); });
    const auto report = newCrashReport(crashes(), "");
    ASSERT_TRUE(report);
    struct stat info {};
    ASSERT_EQ(::stat(report->file.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_FALSE(newCrashReport(crashes(), report->name)) << "once it was seen";
}

TEST_F(CrashReports, AreNotLeftByAnOrdinaryEnd) {
    EXPECT_EQ(endOf(crashes(), [] {}).text, "");
    EXPECT_FALSE(newCrashReport(crashes(), ""));
    EXPECT_FALSE(newCrashReport(folder_.path() / "nowhere", ""));
}

TEST_F(CrashReports, AreKeptTenAtATime) {
    fs::create_directories(crashes());
    for (int i = 0; i < 15; ++i) {
        writeFileAtomically(crashes() / ("crash-17000000" + std::to_string(10 + i) + "-1.txt"),
                            std::string_view("old"));
    }
    writeFileAtomically(crashes() / "notes.txt", std::string_view("mine"));
    endOf(crashes(), [] {});
    int left = 0;
    for (const auto& entry : fs::directory_iterator(crashes())) {
        left += entry.path().filename().string().starts_with("crash-") ? 1 : 0;
    }
    EXPECT_EQ(left, 10);
    EXPECT_TRUE(fs::exists(crashes() / "notes.txt"));
    EXPECT_EQ(newCrashReport(crashes(), "")->name, "crash-1700000024-1.txt");
}

} // namespace
} // namespace laurel
