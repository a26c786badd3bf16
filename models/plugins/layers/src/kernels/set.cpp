#include "sets.h"

#define LAUREL_FUNCTION_(name) name##Set
#define LAUREL_FUNCTION(name) LAUREL_FUNCTION_(name)

namespace laurel::layer_kernels {

const LayerKernelSet& LAUREL_FUNCTION(LAUREL_LAYER_SET)() {
    using namespace LAUREL_LAYER_SET;
    static constexpr LayerKernelSet set{LAUREL_LAYER_SET::sums,
                                        LAUREL_LAYER_SET::scaled,
                                        LAUREL_LAYER_SET::gradientSums,
                                        LAUREL_LAYER_SET::gradientScaled,
                                        LAUREL_LAYER_SET::mapToTiles,
                                        LAUREL_LAYER_SET::tilesToMap,
                                        LAUREL_LAYER_SET::gradientToTiles,
                                        LAUREL_LAYER_SET::pointProducts,
                                        LAUREL_LAYER_SET::pointSums,
                                        LAUREL_LAYER_SET::kernelToPoints,
                                        LAUREL_LAYER_SET::pointsToKernel};
    return set;
}

} // namespace laurel::layer_kernels
