import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { sgd } from "../../src/optimizers/mod.ts";
import {
  defineTask,
  TaskError,
  type TaskOptions,
  tf,
} from "../../src/training/mod.ts";
import { load, regression } from "./helpers.ts";

const { layers } = tf;
type Initializer = ReturnType<typeof tf.initializers.zeros>;

const model = () =>
  tf.sequential({ layers: [layers.dense({ inputShape: [2], units: 1 })] });

const good: TaskOptions = {
  name: "good",
  model,
  data: () => ({ train: regression(4, [2]) }),
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 0.1 }),
  unit: 2,
  epochs: 1,
};

Deno.test("defineTask() fills in what has a default", () => {
  const { version, seed, metrics, ownData } = defineTask(good);
  assertEquals({ version, seed, metrics, ownData }, {
    version: "1",
    seed: 0,
    metrics: [],
    ownData: false,
  });
});

Deno.test("defineTask() says what is wrong in the user's terms", () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ modle: model }, 'no field "modle" (did you mean "model"?)'],
    [{ data: undefined }, 'field "data" is missing'],
    [{ name: "a b" }, "letters, digits"],
    [{ unit: 0 }, "unit is 0"],
    [{ unit: 2.5 }, "unit is 2.5"],
    [{ epochs: -1 }, "epochs is -1"],
    [{ epochs: "10" as never }, 'epochs is "10" (text)'],
    [{ seed: 1.5 }, "seed is 1.5"],
    [{ k: 0 }, "k is 0"],
    [{ patience: 0 }, "patience is 0"],
    [{ loss: "meanSquareError" }, 'did you mean "meanSquaredError"?'],
    [{ metrics: ["acuracy"] }, 'did you mean "accuracy"?'],
    [{ metrics: "accuracy" }, "metrics must be a list"],
    [{ target: { metric: "accuracy", atLeast: 1 } }, "is not measured"],
    [{ target: { metric: "loss" } }, "one number, atLeast or atMost"],
    [{ variant: "sync" }, 'variant is "sync"'],
    [{ optimizer: "adam" }, "optimizer"],
    [{ codec: { kind: "zip" } }, "codec"],
    [{ data: { train: 1 } }, "data must be a function"],
    [{ model: {} }, "the tf that is imported from Drover"],
  ];
  for (const [change, message] of cases) {
    const error = assertThrows(
      () => defineTask({ ...good, ...change } as TaskOptions),
      TaskError,
    ) as Error;
    assert(error.message.includes(message), error.message);
    assert(error.message.includes("task"), error.message);
  }
});

/** Loads a task that must be refused; returns the reason. */
async function refusal(options: Partial<TaskOptions>): Promise<string> {
  const error = await assertRejects(
    () => load({ ...good, ...options }),
    TaskError,
  );
  return (error as Error).message;
}

function train(
  inputs: number[] | number[][],
  labels: number[] | number[][],
  more = {},
): Partial<TaskOptions> {
  return { data: () => ({ train: { inputs, labels, ...more } }) };
}

Deno.test("loading a task refuses data that is empty, truncated, ragged or not finite", async () => {
  const cases: [Partial<TaskOptions>, string][] = [
    [train([], []), "it is empty"],
    [train([1, 2, 3], [1]), "truncated"],
    [train([1, 2, 3, 4], [1], { labelShape: [] }), "truncated"],
    [train([[1, 2], [3]], [1, 2]), "ragged"],
    [
      train([[1, 2], [3, NaN]], [1, 2]),
      "number 1 of example 1 of the inputs is NaN",
    ],
    [train([[1, 2], [3, 4]], [1, Infinity]), "labels is Infinity"],
    [
      train([[1, 2, 3]], [1]),
      "an example has shape [3], but the model's first layer takes [2]",
    ],
    [
      train([[1, 2]], [[1, 2]]),
      "a label has shape [2], but the model's output is [1]",
    ],
    [{ data: () => ({ train: undefined }) as never }, "data() must return"],
    [{ data: () => Promise.reject(new Error("no such file")) }, "no such file"],
  ];
  for (const [options, message] of cases) {
    const reason = await refusal(options);
    assert(reason.includes(message), reason);
  }
});

Deno.test("loading a task names the line of the task's file that failed", async () => {
  const here = /\(\S*tests\/training\/define_task_test\.ts:\d+:\d+\)$/;
  const fails = () => {
    throw new Error("no luck");
  };
  for (const field of ["data", "model", "startingWeights"] as const) {
    const reason = await refusal({
      ...train([[1, 2]], [1]),
      [field]: fails,
    });
    assert(reason.includes("no luck ("), reason);
    assert(here.test(reason.replaceAll("\\", "/")), reason);
  }
});

Deno.test("loading a task knows layers by the names of other libraries", async () => {
  // deno-lint-ignore no-explicit-any
  const { layers } = tf as any;
  const spelt: [() => tf.LayersModel, string][] = [
    [() => layers.Dense({ units: 1 }), "tf.layers.dense"],
    [() => new layers.MaxPooling2D({}), "tf.layers.maxPooling2d"],
    [() => layers.batch_normalization(), "tf.layers.batchNormalization"],
  ];
  for (const [model, meant] of spelt) {
    assert((await refusal({ model })).includes(`; did you mean ${meant}? (`));
  }
  const reason = await refusal({ model: () => layers.attention() });
  assert(!reason.includes("did you mean"), reason);
});

Deno.test("loading a task warns of a loss on probabilities without softmax", async () => {
  const noticesFor = async (activation: "softmax" | "linear", loss: string) => {
    const notices: string[] = [];
    const options = {
      ...good,
      model: () =>
        tf.sequential({
          layers: [layers.dense({ inputShape: [2], units: 3, activation })],
        }),
      ...train([[1, 2], [3, 4]], [0, 2]),
      loss,
    };
    await load(options, { onNotice: (text) => notices.push(text) });
    return notices;
  };
  const loss = "sparseCategoricalCrossentropy";
  const [notice, ...more] = await noticesFor("linear", loss);
  assert(notice!.includes('"softmaxCrossEntropy"'), notice);
  assertEquals(more, []);
  assertEquals(await noticesFor("softmax", loss), []);
  assertEquals(await noticesFor("linear", "softmaxCrossEntropy"), []);
});

Deno.test("loading a task refuses a softmax or sigmoid that would be applied twice", async () => {
  const ending = (last: tf.layers.Layer[], loss: string) => ({
    ...good,
    model: () =>
      tf.sequential({
        layers: [layers.dense({ inputShape: [2], units: 3 }), ...last],
      }),
    ...train([[1, 2], [3, 4]], [[0, 0, 1], [0, 1, 0]]),
    loss,
  });
  const cases: [tf.layers.Layer, string, RegExp][] = [
    [
      layers.dense({ units: 3, activation: "softmax" }),
      "softmaxCrossEntropy",
      /take activation: "softmax" out of the layer, or the loss "categoricalCrossentropy" or/,
    ],
    [
      layers.activation({ activation: "softmax" }),
      "softmaxCrossEntropy",
      /"softmaxCrossEntropy" applies a softmax itself/,
    ],
    [
      layers.dense({ units: 3, activation: "sigmoid" }),
      "sigmoidCrossEntropy",
      /activation: "sigmoid" out of the layer, or the loss "binaryCrossentropy"/,
    ],
  ];
  for (const [layer, loss, words] of cases) {
    assertMatch(await refusal(ending([layer], loss)), words);
  }
  await load(ending([], "softmaxCrossEntropy"));
  const notices: string[] = [];
  await load(ending([], "binaryCrossentropy"), {
    onNotice: (text) => notices.push(text),
  });
  assertMatch(notices.join(), /no sigmoid; .* the loss "sigmoidCrossEntropy"/);
});

Deno.test("loading a task refuses a loss that one output cannot change, and says what to take", async () => {
  const ending = (units: number, loss: string, activation?: "softmax") => ({
    ...good,
    model: () =>
      tf.sequential({
        layers: [
          layers.dense({
            inputShape: [2],
            units,
            ...activation && { activation },
          }),
        ],
      }),
    ...train([[1, 2], [3, 4]], units === 1 ? [0, 1] : [[0, 1], [1, 0]]),
    loss,
  });
  const cases: Parameters<typeof ending>[] = [
    [1, "softmaxCrossEntropy"],
    [1, "sparseCategoricalCrossentropy", "softmax"],
    [1, "categoricalCrossentropy"],
    [1, "meanSquaredError", "softmax"],
    [1, "binaryCrossentropy", "softmax"],
  ];
  for (const each of cases) {
    assertMatch(
      await refusal(ending(...each)),
      /of one output is always [01], .* meanSquaredError, for yes or no sigmoidCrossEntropy/,
    );
  }
  await load(ending(2, "softmaxCrossEntropy"));
  await load(ending(1, "sigmoidCrossEntropy"));
});

Deno.test("loading a task tells of labels that the last layer cannot reach, and of a gradient that is zero", async () => {
  const told = async (
    activation: "relu" | "tanh" | "sigmoid",
    labels: number[],
    first = 1,
  ) => {
    const notices: string[] = [];
    await load({
      ...good,
      model: () =>
        tf.sequential({
          layers: [
            layers.dense({
              inputShape: [2],
              units: 1,
              activation,
              kernelInitializer: tf.initializers.constant({ value: first }),
            }),
          ],
        }),
      ...train([[0.1, 0.2], [0.3, 0.4]], labels),
    }, { onNotice: (text) => notices.push(text) });
    return notices;
  };
  assertEquals(await told("relu", [0, 7]), []);
  assertEquals(await told("tanh", [-1, 1]), []);
  const [relu, ...more] = await told("relu", [-3, 7]);
  assertMatch(relu!, /"relu", .* no numbers below 0, .* from -3 to 7; take/);
  assertEquals(more, []);
  assertMatch((await told("sigmoid", [0, 2]))[0]!, /only .* from 0 to 1, and/);
  // All below 0, where relu is flat.
  const [still] = await told("relu", [1, 2], -1);
  assertMatch(still!, /^The gradient is zero: the first unit would not move/);
});

Deno.test("loading a task refuses labels and tokens out of range", async () => {
  const classes = () =>
    tf.sequential({
      layers: [
        layers.dense({ inputShape: [2], units: 3, activation: "softmax" }),
      ],
    });
  const loss = "sparseCategoricalCrossentropy";
  for (const label of [3, -1, 0.5]) {
    const reason = await refusal({
      ...train([[1, 2], [3, 4]], [0, label]),
      model: classes,
      loss,
    });
    assert(reason.includes(`the label of example 1 is ${label}`), reason);
    assert(reason.includes("0 to 2"), reason);
  }
  const hint = await refusal({
    ...train([[1, 2]], [1]),
    model: classes,
    loss: "categoricalCrossentropy",
  });
  assert(hint.includes("sparseCategoricalCrossentropy"), hint);
  const linear = await refusal({
    ...train([[1, 2]], [1]),
    model: () =>
      tf.sequential({
        layers: [layers.dense({ inputShape: [2], units: 3 })],
      }),
    loss: "categoricalCrossentropy",
  });
  assert(linear.includes('use the loss "softmaxCrossEntropy"'), linear);
  const tokens = await refusal({
    ...train([[1, 5]], [1]),
    model: () =>
      tf.sequential({
        layers: [
          layers.embedding({ inputDim: 5, outputDim: 2, inputLength: 2 }),
          layers.flatten(),
          layers.dense({ units: 1 }),
        ],
      }),
  });
  assert(tokens.includes("token 1 of example 0 is 5"), tokens);
});

Deno.test("loading a task refuses models that cannot be trained as a sum", async () => {
  const Zeros = tf.initializers.zeros().constructor as new () => Initializer;
  class Mine extends Zeros {
    override getClassName() {
      return "Mine";
    }
  }
  const dense = (options: Record<string, unknown>) => () =>
    tf.sequential({
      layers: [layers.dense({ inputShape: [2], units: 1, ...options })],
    });
  const cases: [TaskOptions["model"], string][] = [
    [dense({ kernelInitializer: new Mine() }), 'initialiser "Mine"'],
    [dense({ kernelConstraint: tf.constraints.nonNeg() }), "constraint"],
    [dense({ trainable: false }), "nothing to train"],
    [
      () => tf.sequential({ layers: [layers.dense({ units: 1 })] }),
      "must get an `inputShape`",
    ],
    [() => tf.sequential(), "give the first layer an inputShape"],
    [() => ({}) as tf.LayersModel, "did not return a tf.LayersModel"],
    [
      () =>
        tf.sequential({
          layers: [
            layers.lstm({
              batchInputShape: [2, 3, 2],
              units: 1,
              stateful: true,
            }),
          ],
        }),
      "is stateful",
    ],
  ];
  for (const [model, message] of cases) {
    const reason = await refusal({ model });
    assert(reason.includes(message), reason);
  }
});

Deno.test("loading a task refuses nearest-neighbour resizing that would train wrongly", async () => {
  const reason = await refusal({
    model: () =>
      tf.sequential({
        layers: [
          layers.conv3d({
            inputShape: [3, 3, 3, 1],
            filters: 2,
            kernelSize: 2,
          }),
          layers.conv3d({ filters: 1, kernelSize: 2 }),
          layers.reshape({ targetShape: [1, 1, 1] }),
          layers.conv2d({ filters: 1, kernelSize: 1 }),
          layers.upSampling2d({ size: [2, 2] }),
          layers.conv2d({ filters: 1, kernelSize: 2 }),
          layers.flatten(),
        ],
      }),
    data: () => ({ train: regression(4, [3, 3, 3, 1]) }),
  });
  assert(reason.includes("nearest-neighbour"), reason);
});

Deno.test("loading a task refuses padded average pooling on the cpu backend, which trains it wrongly", async () => {
  const pooled = (padding: "same" | "valid") =>
    load({
      ...good,
      model: () =>
        tf.sequential({
          layers: [
            layers.conv2d({
              inputShape: [4, 4, 1],
              filters: 2,
              kernelSize: 2,
            }),
            layers.averagePooling2d({ poolSize: 2, padding }),
            layers.flatten(),
            layers.dense({ units: 1 }),
          ],
        }),
      data: () => ({ train: regression(4, [4, 4, 1]) }),
    }, { backend: "cpu" });
  const error = await assertRejects(() => pooled("same"), TaskError) as Error;
  assert(error.message.includes("average pooling"), error.message);
  assertEquals((await pooled("valid")).info.backend, "cpu");
});

Deno.test("losses on logits equal those on probabilities", async () => {
  const train = {
    inputs: [[1, 2], [3, 4], [0, 1], [2, 2]],
    labels: [0, 2, 1, 1],
  };
  const build = (activation: "softmax" | "linear", loss: string) =>
    load({
      model: () =>
        tf.sequential({
          layers: [layers.dense({ inputShape: [2], units: 3, activation })],
        }),
      data: () => ({ train, validation: train }),
      loss,
      metrics: ["accuracy"],
    });
  const logits = await build("linear", "softmaxCrossEntropy");
  const softmax = await build("softmax", "sparseCategoricalCrossentropy");
  const view = Float32Array.from(logits.info.x0);
  const [a, b] = [logits, softmax].map(({ session }) => session.evaluate(view));
  assert(Math.abs(a!.loss - b!.loss) < 1e-5);
  assertEquals(a!.metrics, b!.metrics);
  const [g, h] = [logits, softmax].map(({ session }) =>
    session.gradient(view.slice(), 0, 0)!.gradient
  );
  g!.forEach((v, i) => assert(Math.abs(v - h![i]!) < 1e-5));
});
