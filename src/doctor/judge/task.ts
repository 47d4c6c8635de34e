import type { Finding } from "../finding.ts";
import type { TaskFacts } from "../measure/task.ts";
import { count, duration, shortHash } from "../../telemetry/words/format.ts";
import type { JsonObject } from "../../network/mod.ts";
import { largerUnit, SHORT_GRADIENT } from "../../node/haste_watch.ts";
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
    describeData(facts),
    ...(gradientMs < SHORT_GRADIENT ? [tooShort(facts)] : []),
    ...notices.map((text): Finding => ({
      check,
      level: "note",
      title: `The task ${name} had something to say`,
      seen: text,
    })),
  ];
}

/** What two people compare whose peers say that they have other data. */
function describeData(
  { examples, units, ownData, manifest }: Exclude<
    TaskFacts,
    { problem: string }
  >,
): Finding {
  const { data } = manifest.lines;
  const hashes = Object.entries(data as JsonObject).flatMap(([name, value]) =>
    name === "train" || name === "validation"
      ? [`data.${name} ${value === null ? "absent" : shortHash(String(value))}`]
      : []
  );
  return {
    check,
    level: "ok",
    title: `The data is ${count(examples, "example")} in ${
      count(units, "unit")
    }`,
    seen: ownData
      ? "this peer's own; others have theirs"
      : `${hashes.join(", ")}: to be the same on every machine`,
  };
}

/** That others' work may be worth less than the messages it takes. */
function tooShort(
  facts: Exclude<TaskFacts, { problem: string }>,
): Finding {
  const { name, gradientMs, unit } = facts;
  const larger = largerUnit(facts, 2, SHORT_GRADIENT / gradientMs);
  return {
    check,
    level: "note",
    title: `One machine alone may train ${name} faster than several`,
    seen: `a gradient takes ${
      milliseconds(gradientMs)
    }, and an update that goes to others some ${SHORT_GRADIENT} ms`,
    cure: larger === undefined
      ? "train it alone"
      : `train it alone, or take a larger unit (unit: ${larger}; it is ${unit})`,
  };
}
