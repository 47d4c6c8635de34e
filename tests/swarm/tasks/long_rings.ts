/** The rings for long enough that a test can interfere. */
import { defineTask } from "../../../mod.ts";
import rings from "./rings.ts";

export default defineTask({ ...rings, epochs: 60 });
