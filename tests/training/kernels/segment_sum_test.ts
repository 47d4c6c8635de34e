import { assertClose, Draw, tf } from "./reference.ts";

Deno.test("unsortedSegmentSum() adds rows by their ids and leaves out others", () => {
  const draw = new Draw("segments");
  for (const inner of [[], [1], [5], [8], [3, 7]]) {
    const rows = draw.whole(1, 30), segments = draw.whole(1, 9);
    const ids = Int32Array.from(
      { length: rows },
      () => draw.whole(-1, segments),
    );
    const x = draw.tensor([rows, ...inner]);
    const size = x.size / rows, values = x.dataSync();
    const expected = new Float64Array(segments * size);
    ids.forEach((id, row) => {
      if (id < 0 || id >= segments) return;
      for (let i = 0; i < size; i++) {
        expected[id * size + i]! += values[row * size + i]!;
      }
    });
    const idTensor = tf.tensor1d(ids, "int32");
    const sum = tf.unsortedSegmentSum(x, idTensor, segments);
    assertClose(sum.dataSync(), expected, `${rows} rows of ${inner}`);
    tf.dispose([x, idTensor, sum]);
  }
});
