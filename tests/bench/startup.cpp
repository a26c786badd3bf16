#include "bench.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <array>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace laurel::bench {

namespace {

void runQuietly(std::vector<std::string> words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed =
        posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    if (failed != 0 || waitpid(child, &status, 0) != child || status != 0) {
        throw Error(ErrorCode::Internal, words[0] + " did not succeed");
    }
}

} // namespace

std::vector<Measurement> startup() {
    const TemporaryFolder folder;
    const auto image = folder.path() / "small.nii.gz";
    writeNifti(image, Volume(Geometry({8, 8, 4}, {1, 1, 1}), std::vector<std::int16_t>(256)));
    const std::string program = executableFolder() / "laurelctl";
    const PairedSeconds seconds = timePair(
        15,
        [&] {
            runQuietly({program, "info", image.string()});
        },
        [] { runQuietly({"/bin/true"}); });
    return {
        {"laurelctl info, from start to end", seconds.first * 1e3, "ms", "", std::nullopt, 50.0},
        {"an empty program, for comparison", seconds.second * 1e3, "ms", "", std::nullopt,
         std::nullopt}};
}

} // namespace laurel::bench
