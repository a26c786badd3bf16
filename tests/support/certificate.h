#pragma once

#include "support/child_process.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace laurel {

/// A certificate that vouches for itself, for "localhost" and 127.0.0.1, and its key, made by
/// openssl; with `names`, for these.
struct Certificate {
    Certificate(const std::filesystem::path& folder, const std::string& name,
                const std::string& names = "DNS:localhost,IP:127.0.0.1")
        : file(folder / (name + ".pem")), key(folder / (name + ".key")) {
        const ProcessResult made = runProcess(
            {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=" + name,
             "-addext", "subjectAltName=" + names});
        EXPECT_EQ(made.exitCode, 0) << made.err;
    }

    std::filesystem::path file;
    std::filesystem::path key;
};

} // namespace laurel
