import { always, type FieldsOf, maybe, type Parts, unless } from "./field.ts";

/** The fields of every object inside records. */
export const PARTS: { readonly [N in keyof Parts]: FieldsOf<Parts[N]> } = {
  MemberRow: {
    peer: always("string", "public key, hex"),
    name: always("string", "what it calls itself; else how its key begins"),
    address: maybe("string", "where it is, `192.0.2.7:4001` for example"),
    bytesSent: maybe("number", "bytes sent to it over this connection"),
    bytesReceived: maybe(
      "number",
      "bytes received from it over this connection",
    ),
    waitingBytes: maybe(
      "number",
      "bytes that wait for it: sent, and not read there yet",
    ),
    isSelf: unless("false", "boolean", "whether it is the peer that tells"),
    state: unless(
      "`live`",
      "string",
      "`live`, `joining`, `suspected`, `gone` (for so long that nobody expects it back), `left`, `done`",
    ),
    connected: unless(
      "true",
      "boolean",
      "whether there is a connection with it",
    ),
    round: always("number", "round of its newest header"),
    published: always(
      "number",
      "updates that it has published, as far as heard",
    ),
    folded: unless("all of them", "number", "of those, in the model here"),
    behind: maybe(
      "number",
      "own updates that it has not folded, as far as heard",
    ),
    isLagging: unless(
      "false",
      "boolean",
      "whether it reads too slowly to be waited for",
    ),
    isLate: unless(
      "false",
      "boolean",
      "whether it straggles: three times the usual time",
    ),
    silentMs: always("number", "ms since it was last heard"),
    patienceMs: maybe(
      "number",
      "ms of silence that its own history explains; only of the suspected",
    ),
    lagMs: maybe("number", "how long messages take between here and it, ms"),
    acknowledgeMs: maybe(
      "number",
      "from an update to hearing that it has it, ms",
    ),
    compute: maybe("ComputeFigures", "how long its gradients take"),
    slowness: maybe(
      "number",
      "how many times the median member's time that is",
    ),
    loss: maybe("number", "loss of its newest update"),
    codec: maybe("string", "what its newest update was written with"),
    updateBytes: maybe("number", "bytes of its newest update"),
    missing: maybe(
      "number",
      "distance to its updates that are not in the model here, full steps",
    ),
    heldBack: maybe(
      "number",
      "norm of what its error feedback holds back, full steps",
    ),
  },
  ComputeFigures: {
    count: always("number", "gradients that have ever finished"),
    mean: always("number", "expected time, ms"),
    p10: always("number", "nine of ten take longer, ms"),
    p50: always("number", "half take longer, ms"),
    p90: always("number", "one of ten takes longer, ms"),
    p99: always("number", "one of a hundred takes longer, ms"),
  },
  Validation: {
    epoch: always("number", "passes over the data that the model has seen"),
    loss: always("number", "mean loss over the validation examples"),
    metrics: always(
      "numbers by name",
      "the task's metrics, such as `accuracy`",
    ),
  },
  ElasticFigures: {
    distance: always(
      "number",
      "how far the newest view may be from all that was published, full steps",
    ),
    bound: always(
      "number",
      "the most that may be missing when a gradient begins, full steps; null: only measured",
    ),
    unknown: always("number", "members that the distance cannot speak for"),
    isClosed: always("boolean", "whether gradients are held back now"),
    closings: always("number", "how often they were"),
    audits: always("number", "certificates that were held against the truth"),
    failures: always(
      "number",
      "how many of them were too small: 0, or something is wrong",
    ),
    tightness: always("number", "decayed mean of truth over certificate"),
  },
  StalenessFigures: {
    last: always("number", "of the newest own gradient, updates"),
    mean: always("number", "decayed mean, updates"),
    steps: always("number", "the same in steps of the model"),
    most: always("number", "the most there ever was, updates"),
    total: always("number", "sum over all own gradients, updates"),
    histogram: always(
      "number[]",
      "gradients with a staleness of 0, 1, 2 to 3, 4 to 7, 8 to 15, ...",
    ),
  },
  OrderingFigures: {
    name: always("string", "which ordering it is, such as `cd-grab`"),
    pairs: always("number", "own pairs whose signs were decided in this epoch"),
    exact: always(
      "number",
      "the part of them that all decide alike for certain, 0 to 1",
    ),
    agreement: always(
      "number",
      "the part of others' signs that this peer chose as well, 0 to 1",
    ),
    imbalance: always(
      "number",
      "infinity norm of the running sum of signed differences",
    ),
    herding: maybe("Herding", "how far the newest whole epoch's order strayed"),
  },
  Herding: {
    infinity: always(
      "number",
      "largest infinity norm of the centred prefix sums",
    ),
    euclidean: always("number", "estimate of the largest Euclidean norm"),
    random: always(
      "number",
      "what `infinity` would be in random order: the median",
    ),
    low: always("number", "one of twenty random orders strays less than this"),
    high: always("number", "one of twenty random orders strays more than this"),
    coordinates: always("number", "coordinates sampled"),
    vectors: always("number", "vectors seen"),
  },
  DiskFigures: {
    synced: always(
      "number",
      "own updates of this run that are on disk for good",
    ),
    isDurable: always("boolean", "whether the folder can be written"),
  },
};
