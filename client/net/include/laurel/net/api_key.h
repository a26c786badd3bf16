#pragma once

#include <string>
#include <string_view>

namespace laurel {

/// The secret with which a client speaks for its site. It goes into the header Authorization and a
/// file of mode 0600, and nowhere else: no message and no log line may hold it.
class ApiKey {
  public:
    /// @param text "lk_<id>_<64 hexadecimal digits>", with white space around it
    /// @param where it came from, for the message
    /// @throws Error InvalidInput
    static ApiKey parse(std::string_view text, const std::string& where);

    const std::string& secret() const noexcept { return secret_; }

  private:
    explicit ApiKey(std::string_view secret) : secret_(secret) {}

    std::string secret_;
};

} // namespace laurel
