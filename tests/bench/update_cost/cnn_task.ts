/** The demo's network on the demo's data, evaluated after each epoch as there. */
import { defineTask } from "../../../mod.ts";
import digits from "../../../examples/digits.ts";
import { epochs } from "./epochs.ts";

export default defineTask({ ...digits, name: "cnn", epochs });
