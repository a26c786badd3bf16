#pragma once

#include "laurel/server_domain/steps.h"

namespace laurel {

/// The whole of laurel-server behind main: parses, runs, and reports errors.
/// @param observer told of every durable step of `serve`, besides the log; tests end the process
/// there
/// @return the process's exit status: 0 done, 2 wrong usage, 3 bad input, else 1
int runServerProgram(int argc, char** argv, const StepObserver& observer = {});

} // namespace laurel
