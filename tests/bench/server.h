#pragma once

#include "bench.h"

namespace laurel::bench {

/// The real server under many clients, beside nginx and FastAPI where these are installed.
std::vector<Measurement> server();

} // namespace laurel::bench
