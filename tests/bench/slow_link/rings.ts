/** The rings of the swarm's tests with a larger model: updates of some 160 kB, for hours. */
import { defineTask, tf } from "../../../mod.ts";
import rings from "../../swarm/tasks/rings.ts";

export default defineTask({
  ...rings,
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [2], units: 400, activation: "tanh" }),
        tf.layers.dense({ units: 400, activation: "tanh" }),
        tf.layers.dense({ units: 3 }),
      ],
    }),
  variant: "k-async",
  epochs: 10_000,
});
