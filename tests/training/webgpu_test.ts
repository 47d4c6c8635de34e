import { assert, assertEquals } from "@std/assert";
import { TrainingWorker } from "../../src/training/training_worker.ts";

const adapter = await navigator.gpu?.requestAdapter();
const ignore = !adapter;

const why = ignore ? " (skipped: needs a Vulkan driver, such as Mesa's)" : "";

for (const name of ["convolution", "sequence"]) {
  Deno.test({
    name: `webgpu computes the gradient of a ${name} as wasm does${why}`,
    ignore,
    async fn() {
      const task = import.meta.resolve(`./tasks/${name}.ts`);
      const workers = [
        await TrainingWorker.start(task, { backend: "wasm" }),
        await TrainingWorker.start(task, { backend: "webgpu" }),
      ];
      try {
        const [wasm, webgpu] = await Promise.all(workers.map(async (worker) => {
          const view = Float32Array.from(worker.info.x0);
          return (await worker.gradient({ view, unit: 0, seed: 1 }).result)!;
        }));
        assertEquals(workers[1]!.info.backend, "webgpu");
        assert(Math.abs(wasm!.loss - webgpu!.loss) < 1e-4);
        const size = Math.hypot(...wasm!.gradient);
        const apart = Math.hypot(
          ...wasm!.gradient.map((g, i) => g - webgpu!.gradient[i]!),
        );
        assert(apart < 1e-3 * size, `apart by ${apart} of ${size}`);
        const directory = await Deno.makeTempDir();
        const view = Float32Array.from(workers[1]!.info.x0);
        const files = await workers[1]!.save(view, directory);
        assert(files.length > 1);
        await Deno.remove(directory, { recursive: true });
      } finally {
        for (const worker of workers) worker.close();
      }
    },
  });
}
