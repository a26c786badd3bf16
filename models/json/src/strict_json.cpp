#include "laurel/json/strict_json.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <set>
#include <vector>

namespace laurel {

namespace {

using nlohmann::json;

/// Follows the parser to refuse what a DOM cannot show any more: repeated keys, and depth in time.
class StructureCheck {
  public:
    StructureCheck(const std::string& name, int maxDepth) : name_(name), maxDepth_(maxDepth) {}

    void operator()(json::parse_event_t event, const json& parsed) {
        switch (event) {
        case json::parse_event_t::object_start:
        case json::parse_event_t::array_start:
            open();
            break;
        case json::parse_event_t::object_end:
        case json::parse_event_t::array_end:
            scopes_.pop_back();
            break;
        case json::parse_event_t::key:
            key(parsed.get_ref<const std::string&>());
            break;
        case json::parse_event_t::value:
            break;
        }
    }

  private:
    struct Scope {
        std::set<std::string> keys;
        std::string current;
    };

    void open() {
        if (scopes_.size() == static_cast<std::size_t>(maxDepth_)) {
            throw Error(ErrorCode::LimitExceeded,
                        name_ + ": nested deeper than " + std::to_string(maxDepth_) + " levels");
        }
        scopes_.emplace_back();
    }

    void key(const std::string& key) {
        Scope& scope = scopes_.back();
        scope.current = key;
        if (!scope.keys.insert(key).second) {
            throw Error(ErrorCode::InvalidInput,
                        name_ + ": the field " + quotedForMessage(path(), 128) + " stands twice");
        }
    }

    std::string path() const {
        std::string path;
        for (const Scope& scope : scopes_) {
            if (!scope.current.empty()) {
                path += (path.empty() ? "" : ".") + scope.current;
            }
        }
        return path;
    }

    const std::string& name_;
    int maxDepth_;
    std::vector<Scope> scopes_;
};

/// The library's message without its own error number.
std::string reasonOf(const json::exception& error) {
    const std::string_view what = error.what();
    const std::size_t numberEnd = what.find("] ");
    return quotedForMessage(numberEnd == std::string_view::npos ? what : what.substr(numberEnd + 2),
                            200);
}

} // namespace

json parseStrictJson(std::string_view text, const std::string& name, const JsonLimits& limits) {
    if (text.size() > limits.bytes) {
        throw Error(ErrorCode::LimitExceeded, name + ": " + std::to_string(text.size()) +
                                                  " bytes, at most " +
                                                  std::to_string(limits.bytes) + " are read");
    }
    StructureCheck check(name, limits.depth);
    try {
        return json::parse(text, [&](int, json::parse_event_t event, json& parsed) {
            check(event, parsed);
            return true;
        });
    } catch (const json::exception& error) {
        throw Error(ErrorCode::InvalidInput, name + ": not JSON: " + reasonOf(error));
    }
}

} // namespace laurel
