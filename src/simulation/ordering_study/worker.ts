/**
 * Trains in lockstep, in a thread of its own.
 *
 * @module
 */
import { serve } from "../study/mod.ts";
import { trainCurve } from "./curve.ts";

serve(trainCurve);
