// Vectors come in chunks of float32, padded with zeros to a multiple of 16. Sums of squares are kept in four float64:
// two lanes of what is sent, two of what is left.

export { largest, load32, load64 } from "./load";
export { bfloat16, float32 } from "./dense";
export { int8, sign } from "./blocks";
export { collect } from "./collect";
