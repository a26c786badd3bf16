#include "kernels.h"
#include "maps.h"
#include "product.h"
#include "row_product.h"
#include "softmax.h"
#include "winograd.h"

#define LAUREL_TEXT_(name) #name
#define LAUREL_TEXT(name) LAUREL_TEXT_(name)
#define LAUREL_FUNCTION_(name) name##Set
#define LAUREL_FUNCTION(name) LAUREL_FUNCTION_(name)

namespace laurel::kernels {

const Set& LAUREL_FUNCTION(LAUREL_KERNEL_SET)() {
    using namespace LAUREL_KERNEL_SET;
    static const Set set{LAUREL_TEXT(LAUREL_KERNEL_SET),
                         lanes,
                         sizeof(Factor),
                         together,
                         tilePixels,
                         panelBlocks,
                         leastPairs,
                         LAUREL_KERNEL_SET::toFactors,
                         LAUREL_KERNEL_SET::product,
                         rowProduct,
                         LAUREL_KERNEL_SET::winogradInput2,
                         LAUREL_KERNEL_SET::winogradOutput2,
                         LAUREL_KERNEL_SET::winogradInput4,
                         LAUREL_KERNEL_SET::winogradOutput4,
                         LAUREL_KERNEL_SET::addSums,
                         LAUREL_KERNEL_SET::scaled,
                         LAUREL_KERNEL_SET::pooled,
                         LAUREL_KERNEL_SET::resized,
                         LAUREL_KERNEL_SET::toPlain,
                         LAUREL_KERNEL_SET::toBlock,
                         LAUREL_KERNEL_SET::softmax};
    return set;
}

} // namespace laurel::kernels
