#include "laurel/net/server_address.h"

#include "laurel/net/laurel_home.h"

#include "support/expect_error.h"

#include <cstdlib>
#include <optional>

namespace laurel {
namespace {

TEST(ServerAddress, knowsSchemeHostAndPort) {
    struct Example {
        const char* text;
        ServerAddress address;
        const char* url;
    };
    for (const Example& example : std::initializer_list<Example>{
             {"https://laurel.example.org",
              {true, "laurel.example.org", 443},
              "https://laurel.example.org"},
             {"HTTPS://Laurel.Example.ORG/",
              {true, "laurel.example.org", 443},
              "https://laurel.example.org"},
             {"http://localhost:8750", {false, "localhost", 8750}, "http://localhost:8750"},
             {"http://10.0.0.7", {false, "10.0.0.7", 80}, "http://10.0.0.7"},
             {"https://h:80", {true, "h", 80}, "https://h:80"},
             {"http://[::1]:8750/", {false, "::1", 8750}, "http://[::1]:8750"},
             {"https://[2001:DB8::a]", {true, "2001:db8::a", 443}, "https://[2001:db8::a]"}}) {
        const ServerAddress parsed = ServerAddress::parse(example.text);
        EXPECT_EQ(parsed, example.address) << example.text;
        EXPECT_EQ(parsed.url(), example.url);
        EXPECT_EQ(ServerAddress::parse(parsed.url()), parsed);
    }
}

TEST(ServerAddress, refusesWhatIsNoAddressOfAServer) {
    for (const char* text : {"",
                             "laurel.example.org",
                             "ftp://laurel.example.org",
                             "https://",
                             "https:///",
                             "http://:80",
                             "https://user@host",
                             "https://user:secret@host",
                             "https://host/path",
                             "https://host?q",
                             "https://host:",
                             "https://host:0",
                             "https://host:65536",
                             "https://host:80x",
                             "https://host:-1",
                             "https://ho st",
                             "https://h\r\nX: y",
                             "https://[::1",
                             "https://[host]",
                             "https://::1",
                             "https://-host",
                             "https://[::1]8750",
                             "https://h\xC3\xA9"}) {
        expectError(ErrorCode::InvalidArgument, "expected a server's address",
                    [&] { ServerAddress::parse(text); });
    }
}

TEST(ServerAddress, knowsWhatStaysOnThisMachine) {
    for (const char* text : {"http://localhost", "http://127.0.0.1:1", "http://127.9.8.7",
                             "http://[::1]", "https://LOCALHOST"}) {
        EXPECT_TRUE(ServerAddress::parse(text).isLoopback()) << text;
    }
    for (const char* text : {"http://localhost.example.org", "http://128.0.0.1", "http://10.0.0.1",
                             "http://[::2]", "http://127.0.0.1.example.org", "http://0.0.0.0"}) {
        EXPECT_FALSE(ServerAddress::parse(text).isLoopback()) << text;
    }
}

/// Sets a variable of the environment, or removes it, until this object dies.
class Variable {
  public:
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* const before = std::getenv(name)) {
            before_ = before;
        }
        set(value);
    }
    ~Variable() { set(before_ ? before_->c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    void set(const char* value) {
        if (value == nullptr) {
            ::unsetenv(name_);
        } else {
            ::setenv(name_, value, 1);
        }
    }

    const char* name_;
    std::optional<std::string> before_;
};

TEST(LaurelHome, isTheFirstOfThreeThatIsSet) {
    const Variable user("HOME", "/home/ada");
    {
        const Variable own("LAUREL_HOME", "/srv/laurel/");
        EXPECT_EQ(laurelHome(), "/srv/laurel");
    }
    {
        const Variable own("LAUREL_HOME", "here");
        EXPECT_EQ(laurelHome(), std::filesystem::current_path() / "here");
    }
    const Variable own("LAUREL_HOME", nullptr);
    {
        const Variable data("XDG_DATA_HOME", "/data");
        EXPECT_EQ(laurelHome(), "/data/laurel");
    }
    {
        const Variable data("XDG_DATA_HOME", "relative"); // which the XDG specification ignores
        EXPECT_EQ(laurelHome(), "/home/ada/.local/share/laurel");
    }
    const Variable data("XDG_DATA_HOME", nullptr);
    const Variable nobody("HOME", nullptr);
    expectError(ErrorCode::InvalidArgument, "LAUREL_HOME", [] { laurelHome(); });
}

} // namespace
} // namespace laurel
