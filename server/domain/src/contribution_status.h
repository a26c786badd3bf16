#pragma once

#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/metadata_store.h"

namespace laurel {

/// What is said about a contribution to those who ask.
/// @param withCases scores per gold case, which are for administrators only
/// @throws as the stores do
ContributionStatus contributionStatus(MetadataReader& reader, const BlobStore& blobs,
                                      const Contribution& contribution, bool withCases);

} // namespace laurel
