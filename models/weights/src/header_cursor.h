#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace laurel {

/// Strict reader of the JSON subset that a safetensors header consists of: objects with distinct
/// keys, arrays, strings, and whole numbers without sign, exponent or leading zero. It never
/// recurses by itself, so depth is bounded by what the caller asks for.
class HeaderCursor {
  public:
    /// @param name begins every message; both arguments outlive the cursor
    HeaderCursor(std::string_view text, const std::string& name) : text_(text), name_(name) {}

    /// Calls `member` with each key, the cursor standing before its value. @param what for messages
    /// @throws Error InvalidInput on wrong syntax or a key that occurs twice
    void object(const std::string& what, const std::function<void(const std::string&)>& member);

    /// Calls `element` with the cursor standing before each element.
    void array(const std::string& what, const std::function<void()>& element);

    /// A string as UTF-8, escapes resolved.
    std::string string();

    std::uint64_t integer();

    /// Only spaces may follow.
    void requirePaddingToEnd();

  private:
    [[noreturn]] void fail(const std::string& reason) const;
    void skipWhitespace();
    /// The next byte; -1 at the end.
    int peek() const;
    void expect(char c, const std::string& what);
    bool accept(char c);
    void escape(std::string& into);
    std::uint32_t hexQuad();
    std::string describeNext() const;

    std::string_view text_;
    const std::string& name_;
    std::size_t at_ = 0;
};

} // namespace laurel
