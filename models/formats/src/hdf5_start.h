#pragma once

#include <filesystem>

namespace laurel {

/// Checks what the first bytes of an HDF5 file say before its library opens it: the signature, and
/// that the file is as long as its superblock declares (HDF5 File Format Specification, II.A). The
/// rest of the file is for the library to check, in a process that may end by it.
/// libminc hands what is not HDF5 to other libraries and, in the end, to a shell.
/// @throws Error NotFound, Io; InvalidInput naming the file
void checkHdf5Start(const std::filesystem::path& path);

} // namespace laurel
