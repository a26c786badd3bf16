#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace laurel {

/// The parameters of a URL's query, such as "limit=10&state=published", percent-decoded; "+" is a
/// space, as HTML forms write it. What is malformed is refused, never taken for a default.
class Query {
  public:
    Query() = default;

    /// @param text what follows the "?"; empty for none
    /// @throws Error InvalidArgument for a parameter without "=" or name, one that stands twice, a
    /// malformed "%", what is not UTF-8, and control characters
    static Query parse(std::string_view text);

    /// No value where there is no such parameter.
    std::optional<std::string> text(const std::string& name) const;
    /// No value where there is no such parameter.
    /// @throws Error InvalidArgument for what is no plain decimal number from `least` to `most`
    std::optional<std::int64_t> integer(const std::string& name, std::int64_t least,
                                        std::int64_t most) const;
    /// @throws Error InvalidArgument where there is a parameter that is none of these
    void requireOnly(std::initializer_list<std::string_view> names) const;

    const std::map<std::string, std::string>& parameters() const noexcept { return parameters_; }

  private:
    std::map<std::string, std::string> parameters_;
};

} // namespace laurel
