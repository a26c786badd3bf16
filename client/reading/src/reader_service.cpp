#include "laurel/reading/reader_service.h"

#include "answers.h"
#include "requests.h"

#include "laurel/base/error.h"

#include <csignal>
#include <new>
#include <span>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace laurel {

namespace {

/// Sanitizers map terabytes of shadow memory, and need to write their reports.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool isInstrumented = true;
#else
constexpr bool isInstrumented = false;
#endif

class ProgressMessages final : public ProgressSink {
  public:
    explicit ProgressMessages(MessageWriter& to) : to_(to) {}
    void report(double fraction, std::string_view stage) override {
        to_.write(MessageKind::Progress, progressText(fraction, stage));
    }

  private:
    MessageWriter& to_;
};

/// One line, so that the owner's replies can follow.
std::string requestLine(int file) {
    constexpr std::size_t mostBytes = 1U << 20;
    std::string text;
    char next = 0;
    while (text.size() < mostBytes && ::read(file, &next, 1) == 1 && next != '\n') {
        text += next;
    }
    return text;
}

void limit(decltype(RLIMIT_AS) what, std::uint64_t most) {
    const rlimit bound{most, most};
    if (::setrlimit(what, &bound) != 0) {
        throw Error(ErrorCode::Internal, "the reader's process cannot be confined");
    }
}

void confine(std::uint64_t memory) {
    constexpr std::uint64_t mostSeconds = 3600;
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0); // it would hold the patient's pixels
    limit(RLIMIT_CPU, mostSeconds);
    if (!isInstrumented) {
        limit(RLIMIT_FSIZE, 0);
        if (memory != 0) {
            limit(RLIMIT_AS, memory);
        }
    }
}

void load(const ReaderRequest& request, ProgressSink& progress, MessageWriter& to) {
    ImageRequest image = request.image;
    if (request.wantsPicture) {
        image.picture = [&to](const SmallPicture& picture) { sendPicture(to, picture); };
    }
    sendImage(to, loadImageHere(image, progress, {}));
}

void answer(const ReaderRequest& request, MessageWriter& to) {
    ProgressMessages progress(to);
    switch (request.task) {
    case ReaderTask::Find:
        sendChoices(to, findImagesHere(request.image.path, request.pictures, {}));
        break;
    case ReaderTask::Load:
        load(request, progress, to);
        break;
    case ReaderTask::Labels:
        sendLabels(to, loadLabelsHere({request.image.path, request.grid, request.table}));
        break;
    }
    to.write(MessageKind::End, std::span<const std::byte>());
}

} // namespace

int serveOneRequest(int requests, int answers) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    MessageWriter to(answers, requests);
    const auto fail = [&](ErrorCode code, const std::string& message) {
        to.write(MessageKind::Failure, failureText(code, message));
        return 0;
    };
    try {
        const ReaderRequest request = requestFrom(requestLine(requests));
        confine(request.memory);
        try {
            answer(request, to);
            return 0;
        } catch (const BrokenSlices& broken) {
            to.write(MessageKind::Failure,
                     failureText(broken.code(), broken.what(), broken.seriesId()));
            return 0;
        } catch (const Error& error) {
            return fail(error.code(), error.what());
        } catch (const std::bad_alloc&) {
            return fail(ErrorCode::LimitExceeded,
                        request.image.path.string() + ": needs more than the " +
                            std::to_string(request.memory >> 20) + " MiB of memory allowed");
        } catch (const std::exception& error) {
            return fail(ErrorCode::Internal, request.image.path.string() + ": " + error.what());
        }
    } catch (const std::exception&) { // its owner has gone, or never was one
        return 1;
    }
}

} // namespace laurel
