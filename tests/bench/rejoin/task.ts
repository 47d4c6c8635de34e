/** The rings for as long as anybody wants to measure. */
import { defineTask } from "../../../mod.ts";
import rings from "../../swarm/tasks/rings.ts";

export default defineTask({ ...rings, epochs: 10_000 });
