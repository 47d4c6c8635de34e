import { assertEquals } from "@std/assert";
import { pooling } from "../../../src/training/kernels/window.ts";
import { assertClose, Draw, kernel, meetings, tf } from "./reference.ts";

function cases(draw: Draw, count: number) {
  return Array.from({ length: count }, () => {
    const pair = (): [number, number] => [draw.whole(1, 4), draw.whole(1, 4)];
    const filterSize = pair(), strides = pair();
    const shape = [
      draw.whole(1, 3),
      filterSize[0] + draw.whole(0, 7),
      filterSize[1] + draw.whole(0, 7),
      draw.whole(1, 9),
    ];
    const attrs = { filterSize, strides, pad: draw.one("same", "valid") };
    const window = pooling(shape, attrs);
    const what = JSON.stringify({ shape, ...attrs });
    return { shape, attrs, window, what };
  });
}

/** The first of the largest in a window gets its gradient. */
function maxByDefinition(
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
  window: ReturnType<typeof pooling>,
): Float64Array {
  const channels = window.inChannels;
  const best = new Map<number, number>();
  meetings(window, (inPixel, outPixel) => {
    for (let c = 0; c < channels; c++) {
      const i = inPixel * channels + c, o = outPixel * channels + c;
      const at = best.get(o);
      if (at === undefined || x[i]! > x[at]!) best.set(o, i);
    }
  });
  const dx = new Float64Array(x.length);
  for (const [o, i] of best) dx[i]! += dy[o]!;
  return dx;
}

Deno.test("MaxPoolGrad gives each window's gradient to the first of its largest", () => {
  const draw = new Draw("max pool");
  for (const { shape, attrs, window, what } of cases(draw, 80)) {
    const noise = draw.tensor(shape);
    // Ties, windows that are negative throughout, and neither.
    const variants = [
      noise,
      tf.tidy(() => tf.sub(noise, 20)),
      tf.tidy(() => tf.round(noise)),
      tf.zeros(shape),
    ];
    const dy = draw.tensor(window.outShape);
    for (const x of variants) {
      const output = tf.zeros(window.outShape);
      const dx = kernel("MaxPoolGrad", { dy, input: x, output }, attrs);
      const expected = maxByDefinition(x.dataSync(), dy.dataSync(), window);
      assertClose(dx, expected, what);
      output.dispose();
    }
    tf.dispose([...variants, dy]);
  }
});

Deno.test("AvgPoolGrad is the gradient of the mean over what is not padding", () => {
  const draw = new Draw("average pool");
  for (const { shape, attrs, window, what } of cases(draw, 80)) {
    const input = draw.tensor(shape), dy = draw.tensor(window.outShape);
    const ds = dy.dataSync(), channels = window.inChannels;
    const counts = new Float64Array(window.outHeight * window.outWidth * 3);
    meetings(window, (_, outPixel) => counts[outPixel]!++);
    const expected = new Float64Array(input.size);
    meetings(window, (inPixel, outPixel) => {
      for (let c = 0; c < channels; c++) {
        expected[inPixel * channels + c]! += ds[outPixel * channels + c]! /
          counts[outPixel]!;
      }
    });
    const dx = kernel("AvgPoolGrad", { dy, input }, attrs);
    assertClose(dx, expected, what);
    // The forward pass divides by the same counts.
    const ones = tf.onesLike(input) as tf.Tensor4D;
    const means = tf.avgPool(
      ones as ReturnType<typeof tf.tensor4d>,
      attrs.filterSize,
      attrs.strides,
      attrs.pad as "same",
    );
    assertClose(means.dataSync(), means.dataSync().map(() => 1), what);
    tf.dispose([input, dy, ones, means]);
  }
});

Deno.test("Pooling gradients of an empty batch are empty", () => {
  const input = tf.zeros([0, 4, 4, 2]), dy = tf.zeros([0, 2, 2, 2]);
  const attrs = { filterSize: 2, strides: 2, pad: "valid" };
  const max = kernel("MaxPoolGrad", { dy, input, output: dy }, attrs);
  const avg = kernel("AvgPoolGrad", { dy, input }, attrs);
  assertEquals([max.length, avg.length], [0, 0]);
  tf.dispose([input, dy]);
});
