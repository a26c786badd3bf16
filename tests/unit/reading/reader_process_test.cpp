#include "laurel/base/files.h"
#include "laurel/base/own_libraries.h"
#include "laurel/formats/files.h"
#include "laurel/reading/image_reader.h"
#include "support/expect_error.h"

#include <chrono>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

/// A process in the hands of a file: whatever it does, its owner gets an error and goes on.
namespace laurel {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::string message(char kind, std::uint64_t size, const std::string& bytes) {
    std::string text(1, kind);
    text.append(reinterpret_cast<const char*>(&size), sizeof(size));
    return text + bytes;
}

std::string message(char kind, const std::string& bytes) {
    return message(kind, bytes.size(), bytes);
}

/// "4 4 4 voxels of i16" as an answer, with one field replaced.
std::string imageAnswer(const std::string& from = "", const std::string& to = "") {
    std::string text = R"({"geometry":{"size":[4,4,4],"spacing":[1,1,1],"origin":[0,0,0],)"
                       R"("direction":[1,0,0,0,1,0,0,0,1]},"type":1,"frames":1,"slope":1,)"
                       R"("intercept":0,"modality":"","description":"","path":"","series":"",)"
                       R"("frame_of_reference":"","color":false,"notes":[]})";
    if (!from.empty()) {
        text.replace(text.find(from), from.size(), to);
    }
    return message('a', text);
}

class HostileReader : public ::testing::Test {
  protected:
    /// A program in the reader's place.
    ReaderLimits script(const std::string& commands) {
        const fs::path program = folder_.path() / "reader";
        std::ofstream(program) << "#!/bin/sh\nread request\n" << commands << "\n";
        fs::permissions(program, fs::perms::owner_all);
        ReaderLimits limits;
        limits.program = program;
        return limits;
    }
    ReaderLimits answering(const std::string& bytes) {
        const fs::path file = folder_.path() / "answer";
        std::ofstream(file, std::ios::binary) << bytes;
        return script("cat '" + file.string() + "'");
    }
    void expectRefused(ErrorCode code, const std::string& text, const ReaderLimits& limits) {
        expectError(code, text, [&] { load(limits); });
    }
    LoadedImage load(const ReaderLimits& limits, const CancellationToken& cancel = {}) {
        return loadImage({.path = "patient.nrrd"}, progress_, cancel, limits);
    }
    TemporaryFolder folder_;
    NoProgress progress_;
};

TEST_F(HostileReader, MayCrash) {
    expectRefused(ErrorCode::InvalidInput, "patient.nrrd: damaged", script("kill -SEGV $$"));
    expectRefused(ErrorCode::InvalidInput, "signal 6", script("kill -ABRT $$"));
    expectRefused(ErrorCode::LimitExceeded, "more memory", script("kill -KILL $$"));
    expectRefused(ErrorCode::LimitExceeded, "more time", script("kill -XCPU $$"));
    expectRefused(ErrorCode::Internal, "without an answer", script("exit 0"));
}

TEST_F(HostileReader, SaysWhatItWasAt) {
    const std::string stage = message('p', R"({"fraction":0.5,"stage":"reading slice IM0007"})");
    std::ofstream(folder_.path() / "stage", std::ios::binary) << stage;
    expectRefused(ErrorCode::InvalidInput, "reading slice IM0007",
                  script("cat '" + (folder_.path() / "stage").string() + "'; kill -SEGV $$"));
}

TEST_F(HostileReader, MayFallSilent) {
    ReaderLimits limits = script("exec sleep 60");
    limits.silence = milliseconds(300);
    const auto since = Clock::now();
    expectRefused(ErrorCode::LimitExceeded, "silent", limits);
    EXPECT_LT(Clock::now() - since, std::chrono::seconds(20));
}

TEST_F(HostileReader, IsEndedWhenCancelled) {
    CancellationSource source;
    std::thread canceller([&] {
        std::this_thread::sleep_for(milliseconds(200));
        source.cancel();
    });
    const ReaderLimits limits =
        script("echo $$ > '" + (folder_.path() / "pid").string() + "'; exec sleep 60");
    const auto since = Clock::now();
    expectError(ErrorCode::Cancelled, "", [&] { load(limits, source.token()); });
    EXPECT_LT(Clock::now() - since, std::chrono::seconds(20));
    canceller.join();
    pid_t process = 0;
    std::ifstream(folder_.path() / "pid") >> process;
    ASSERT_GT(process, 1);
    EXPECT_NE(::kill(process, 0), 0) << "it still runs";
}

TEST_F(HostileReader, MayBeMissing) {
    ReaderLimits limits;
    limits.program = folder_.path() / "no-reader";
    expectRefused(ErrorCode::NotFound, "belongs to the installation", limits);
}

TEST_F(HostileReader, MayAnswerAnything) {
    const auto wrong = ErrorCode::Internal;
    expectRefused(wrong, "no known kind", answering("Segmentation fault\n"));
    expectRefused(wrong, "unasked", answering(message('s', "abc")));
    expectRefused(wrong, "without an answer", answering(message('e', "")));
    expectRefused(wrong, "within a message", answering(message('a', 1000, "{")));
    expectRefused(ErrorCode::LimitExceeded, "bytes of text",
                  answering(message('a', std::uint64_t{1} << 62, "{")));
    expectRefused(ErrorCode::InvalidInput, "answer", answering(message('a', "not JSON")));
    expectRefused(wrong, "answers wrongly", answering(message('a', "{}")));
    expectRefused(ErrorCode::LimitExceeded, "answer",
                  answering(message('a', std::string(100000, '[') + std::string(100000, ']'))));
}

TEST_F(HostileReader, MayAnnounceSamplesThatDoNotCome) {
    const std::string samples(128, 'x');
    EXPECT_EQ(load(answering(imageAnswer() + message('s', samples) + message('e', "")))
                  .volume.geometry()
                  .size(),
              (GridSize{4, 4, 4}));
    expectRefused(ErrorCode::Internal, "128 bytes of samples", answering(imageAnswer()));
    expectRefused(ErrorCode::Internal, "128 bytes",
                  answering(imageAnswer() + message('s', 127, samples.substr(1))));
    expectRefused(ErrorCode::Internal, "128 bytes",
                  answering(imageAnswer() + message('s', samples.substr(1))));
}

TEST_F(HostileReader, MayOfferMemoryThatIsNotThere) {
    const auto offer = [](std::uint64_t address, std::uint64_t bytes) {
        std::string place(16, '\0');
        std::memcpy(place.data(), &address, sizeof(address));
        std::memcpy(place.data() + sizeof(address), &bytes, sizeof(bytes));
        return message('o', place);
    };
    const std::string samples(128, 'x');
    // It is asked to send them instead.
    const LoadedImage sent = load(
        answering(imageAnswer() + offer(4096, 128) + message('s', samples) + message('e', "")));
    EXPECT_EQ(sent.volume.frame<std::int16_t>(0).back(), 0x7878);
    expectRefused(ErrorCode::Internal, "128 bytes", answering(imageAnswer() + offer(4096, 128)));
    expectRefused(ErrorCode::Internal, "another size", answering(imageAnswer() + offer(4096, 129)));
    expectRefused(ErrorCode::Internal, "128 bytes",
                  answering(imageAnswer() + message('o', "too short")));
    expectRefused(ErrorCode::Internal, "unasked", answering(offer(4096, 128)));
}

TEST_F(HostileReader, MaySendAnyPicture) {
    const auto picture = [](const std::string& size) {
        return message('m', "{\"picture\":" + size + "}");
    };
    int shown = 0;
    const auto refused = [&](const std::string& text, const std::string& bytes) {
        ImageRequest request{.path = "patient.nrrd"};
        request.picture = [&](const SmallPicture&) { ++shown; };
        const ReaderLimits limits = answering(bytes);
        expectError(ErrorCode::Internal, text, [&] { loadImage(request, progress_, {}, limits); });
    };
    refused("too large", picture("[2000,2000]"));
    refused("too large", picture("[-1,-1]"));
    refused("answers wrongly", picture("7"));
    refused("4 bytes", picture("[2,2]") + message('e', ""));
    EXPECT_EQ(shown, 0);
    const std::string sound = picture("[2,2]") + message('s', "grey");
    refused("a picture unasked", sound + sound);
    EXPECT_EQ(shown, 1) << "of a load there is one";
    expectRefused(ErrorCode::Internal, "a picture unasked", answering(sound));
}

TEST_F(HostileReader, MayAnnounceWhatNoMachineHolds) {
    const auto refused = [&](ErrorCode code, const std::string& text, const std::string& from,
                             const std::string& to) {
        expectRefused(code, text, answering(imageAnswer(from, to)));
    };
    refused(ErrorCode::LimitExceeded, "MiB", "[4,4,4]", "[60000,60000,4]");
    refused(ErrorCode::InvalidInput, "", "[4,4,4]", "[9000000000,9000000000,9000000000]");
    refused(ErrorCode::InvalidInput, "", "[4,4,4]", "[-4,4,4]");
    refused(ErrorCode::Internal, "frames", "\"frames\":1", "\"frames\":-1");
    refused(ErrorCode::Internal, "frames", "\"frames\":1", "\"frames\":9000000000000");
    refused(ErrorCode::Internal, "type of pixels", "\"type\":1", "\"type\":77");
    refused(ErrorCode::Internal, "answers wrongly", "\"spacing\":[1,1,1]", "\"spacing\":[1,1]");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(HostileReader, IsBoundedInMemory) {
    const fs::path file = folder_.path() / "large.mha";
    writeVolume(file, Volume(Geometry({512, 512, 512}, {1, 1, 1}),
                             std::vector<std::int16_t>(512 * 512 * 512)));
    ReaderLimits limits;
    limits.memory = std::uint64_t{256} << 20; // its libraries take about 200
    expectError(ErrorCode::LimitExceeded, "256 MiB",
                [&] { loadImage({.path = file}, progress_, {}, limits); });
}

/// The limits of a process as the kernel has them, by the names of /proc/<pid>/limits.
std::map<std::string, std::string> limitsOf(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/limits");
    std::map<std::string, std::string> limits;
    constexpr std::size_t nameWidth = 26;
    for (std::string line; std::getline(file, line);) {
        std::istringstream value(line.substr(std::min(nameWidth, line.size())));
        value >> limits[line.substr(0, line.find("  "))];
    }
    return limits;
}

/// The reader whose parent this process is.
std::optional<pid_t> runningReader() {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "stat");
        std::string number;
        std::string name;
        std::string state;
        pid_t parent = 0;
        if (file >> number >> name >> state >> parent && parent == ::getpid() &&
            name == "(laurel-reader)") {
            return std::stoi(number);
        }
    }
    return std::nullopt;
}

TEST_F(HostileReader, IsConfinedWhileItReads) {
    const fs::path pipe = folder_.path() / "pipe"; // opening it waits for a writer that never comes
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    CancellationSource source;
    std::thread reading([&] {
        expectError(ErrorCode::Cancelled, "",
                    [&] { loadImage({.path = pipe}, progress_, source.token()); });
    });
    std::map<std::string, std::string> limits;
    for (int tries = 0; tries < 500 && limits["Max file size"] != "0"; ++tries) {
        std::this_thread::sleep_for(milliseconds(20));
        if (const auto process = runningReader()) {
            limits = limitsOf(*process);
        }
    }
    std::this_thread::sleep_for(milliseconds(100)); // all of them, not only the first
    if (const auto process = runningReader()) {
        limits = limitsOf(*process);
    }
    source.cancel();
    reading.join();
    EXPECT_EQ(limits["Max core file size"], "0");
    EXPECT_EQ(limits["Max file size"], "0");
    EXPECT_EQ(limits["Max cpu time"], "3600");
    EXPECT_NE(limits["Max address space"], "unlimited");
    EXPECT_FALSE(runningReader()) << "it outlives its request";
}
#endif

} // namespace
} // namespace laurel
