#pragma once

#include <cstdint>
#include <random>

namespace laurel {

/// Seeded random numbers that are the same with every compiler and standard library.
///
/// The engine is std::mt19937_64, whose output the standard fixes; its distributions are not fixed,
/// so the conversions are ours. Not thread-safe: one per thread, made by `fork`.
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t bits() { return engine_(); }
    double uniform();                        ///< in [0, 1)
    double uniform(double low, double high); ///< in [low, high)
    int integer(int low, int high);          ///< in [low, high], both included
    bool chance(double probability);         ///< true with the given probability
    double normal();                         ///< mean 0, standard deviation 1 (Box–Muller)
    Random fork() { return Random(bits()); }

  private:
    std::mt19937_64 engine_;
};

} // namespace laurel
