import { measureSpeed } from "../../training/speed/measure_speed.ts";
import type { BackendName } from "../../training/backend_name.ts";

/** How quick a backend is, and which others there are. */
export interface BackendFacts {
  /** The one that is meant. */
  backend: BackendName;
  /** Floating-point operations a second in a matrix product; undefined where it cannot be used. */
  flops: number | undefined;
  /** Why not. */
  problem?: string;
  /** The graphics processor that WebGPU offers; null where there is none. */
  graphics: string | null;
  /** The speed with the system's BLAS library, as `flops`; undefined where that is not known. */
  blas: number | undefined;
  /** Why not; undefined where the permission to ask (`--allow-ffi`) was not given. */
  blasProblem?: string;
}

/**
 * Multiplies matrices for a moment on a backend, and on the system's BLAS library
 * where that may be called.
 */
export async function measureBackend(
  backend: BackendName,
  mayCall: boolean,
): Promise<BackendFacts> {
  const facts: BackendFacts = {
    backend,
    flops: undefined,
    graphics: await graphics(),
    blas: undefined,
  };
  try {
    facts.flops = await measureSpeed(backend);
  } catch (error) {
    facts.problem = (error as Error).message;
  }
  if (!mayCall || backend === "blas") return facts;
  try {
    facts.blas = await measureSpeed("blas");
  } catch (error) {
    facts.blasProblem = (error as Error).message;
  }
  return facts;
}

async function graphics(): Promise<string | null> {
  try {
    // Without it drivers complain on stderr, of which a newcomer would be afraid.
    if (Deno.env.get("XDG_RUNTIME_DIR") === undefined) {
      Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
    }
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return null;
    const { description, device, vendor } = adapter.info;
    return description || device || vendor || "unnamed";
  } catch {
    return null;
  }
}
