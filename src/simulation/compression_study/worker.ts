/**
 * Trains with compressed updates, in a thread of its own.
 *
 * @module
 */
import { serve } from "../study/mod.ts";
import { trainCompressed } from "./train_compressed.ts";

serve(trainCompressed);
