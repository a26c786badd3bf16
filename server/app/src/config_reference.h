#pragma once

#include "laurel/config/config_table.h"

#include <string>
#include <vector>

namespace laurel {

/// Every key of the server's configuration, in the order in which it is read.
std::vector<ConfigKey> serverConfigKeys();

/// What a key is for, in one sentence; empty for one that there is not.
std::string helpOfConfigKey(const std::string& path);

/// docs/configuration.md: all keys with type, default, range and meaning.
std::string configReference();

/// Values that the environment sets: LAUREL_CONFIG__MERGE__POLICY is merge.policy.
/// @param environment as environ, ends with a null pointer
std::vector<ConfigOverride> environmentOverrides(const char* const* environment);

/// "merge.policy=median", as --set takes it. @throws Error InvalidArgument without "="
ConfigOverride parseOverride(const std::string& text);

} // namespace laurel
