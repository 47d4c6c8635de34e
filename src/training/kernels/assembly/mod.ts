export { gemm, gemmScratch } from "./gemm";
export { conv2d, packFilters } from "./conv2d";
export { conv2dInput } from "./conv2d_input";
export { conv2dFilter, filterScratch } from "./conv2d_filter";
export { depthwise } from "./depthwise";
export { avgPoolGradient, maxPoolGradient } from "./pool";
export { segmentSum } from "./segment_sum";
