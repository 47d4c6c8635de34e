// Memory over many steps of a small model with one of every kernel: tensors, the
// wasm heap and the JavaScript heap should stay as they are.
// Run: deno task bench steps [STEPS]
import { tf } from "../../src/training/mod.ts";
import { everything, heapBytes } from "../training/kernels/everything.ts";

const steps = Number(Deno.args[0] ?? 10_000);
const { session, info } = await everything();
const x = Float32Array.from(info.x0);
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
console.log("steps".padStart(8), "tensors", "wasm heap", "JavaScript heap");
for (let i = 0; i <= steps; i++) {
  if (i % Math.ceil(steps / 5) === 0) {
    console.log(
      String(i).padStart(8),
      String(tf.memory().numTensors).padStart(7),
      megabytes(heapBytes()).padStart(9),
      megabytes(Deno.memoryUsage().heapUsed).padStart(15),
    );
  }
  session.gradient(x.slice(), i % info.units, i);
}
