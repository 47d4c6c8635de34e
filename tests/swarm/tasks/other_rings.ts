/** The rings at another learning rate: another manifest. */
import { defineTask, momentum } from "../../../mod.ts";
import rings from "./rings.ts";

export default defineTask({
  ...rings,
  optimizer: momentum({ learningRate: 0.1, momentum: 0.8 }),
});
