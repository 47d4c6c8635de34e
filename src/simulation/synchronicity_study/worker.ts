/**
 * Trains under a virtual clock, in a thread of its own.
 *
 * @module
 */
import { serve } from "../study/mod.ts";
import { trainOnClock } from "./train_on_clock.ts";

serve(trainOnClock);
