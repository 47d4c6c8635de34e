import type { Finding } from "../finding.ts";
import type { TaskFacts } from "../measure/task.ts";
import { duration } from "../../telemetry/words/format.ts";
import { milliseconds } from "./tcp.ts";

const check = "task";

/** Judges a task, and the time of its gradient. */
export function judgeTask(facts: TaskFacts): Finding[] {
  if ("problem" in facts) {
    return [{
      check,
      level: "fault",
      title: "The task cannot be trained",
      seen: facts.problem,
      cure: "mend the task file; the message above says where",
    }];
  }
  const { name, backend, parameters, gradientMs, loadMs, notices } = facts;
  const { unit, units } = facts;
  return [
    {
      check,
      level: "ok",
      title: `A gradient of ${name} takes ${
        milliseconds(gradientMs)
      } on ${backend}`,
      seen:
        `of ${unit} examples, ${parameters} weights; an epoch of ${units} units would take ${
          duration(units * gradientMs / 1000)
        } alone; loaded in ${duration(loadMs / 1000)}; manifest ${
          facts.manifest.hash.slice(0, 12)
        }`,
    },
    ...notices.map((text): Finding => ({
      check,
      level: "note",
      title: `The task ${name} had something to say`,
      seen: text,
    })),
  ];
}
