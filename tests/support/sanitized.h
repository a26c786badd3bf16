#pragma once

namespace laurel {

/// Whether a sanitizer watches this build: it is many times slower, keeps memory that was freed,
/// and handles signals itself.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool isSanitized = true;
#else
inline constexpr bool isSanitized = false;
#endif

} // namespace laurel
