#include "reader_process.h"

#include "answers.h"

#include "laurel/base/own_libraries.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace laurel {

namespace {

constexpr const char* programName = "laurel-reader";
constexpr int pipeBytes = 1 << 20; // fewer changes between the two processes

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw Error(ErrorCode::Internal,
                        std::string("cannot make a pipe: ") + std::strerror(errno));
        }
        out = ends[0];
        in = ends[1];
        ::fcntl(in, F_SETPIPE_SZ, pipeBytes);
    }
    ~Pipe() {
        closeEnd(out);
        closeEnd(in);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    static void closeEnd(int& end) {
        if (end >= 0) {
            ::close(end);
            end = -1;
        }
    }
    int out = -1; ///< to read from
    int in = -1;  ///< to write to
};

/// Nothing of its owner but the three files: no locale, no preloaded library, no key.
std::vector<std::string> environmentOfReader() {
    std::vector<std::string> kept;
    for (const char* name : {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DCMDICTPATH",
                             "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
        if (const char* value = std::getenv(name)) {
            kept.push_back(std::string(name) + "=" + value);
        }
    }
    return kept;
}

pid_t start(const std::filesystem::path& program, int requests, int answers) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, requests, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, answers, STDOUT_FILENO);
    // What a codec prints of a file is nobody's business.
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::vector<std::string> variables = environmentOfReader();
    std::vector<char*> environment;
    environment.reserve(variables.size() + 1);
    for (std::string& variable : variables) {
        environment.push_back(variable.data());
    }
    environment.push_back(nullptr);
    std::string name = program.string();
    std::array<char*, 2> arguments{name.data(), nullptr};
    pid_t child = -1;
    const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(),
                                     environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        throw Error(failed == ENOENT ? ErrorCode::NotFound : ErrorCode::Internal,
                    program.string() + ": cannot be started: " + std::strerror(failed) +
                        "; it reads images for Laurel and belongs to the installation");
    }
    return child;
}

} // namespace

ReaderProcess::ReaderProcess(const ReaderRequest& request, const ReaderLimits& limits)
    : request_(request), limits_(limits) {
    if (limits_.program.empty()) {
        limits_.program = ownLibrary(programName);
    }
    Pipe requests;
    Pipe answers;
    process_ = start(limits_.program, requests.out, answers.in);
    replies_ = std::exchange(requests.in, -1);
    answers_ = std::exchange(answers.out, -1);
    sendRequest();
}

/// A request is smaller than a pipe, so this does not wait; a process that has ended already shows
/// when it is listened to.
void ReaderProcess::sendRequest() {
    const std::string text = toText(request_) + '\n';
    writeQuietly(replies_, std::as_bytes(std::span(text)));
}

ReaderProcess::~ReaderProcess() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Pipe::closeEnd(answers_);
    Pipe::closeEnd(replies_);
}

Error ReaderProcess::howItEnded(const std::string& stage) {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    const std::string at = request_.image.path.string() + ": ";
    const std::string during = stage.empty() ? "" : " while " + stage;
    if (!WIFSIGNALED(status)) {
        return Error(ErrorCode::Internal, at +
                                              "the process that reads images ended without an "
                                              "answer" +
                                              during);
    }
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU || signal == SIGKILL) {
        return Error(ErrorCode::LimitExceeded,
                     at + "the process that reads images was ended" + during + ": it needed more " +
                         (signal == SIGXCPU ? "time" : "memory") + " than is allowed");
    }
    return Error(ErrorCode::InvalidInput,
                 at +
                     "damaged, or of a kind that its decoder cannot take: the process that reads "
                     "images was ended by signal " +
                     std::to_string(signal) + " (" + ::strsignal(signal) + ")" + during);
}

void ReaderProcess::listen(ProgressSink& progress, const CancellationToken& cancel,
                           const std::function<void(const std::string&, MessageReader&)>& take) {
    MessageReader from({answers_, replies_, process_}, limits_.silence,
                       [&] { cancel.throwIfCancelled(); });
    std::string stage;
    MessageHead head;
    while (from.next(head)) {
        switch (head.kind) {
        case MessageKind::Progress:
            passOnProgress(from.text(head), progress, stage);
            break;
        case MessageKind::Picture:
            if (!std::exchange(request_.wantsPicture, false)) {
                throw Error(ErrorCode::Internal, "the reader's process sends a picture unasked");
            }
            request_.image.picture(pictureFrom(from.text(head), from));
            break;
        case MessageKind::Failure:
            throwFailure(from.text(head));
        case MessageKind::Answer:
            take(from.text(head), from);
            break;
        case MessageKind::End:
            return;
        case MessageKind::Samples:
        case MessageKind::Offer:
            throw Error(ErrorCode::Internal, "the reader's process sends samples unasked");
        }
    }
    throw howItEnded(stage);
}

} // namespace laurel
