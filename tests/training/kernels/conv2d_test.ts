import { assertThrows } from "@std/assert";
import {
  convolution,
  type Window,
} from "../../../src/training/kernels/window.ts";
import { assertClose, Draw, kernel, meetings, tf } from "./reference.ts";

interface Case {
  x: tf.Tensor;
  w: tf.Tensor;
  dy: tf.Tensor;
  window: Window;
  attrs: Record<string, unknown>;
  what: string;
}

/** Shapes of all kinds: one pixel, no padding, strides beyond the filter. */
function cases(draw: Draw, count: number, depthwise: boolean): Case[] {
  return Array.from({ length: count }, () => {
    const strided = draw.one(true, false);
    const pair = (high: number): [number, number] => [
      draw.whole(1, high),
      draw.whole(1, high),
    ];
    const strides = strided ? pair(3) : [1, 1] as [number, number];
    const dilations = strided ? [1, 1] as [number, number] : pair(2);
    const filter = pair(5);
    const least = (i: 0 | 1) => (filter[i] - 1) * dilations[i] + 1;
    const channels = draw.whole(1, 9);
    const shape = [
      draw.whole(1, 3),
      least(0) + draw.whole(0, 9),
      least(1) + draw.whole(0, 9),
      channels,
    ];
    const explicit = [[0, 0], [1, 2], [0, 1], [0, 0]];
    const pad = draw.one<"same" | "valid" | number[][]>(
      "same",
      "valid",
      explicit,
    );
    const attrs = {
      strides,
      dilations,
      pad,
      ...pad === explicit && { dimRoundingMode: "floor" as const },
    };
    const filters = depthwise ? draw.whole(1, 3) : draw.whole(1, 19);
    const filterShape = [...filter, channels, filters];
    const window = convolution(shape, filterShape, attrs, depthwise);
    return {
      x: draw.tensor(shape),
      w: draw.tensor(filterShape),
      dy: draw.tensor(window.outShape),
      window,
      attrs,
      what: JSON.stringify({ shape, filterShape, ...attrs }),
    };
  });
}

/** Output, gradient of the input and of the filter, by definition. */
function byDefinition({ x, w, dy, window }: Case, depthwise: boolean) {
  const [xs, ws, ds] = [x, w, dy].map((t) => t.dataSync());
  const channels = window.inChannels, outs = window.outChannels;
  const multiplier = w.shape[3]!;
  const y = new Float64Array(dy.size);
  const dx = new Float64Array(x.size), dw = new Float64Array(w.size);
  meetings(window, (inPixel, outPixel, tap) => {
    for (let c = 0; c < channels; c++) {
      for (let q = 0; q < multiplier; q++) {
        const i = inPixel * channels + c;
        const o = outPixel * outs + (depthwise ? c * multiplier + q : q);
        const k = (tap * channels + c) * multiplier + q;
        y[o]! += xs![i]! * ws![k]!;
        dx[i]! += ds![o]! * ws![k]!;
        dw[k]! += ds![o]! * xs![i]!;
      }
    }
  });
  return { y, dx, dw };
}

Deno.test("Conv2D and its gradients are what their definition says", () => {
  for (const c of cases(new Draw("conv2d"), 120, false)) {
    const { x, w, dy, attrs, what } = c;
    const { y, dx, dw } = byDefinition(c, false);
    const inputShape = x.shape, filterShape = w.shape;
    const forward = kernel("Conv2D", { x, filter: w }, attrs);
    assertClose(forward, y, `Conv2D ${what}`);
    const toInput = kernel("Conv2DBackpropInput", { dy, filter: w }, {
      ...attrs,
      inputShape,
    });
    assertClose(toInput, dx, `Conv2DBackpropInput ${what}`);
    const toFilter = kernel("Conv2DBackpropFilter", { x, dy }, {
      ...attrs,
      filterShape,
    });
    assertClose(toFilter, dw, `Conv2DBackpropFilter ${what}`);
    tf.dispose([x, w, dy]);
  }
});

Deno.test("FusedConv2D adds its bias and applies its activation", () => {
  const draw = new Draw("fused conv2d");
  for (const filters of [3, 8, 13]) {
    const x = draw.tensor([2, 7, 6, 3]) as tf.Tensor4D;
    const filter = draw.tensor([3, 2, 3, filters]) as tf.Tensor4D;
    const bias = draw.tensor([filters]);
    for (const activation of ["linear", "relu", "relu6", "sigmoid"] as const) {
      const fused = tf.tidy(() =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          bias,
          activation,
        })
      );
      const parts = tf.tidy(() => {
        const sum = tf.add(tf.conv2d(x, filter, 1, "same"), bias);
        return activation === "linear" ? sum : tf[activation](sum);
      });
      assertClose(fused.dataSync(), parts.dataSync(), activation);
      tf.dispose([fused, parts]);
    }
    tf.dispose([x, filter, bias]);
  }
});

Deno.test("Depthwise gradients are what their definition says", () => {
  for (const c of cases(new Draw("depthwise"), 60, true)) {
    const { x, w, dy, attrs, what } = c;
    const { y, dx, dw } = byDefinition(c, true);
    const inputShape = x.shape, filterShape = w.shape;
    const forward = kernel("DepthwiseConv2dNative", { x, filter: w }, attrs);
    assertClose(forward, y, `DepthwiseConv2dNative ${what}`);
    const toInput = kernel(
      "DepthwiseConv2dNativeBackpropInput",
      { dy, filter: w },
      { ...attrs, inputShape },
    );
    assertClose(toInput, dx, `depthwise input ${what}`);
    const toFilter = kernel("DepthwiseConv2dNativeBackpropFilter", { x, dy }, {
      ...attrs,
      filterShape,
    });
    assertClose(toFilter, dw, `depthwise filter ${what}`);
    tf.dispose([x, w, dy]);
  }
});

Deno.test("Conv2D of an empty batch is empty, its filter's gradient zero", () => {
  const x = tf.zeros([0, 5, 5, 2]), dy = tf.zeros([0, 3, 3, 4]);
  const attrs = { strides: 1, pad: "valid", filterShape: [3, 3, 2, 4] };
  const gradient = kernel("Conv2DBackpropFilter", { x, dy }, attrs);
  assertClose(gradient, new Float32Array(72), "gradient");
  tf.dispose([x, dy]);
});

Deno.test("Conv2D refuses NCHW, saying what to do", () => {
  const x = tf.zeros([1, 2, 5, 5]), filter = tf.zeros([3, 3, 2, 4]);
  const attrs = { strides: 1, pad: "valid", dataFormat: "NCHW" };
  assertThrows(
    () => kernel("Conv2D", { x, filter }, attrs),
    Error,
    "channelsLast",
  );
  tf.dispose([x, filter]);
});
