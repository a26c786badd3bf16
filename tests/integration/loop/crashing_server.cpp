#include "server_program.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <unistd.h>

/// The server, but for one thing: it kills itself, as a power cut would, right after the durable
/// step that LAUREL_CRASH_AT names. Only tests build it.
int main(int argc, char** argv) {
    const char* const wanted = std::getenv("LAUREL_CRASH_AT");
    const std::string crashAt = wanted == nullptr ? "" : wanted;
    return laurel::runServerProgram(argc, argv,
                                    [crashAt](std::string_view step, const std::string&) {
                                        if (step == crashAt) {
                                            ::kill(::getpid(), SIGKILL);
                                        }
                                    });
}
