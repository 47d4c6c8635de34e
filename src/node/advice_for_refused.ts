/** A peer that was found and turned away. */
export interface Refused {
  /** What it calls itself; may be empty. */
  name: string;
  /** Its id. */
  peer: string;
  /** Why, as it was told: `trains another task: variant: "auto" here, "k-sync" there; …`. */
  reason: string;
}

/** A field of the manifest that an option sets, and its two values. */
const DIFFERENCE =
  /\b(variant|ordering|localSteps|codec(?:\.kind)?): (\S+) here, ([^\s;]+) there/g;

/**
 * What to tell, again and again, a person whose peer waits while those that are
 * there were turned away: who, why, and what to type so that both train together.
 */
export function adviceForRefused(refused: readonly Refused[]): string {
  const [first] = refused;
  if (first === undefined) return "";
  const more = refused.length - 1;
  const who = `${first.name || "a peer"} (…${first.peer.slice(-6)})`;
  return [
    `Still waiting: ${who}${
      more > 0 ? ` and ${more} more were` : " was"
    } found,`,
    `but ${more > 0 ? "the first " : ""}${first.reason}${typed(first.reason)}`,
  ].join(" ");
}

function typed(reason: string): string {
  const options = optionsThatAgree(reason);
  return options === undefined ? "" : `: ${options}`;
}

/**
 * What to type so that two manifests agree; undefined where no option does it.
 *
 * @param reason Where they differ, as `manifestDifferences` says it
 */
export function optionsThatAgree(reason: string): string | undefined {
  const here: string[] = [], there: string[] = [];
  for (const [, field, ours, theirs] of reason.matchAll(DIFFERENCE)) {
    const values = [ours!, theirs!].map((text) => text.replaceAll('"', ""));
    // A codec with settings, or none at all, is more than one word can say; and what a
    // stranger says is not to be typed unless it is a word.
    if (values.some((value) => !/^(?!absent$|top-k$)\w[\w:-]*$/.test(value))) {
      continue;
    }
    const option = OPTIONS[field!.replace(/\..*/, "")]!;
    here.push(`${option} ${values[0]}`);
    there.push(`${option} ${values[1]}`);
  }
  if (here.length === 0) return undefined;
  return `start this one with ${there.join(" ")}, or the other with ${
    here.join(" ")
  }`;
}

const OPTIONS: Record<string, string> = {
  variant: "--variant",
  ordering: "--ordering",
  localSteps: "--local-steps",
  codec: "--codec",
};
