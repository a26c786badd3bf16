#include "npy_header.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <charconv>
#include <set>

namespace laurel {

namespace {

constexpr std::size_t maxRank = 32; // NumPy's own bound

class HeaderParser {
  public:
    HeaderParser(std::string_view text, const std::string& source) : text_(text), source_(source) {}

    NpyHeader parse() {
        expect('{');
        while (!accept('}')) {
            readField();
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (at_ != text_.size()) {
            refuse("text follows the dictionary");
        }
        for (const char* key : {"descr", "fortran_order", "shape"}) {
            if (!seen_.contains(key)) {
                refuse(std::string("'") + key + "' is missing");
            }
        }
        return header_;
    }

  private:
    [[noreturn]] void refuse(const std::string& problem) const {
        throw Error(ErrorCode::InvalidInput, source_ + ": npy header: " + problem);
    }

    void readField() {
        const std::string key = readString();
        if (!seen_.insert(key).second) {
            refuse("'" + key + "' is given twice");
        }
        expect(':');
        if (key == "descr") {
            readDescr();
        } else if (key == "fortran_order") {
            header_.fortranOrder = readBool();
        } else if (key == "shape") {
            header_.shape = readShape();
        } else {
            refuse("unknown key " + quotedForMessage(key));
        }
    }

    void readDescr() {
        if (peek() == '[') {
            throw Error(ErrorCode::Unsupported,
                        source_ + ": structured arrays are not supported; save plain numbers");
        }
        header_.descr = readString();
    }

    std::string readString() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') {
            refuse("a quoted string was expected at character " + std::to_string(at_));
        }
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) {
            refuse("a string is not closed");
        }
        std::string value(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return value;
    }

    bool readBool() {
        skipSpace();
        for (const auto& [word, value] : {std::pair{std::string_view("True"), true},
                                          std::pair{std::string_view("False"), false}}) {
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return value;
            }
        }
        refuse("fortran_order must be True or False");
    }

    std::vector<std::int64_t> readShape() {
        std::vector<std::int64_t> shape;
        expect('(');
        while (!accept(')')) {
            shape.push_back(readExtent());
            if (shape.size() > maxRank) {
                refuse("more than 32 dimensions");
            }
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return shape;
    }

    std::int64_t readExtent() {
        skipSpace();
        std::int64_t value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, status] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (status != std::errc{} || value < 0) {
            refuse("shape must hold whole numbers of at least 0 that fit 64 bits");
        }
        at_ += static_cast<std::size_t>(end - begin);
        accept('L'); // Python 2 wrote long integers so
        return value;
    }

    void skipSpace() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
            ++at_;
        }
    }

    char peek() {
        skipSpace();
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    bool accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        ++at_;
        return true;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            refuse(std::string("'") + wanted + "' was expected at character " +
                   std::to_string(at_));
        }
    }

    std::string_view text_;
    const std::string& source_;
    std::size_t at_ = 0;
    NpyHeader header_;
    std::set<std::string> seen_;
};

} // namespace

NpyHeader parseNpyHeader(std::string_view text, const std::string& source) {
    return HeaderParser(text, source).parse();
}

} // namespace laurel
