import type { BackendName } from "../backend_name.ts";
import type { SpeedAnswer } from "./speed_worker.ts";

/**
 * How many floating-point operations a second a backend does in a matrix product as
 * dense layers have it, in a worker of its own.
 *
 * @throws {Error} If this machine does not have what the backend needs; the message says what
 */
export async function measureSpeed(backend: BackendName): Promise<number> {
  const url = new URL("./speed_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "speed" });
  try {
    const answer = await new Promise<SpeedAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<SpeedAnswer>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(backend);
    });
    if ("problem" in answer) throw new Error(answer.problem);
    return answer.flops;
  } finally {
    worker.terminate();
  }
}
