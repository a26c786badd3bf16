#include "laurel/workflow/crash_report.h"

#include "laurel/base/files.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cxxabi.h>
#include <dlfcn.h>
#include <exception>
#include <execinfo.h>
#include <fcntl.h>
#include <typeinfo>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostReports = 10;
constexpr std::size_t mostPath = 4096;
constexpr std::size_t mostVersion = 64;
constexpr int mostFrames = 64;
constexpr std::size_t crumbs = 8;
constexpr unsigned secondsForTheStack = 5;
constexpr std::array fatalSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
constexpr std::string_view stem = "crash-";
constexpr std::string_view end = ".txt";

// Plain memory that handlers may read: they must neither allocate nor lock.
std::array<char, mostPath> folderText{};
std::array<char, mostVersion> versionText{};
std::array<std::atomic<const char*>, crumbs> crumbTexts{};
std::atomic<std::uint32_t> crumbCount{0};
std::atomic<bool> reporting{false};
std::atomic<const char*> exceptionType{nullptr};
alignas(16) std::array<char, 64 * 1024> otherStack{}; ///< for when the own one is used up

/// Text put together without memory being asked for.
class FixedText {
  public:
    FixedText& add(const char* text) noexcept {
        for (; *text != '\0' && length_ + 1 < bytes_.size(); ++text) {
            bytes_[length_++] = *text;
        }
        return *this;
    }
    FixedText& add(std::uint64_t number, unsigned base = 10) noexcept {
        std::array<char, 24> digits{};
        std::size_t at = digits.size() - 1;
        do {
            digits[--at] = "0123456789abcdef"[number % base];
            number /= base;
        } while (number != 0 && at > 0);
        return add(digits.data() + at);
    }
    const char* text() const noexcept { return bytes_.data(); }
    void writeTo(int file) const noexcept {
        std::size_t done = 0;
        while (done < length_) {
            const ssize_t written = ::write(file, bytes_.data() + done, length_ - done);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return;
            }
            done += static_cast<std::size_t>(written);
        }
    }

  private:
    std::array<char, mostPath + 256> bytes_{};
    std::size_t length_ = 0;
};

const char* nameOf(int signal) noexcept {
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV, memory that is not there";
    case SIGBUS:
        return "SIGBUS, memory that could not be read";
    case SIGFPE:
        return "SIGFPE, arithmetic";
    case SIGILL:
        return "SIGILL, an instruction that the processor does not know";
    case SIGABRT:
        return "SIGABRT, the program gave up";
    case SIGTRAP:
        return "SIGTRAP, a trap";
    default:
        return "a signal";
    }
}

std::uint64_t secondsNow() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::uint64_t>(now.tv_sec);
}

void writeHead(int file, int signal) noexcept {
    FixedText head;
    head.add("Laurel ").add(versionText.data()).add(" ended unexpectedly.\n");
    head.add("Nothing of a case is in this report, and it stays on this computer.\n\n");
    head.add("seconds since 1970: ").add(secondsNow()).add("\nby: ").add(nameOf(signal));
    if (const char* const type = exceptionType.load()) {
        head.add("\nexception of type: ").add(type);
    }
    head.add("\n\nasked for before, the last one last:\n");
    head.writeTo(file);
    const std::uint32_t count = crumbCount.load();
    if (count == 0) {
        FixedText none;
        none.add("  nothing\n");
        none.writeTo(file);
    }
    for (std::uint32_t i = count > crumbs ? count - crumbs : 0; i < count; ++i) {
        if (const char* const crumb = crumbTexts[i % crumbs].load()) {
            FixedText line;
            line.add("  ").add(crumb).add("\n");
            line.writeTo(file);
        }
    }
}

const char* lastPart(const char* path) noexcept {
    const char* const slash = std::strrchr(path, '/');
    return slash == nullptr ? path : slash + 1;
}

/// A library's own name and the place in it: no folder, which may be named after a person.
void writeStack(int file) noexcept {
    std::array<void*, mostFrames> frames{};
    const int count = ::backtrace(frames.data(), mostFrames);
    FixedText title;
    title.add("\nwhere (library + offset):\n");
    title.writeTo(file);
    for (int i = 0; i < count; ++i) {
        void* const frame = frames[static_cast<std::size_t>(i)];
        Dl_info info{};
        FixedText line;
        line.add("  ");
        if (::dladdr(frame, &info) != 0 && info.dli_fname != nullptr) {
            const auto offset = reinterpret_cast<std::uintptr_t>(frame) -
                                reinterpret_cast<std::uintptr_t>(info.dli_fbase);
            line.add(lastPart(info.dli_fname)).add(" + 0x").add(offset, 16);
            if (info.dli_sname != nullptr) {
                line.add("  ").add(info.dli_sname);
            }
        } else {
            line.add("0x").add(reinterpret_cast<std::uintptr_t>(frame), 16);
        }
        line.add("\n");
        line.writeTo(file);
    }
}

int openReport() noexcept {
    FixedText path;
    path.add(folderText.data()).add("/").add(stem.data()).add(secondsNow()).add("-");
    path.add(static_cast<std::uint64_t>(::getpid())).add(end.data());
    return ::open(path.text(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

[[noreturn]] void endAs(int signal) noexcept {
    ::signal(signal, SIG_DFL);
    sigset_t only;
    ::sigemptyset(&only);
    ::sigaddset(&only, signal);
    ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
    ::raise(signal);
    ::_exit(128 + signal);
}

void onFatalSignal(int signal) {
    if (reporting.exchange(true)) { // a second one, of another thread or of the report itself
        endAs(signal);
    }
    const int file = openReport();
    if (file >= 0) {
        writeHead(file, signal);
        ::fsync(file);
        ::signal(SIGALRM, SIG_DFL);
        ::alarm(secondsForTheStack); // a loader's lock may be held by whoever broke
        writeStack(file);
        ::alarm(0);
        ::fsync(file);
        ::close(file);
    }
    endAs(signal);
}

/// The type alone: a message may name files or patients.
[[noreturn]] void onTerminate() {
    if (const std::type_info* const type = abi::__cxa_current_exception_type()) {
        exceptionType.store(type->name());
    }
    std::abort();
}

std::vector<std::string> reportsIn(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), last; !fault && entry != last;
         entry.increment(fault)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with(stem) && name.ends_with(end)) {
            names.push_back(name);
        }
    }
    std::ranges::sort(names); // seconds have ten digits until the year 2286
    return names;
}

void removeOld(const fs::path& folder) {
    const std::vector<std::string> names = reportsIn(folder);
    for (std::size_t i = 0; i + mostReports < names.size(); ++i) {
        std::error_code ignored;
        fs::remove(folder / names[i], ignored);
    }
}

template <std::size_t count>
bool keep(std::array<char, count>& memory, const std::string& text) noexcept {
    if (text.size() + 1 > count) {
        return false;
    }
    std::copy(text.begin(), text.end(), memory.begin());
    memory[text.size()] = '\0';
    return true;
}

void install() noexcept {
    stack_t other{};
    other.ss_sp = otherStack.data();
    other.ss_size = otherStack.size();
    ::sigaltstack(&other, nullptr);
    std::array<void*, 1> frame{};
    ::backtrace(frame.data(), 1); // loads what it needs now, not when all is broken
    struct sigaction action {};
    action.sa_handler = &onFatalSignal;
    action.sa_flags = SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : fatalSignals) {
        ::sigaction(signal, &action, nullptr);
    }
    std::set_terminate(&onTerminate);
}

} // namespace

void reportCrashesTo(const fs::path& folder, const std::string& version) noexcept {
    try {
        fs::create_directories(folder);
        removeOld(folder);
        if (keep(folderText, folder.string()) && keep(versionText, version)) {
            install();
        }
    } catch (const std::exception&) { // without a place for reports the program works as well
        return;
    }
}

void noteForCrashReport(const char* what) noexcept {
    const std::uint32_t count = crumbCount.load();
    crumbTexts[count % crumbs].store(what);
    crumbCount.store(count + 1);
}

std::optional<CrashReport> newCrashReport(const fs::path& folder, const std::string& seen) {
    constexpr std::size_t mostBytes = 64 * 1024;
    const std::vector<std::string> names = reportsIn(folder);
    if (names.empty() || names.back() <= seen) {
        return std::nullopt;
    }
    CrashReport report{folder / names.back(), names.back(), {}};
    try {
        report.text = readTextFile(report.file, mostBytes);
    } catch (const std::exception&) {
        report.text.clear(); // the file is there to be looked at all the same
    }
    return report;
}

} // namespace laurel
