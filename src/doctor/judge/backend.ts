import type { BackendName } from "../../training/backend_name.ts";
import type { Finding } from "../finding.ts";
import type { BackendFacts } from "../measure/backend.ts";
import { startedBy } from "../../telemetry/words/started_by.ts";

const check = "backend";

/**
 * What a core of the last ten years reaches at least, FLOP/s: wasm did 40 to 70, BLAS
 * 100 to 130, plain JavaScript 1 to 2 GFLOP/s where it was measured.
 */
const EXPECTED: Readonly<Record<BackendName, number>> = {
  wasm: 10e9,
  blas: 25e9,
  cpu: 0.3e9,
  webgpu: 10e9,
};

/** Graphics processors that are programs (Mesa's, Google's, Microsoft's). */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|basic render/i;

/** Judges the speed of the backend, and says what else there is. */
export function judgeBackend(facts: BackendFacts): Finding {
  const { backend, flops, problem } = facts;
  if (flops === undefined) {
    return {
      check,
      level: "fault",
      title: `The backend ${backend} cannot be used`,
      seen: problem ?? "it did not answer",
      cure:
        "leave --backend out: wasm works on every machine and needs no permission",
    };
  }
  const others = describeOthers(facts);
  if (flops < EXPECTED[backend]) {
    return {
      check,
      level: "warning",
      title: `The backend ${backend} is slow here: ${speed(flops)}`,
      seen: `in a matrix product, where ${
        speed(EXPECTED[backend])
      } and more is usual; ${others}`,
      cure:
        "see what else takes the processor (top), whether the machine saves power or is emulated, and run the doctor again when it is idle",
    };
  }
  return {
    check,
    level: "ok",
    title: `The backend ${backend} does ${speed(flops)} in a matrix product`,
    seen: others,
  };
}

function describeOthers(
  { backend, graphics, blas, blasProblem }: BackendFacts,
): string {
  const parts: string[] = [];
  if (backend !== "blas") {
    parts.push(
      blas !== undefined
        ? `--backend blas does ${speed(blas)}`
        : blasProblem === undefined
        ? `whether there is a BLAS library is not known without --allow-ffi${withForeign()}`
        : blasProblem,
    );
  }
  if (backend !== "webgpu") {
    parts.push(
      graphics === null
        ? "--backend webgpu finds no graphics driver: the maker of the graphics processor has one"
        : SOFTWARE.test(graphics)
        ? `--backend webgpu has only a graphics processor in software (${graphics}), which is slower`
        : `--backend webgpu has ${graphics}, worth it for large models`,
    );
  }
  return parts.join("\n");
}

/** How to allow foreign functions, which the single file's permissions do not. */
function withForeign(): string {
  const start = startedBy();
  return start.includes(" -P ")
    ? `: ${start.replace(" -P ", " -P --allow-ffi ")} doctor`
    : "";
}

function speed(flops: number): string {
  const giga = flops / 1e9;
  return `${giga < 9.95 ? giga.toFixed(1) : giga.toFixed(0)} GFLOP/s`;
}
