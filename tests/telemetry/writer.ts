/**
 * A process that does nothing but write a log, for tests that end it:
 * `writer.ts FILE RECORDS`, with RECORDS every 10 ms; it says how many it has written.
 */
import { LogFile } from "../../src/telemetry/log/log_file.ts";
import { Recorder } from "../../src/telemetry/recorder.ts";

const [file, records] = Deno.args;
const recorder = new Recorder();
const onProblem = (text: string) => console.log(text);
recorder.add(await LogFile.open(file!, { onProblem }));
let round = 0;
setInterval(() => {
  for (let i = 0; i < Number(records); i++) {
    recorder.write({ type: "joined", round: round++, progress: 0.5 });
  }
  if (round % 10 === 0) console.log(`${round}`);
}, 10);
