#include "header_cursor.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <limits>
#include <set>

namespace laurel {

namespace {

bool isDigit(int c) {
    return c >= '0' && c <= '9';
}

int hexValue(int c) {
    if (isDigit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void appendUtf8(std::string& into, std::uint32_t point) {
    const auto push = [&](std::uint32_t byte) { into += static_cast<char>(byte); };
    if (point < 0x80) {
        push(point);
    } else if (point < 0x800) {
        push(0xC0 | point >> 6);
        push(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        push(0xE0 | point >> 12);
        push(0x80 | (point >> 6 & 0x3F));
        push(0x80 | (point & 0x3F));
    } else {
        push(0xF0 | point >> 18);
        push(0x80 | (point >> 12 & 0x3F));
        push(0x80 | (point >> 6 & 0x3F));
        push(0x80 | (point & 0x3F));
    }
}

} // namespace

void HeaderCursor::fail(const std::string& reason) const {
    throw Error(ErrorCode::InvalidInput,
                name_ + ": header byte " + std::to_string(at_) + ": " + reason);
}

int HeaderCursor::peek() const {
    return at_ < text_.size() ? static_cast<unsigned char>(text_[at_]) : -1;
}

std::string HeaderCursor::describeNext() const {
    return at_ < text_.size() ? quotedForMessage(text_.substr(at_, 1)) : "the end of the header";
}

void HeaderCursor::skipWhitespace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
        ++at_;
    }
}

bool HeaderCursor::accept(char c) {
    if (peek() != static_cast<unsigned char>(c)) {
        return false;
    }
    ++at_;
    return true;
}

void HeaderCursor::expect(char c, const std::string& what) {
    if (!accept(c)) {
        fail("expected '" + std::string(1, c) + "' " + what + ", got " + describeNext());
    }
}

void HeaderCursor::object(const std::string& what,
                          const std::function<void(const std::string&)>& member) {
    std::set<std::string> keys;
    expect('{', "to open " + what);
    skipWhitespace();
    if (accept('}')) {
        return;
    }
    do {
        skipWhitespace();
        const std::string key = string();
        if (!keys.insert(key).second) {
            fail(what + " has the key " + quotedForMessage(key) + " twice");
        }
        skipWhitespace();
        expect(':', "after the key " + quotedForMessage(key));
        skipWhitespace();
        member(key);
        skipWhitespace();
    } while (accept(','));
    expect('}', "or ',' in " + what);
}

void HeaderCursor::array(const std::string& what, const std::function<void()>& element) {
    expect('[', "to open " + what);
    skipWhitespace();
    if (accept(']')) {
        return;
    }
    do {
        skipWhitespace();
        element();
        skipWhitespace();
    } while (accept(','));
    expect(']', "or ',' in " + what);
}

std::string HeaderCursor::string() {
    expect('"', "to open a string");
    std::string value;
    while (!accept('"')) {
        const int c = peek();
        if (c < 0) {
            fail("a string has no end");
        }
        if (c < 0x20) {
            fail("a string holds an unescaped control character");
        }
        ++at_;
        if (c == '\\') {
            escape(value);
        } else {
            value += static_cast<char>(c);
        }
    }
    if (!isValidUtf8(value)) {
        fail("the string " + quotedForMessage(value) + " is not valid UTF-8");
    }
    return value;
}

void HeaderCursor::escape(std::string& into) {
    static constexpr std::string_view letters = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const int c = peek();
    const std::size_t simple = c < 0 ? std::string_view::npos : letters.find(static_cast<char>(c));
    if (simple != std::string_view::npos) {
        ++at_;
        into += meanings[simple];
        return;
    }
    if (!accept('u')) {
        fail("a string holds the unknown escape \\ and " + describeNext());
    }
    std::uint32_t point = hexQuad();
    if (point >= 0xDC00 && point <= 0xDFFF) {
        fail("a string holds the second half of a surrogate pair alone");
    }
    if (point >= 0xD800 && point <= 0xDBFF) {
        const std::uint32_t low = accept('\\') && accept('u') ? hexQuad() : 0;
        if (low < 0xDC00 || low > 0xDFFF) {
            fail("a string holds the first half of a surrogate pair alone");
        }
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    appendUtf8(into, point);
}

std::uint32_t HeaderCursor::hexQuad() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hexValue(peek());
        if (digit < 0) {
            fail("\\u needs four hexadecimal digits, got " + describeNext());
        }
        value = value << 4 | static_cast<std::uint32_t>(digit);
        ++at_;
    }
    return value;
}

std::uint64_t HeaderCursor::integer() {
    // Half of the unsigned range, so that every number also fits the signed type.
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!isDigit(peek())) {
        fail("expected a whole number from 0, got " + describeNext());
    }
    const std::size_t start = at_;
    std::uint64_t value = 0;
    for (; isDigit(peek()); ++at_) {
        const auto digit = static_cast<std::uint64_t>(peek() - '0');
        if (value > (most - digit) / 10) {
            fail("the number is larger than " + std::to_string(most));
        }
        value = value * 10 + digit;
    }
    if (text_[start] == '0' && at_ - start > 1) {
        fail("the number begins with a zero");
    }
    if (peek() == '.' || peek() == 'e' || peek() == 'E') {
        fail("expected a whole number without fraction or exponent");
    }
    return value;
}

void HeaderCursor::requirePaddingToEnd() {
    while (accept(' ')) {
    }
    if (at_ != text_.size()) {
        fail("only spaces may follow the JSON object, got " + describeNext());
    }
}

} // namespace laurel
