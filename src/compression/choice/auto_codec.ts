import type { CodecSpec } from "../codec.ts";
import { createCodec } from "../create_codec.ts";
import { CANDIDATES } from "./choose.ts";

/** How updates are made small, as it stands in a manifest: a codec, or each publisher's own choice. */
export type CodecSetting = CodecSpec | "auto";

/** Up to so many parameters an update is small as it is. */
const TINY_MODEL = 1024;

/** What is admitted where each publisher chooses: whatever a payload can say of itself. */
const ANY: readonly CodecSpec[] = [
  ...CANDIDATES,
  { kind: "sign" },
  ...(["float32", "int8", "sign"] as const).map((values) =>
    ({ kind: "top-k", fraction: 0.5, values }) as const
  ),
];

/** The codecs that a setting lets publishers use. */
export function codecsOf(setting: CodecSetting): readonly CodecSpec[] {
  return setting === "auto" ? ANY : [setting];
}

/**
 * The codec that a publisher begins with, before anything was measured: where it is
 * to choose, one that most links bear.
 */
export function firstCodecOf(
  setting: CodecSetting,
  parameters: number,
): CodecSpec {
  if (setting !== "auto") return setting;
  return parameters <= TINY_MODEL
    ? { kind: "float32" }
    : { kind: "top-k", fraction: 0.05 };
}

/**
 * The manifest's line: the codec with every default filled in.
 *
 * @throws {CodecError} If it is none
 */
export function describeSetting(
  setting: CodecSetting,
): Required<CodecSpec> | "auto" {
  return setting === "auto" ? setting : createCodec(setting).spec;
}
