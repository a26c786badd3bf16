#pragma once

namespace laurel {

/// The reader's process: takes one request from a file descriptor, a line, and answers on another
/// (messages.h). Confines itself first: the memory that the request allows, an hour of
/// processor time, no file written, no core left behind, and it ends with its owner.
/// @returns the exit status of the process
int serveOneRequest(int requests, int answers);

} // namespace laurel
