/** How much a line matters to a person. */
export type Tone = "plain" | "good" | "warning";
