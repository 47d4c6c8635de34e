import { adam, sgd } from "../../src/optimizers/mod.ts";
import type { FuzzCase } from "../../src/simulation/fuzz/mod.ts";

/** A case that broke an invariant once, and why. */
export interface KnownCase {
  /** What holds now that did not. */
  readonly name: string;
  /** The smallest case that showed it. */
  readonly given: FuzzCase;
}

/** What seeds have found, kept as it is: what a seed draws changes with the fuzzer. */
export const KNOWN_CASES: readonly KnownCase[] = [
  {
    // Peer 0 published alone, and froze as it came back: few had its updates, and
    // the others asked neighbours that lacked them, too, ever more rarely, until
    // after 43 s all were still waiting for each other's clocks to end.
    name:
      "neighbours that lack the same are not asked in place of those that have it",
    given: {
      seed: 9279,
      peers: 8,
      variant: "k-async",
      k: "auto",
      epochs: 1,
      units: 46,
      model: [1, 0],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: [
        "pareto:2.5,6",
        "pareto:2.5,6",
        "pareto:2.5,7.8",
        "pareto:2.5,18",
      ],
      latency: "changing:0=exponential:20;38.3=constant:80;115=uniform:4,20",
      bandwidth: 200,
      degree: 4,
      waitFor: 3,
      window: 2,
      faults: [
        { kind: "join", at: 80.42, count: 6 },
        { kind: "partition", at: 134.193, group: [0], lasts: 921.115 },
        { kind: "crash", at: 135.058, peer: 5, restartAfter: 29.635 },
        { kind: "freeze", at: 1140.848, peer: 0, lasts: 921.115 },
      ],
    },
  },
  {
    // Both had begun to end when the link was cut, each with an update on its way
    // to the other: each suspects the other, and ends. The excuse counts until then.
    name: "a cut that comes while both end parts them like any other",
    given: {
      seed: 2620,
      peers: 2,
      variant: "k-async",
      k: "auto",
      epochs: 1,
      units: 23,
      model: [16, 0],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: ["constant:10"],
      latency: "constant:1",
      bandwidth: 200,
      faults: [
        { kind: "partition", at: 130.956, group: [1], lasts: 107.241 },
      ],
    },
  },
  {
    // The gate of the elastic bound was closed when back-pressure held the peer up,
    // too: nobody looked at the gate any more, while its deadline, long past, asked
    // for one wake-up after another at the same time.
    name: "a gate that nobody waits at rouses nobody",
    given: {
      seed: 210,
      peers: 8,
      variant: "k-batch-sync",
      k: 4,
      epochs: 3,
      units: 37,
      model: [1, 0],
      codec: { kind: "int8", block: 16 },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: ["lognormal:1.8,0.5"],
      latency: "constant:20",
      loss: 0.25,
      duplication: 0.1,
      bandwidth: 200,
      degree: 4,
      clocks: { offset: 1000000000, drift: 0 },
      waitFor: 3,
      window: 4,
      ordering: "pair-balance",
      cutOff: 1,
      elasticBound: 0.1,
      faults: [{
        kind: "crash",
        at: 4.106,
        peer: 0,
        silent: true,
        restartAfter: 15.314,
        disk: true,
      }, {
        kind: "crash",
        at: 25.828,
        peer: 0,
        restartAfter: 114.806,
        disk: true,
        torn: 5.54,
      }, {
        kind: "crash",
        at: 25.828,
        peer: 1,
        restartAfter: 114.806,
        disk: true,
        torn: 4.564,
      }, {
        kind: "crash",
        at: 25.828,
        peer: 6,
        restartAfter: 114.806,
        disk: true,
        torn: 4.378,
      }, {
        kind: "crash",
        at: 25.828,
        peer: 7,
        restartAfter: 114.806,
        disk: true,
        torn: 5.045,
      }, {
        kind: "crash",
        at: 57.006,
        peer: 3,
        restartAfter: 114.806,
        disk: true,
      }, {
        kind: "crash",
        at: 58.964,
        peer: 2,
        restartAfter: 114.806,
        disk: true,
      }, {
        kind: "crash",
        at: 83.225,
        peer: 4,
        restartAfter: 114.806,
        disk: true,
        torn: 7.402,
      }, {
        kind: "crash",
        at: 122.325,
        peer: 5,
        restartAfter: 114.806,
        disk: true,
      }, { kind: "partition", at: 140.634, group: [1], lasts: 25.168 }],
    },
  },
  {
    // More peers than units: one took the last seat, which has nothing, and kept it
    // when others went and there were units for it.
    name: "who is dealt nothing has a seat all the same",
    given: {
      seed: 743,
      peers: 6,
      variant: "k-async",
      k: 1,
      epochs: 1,
      units: 13,
      model: [1, 0],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: ["constant:2"],
      latency: "lognormal:4.5,0.5",
      loss: 0.1,
      faults: [{ kind: "join", at: 0.086, count: 8 }],
    },
  },
  {
    // A request was long on its way. What its asker had said meanwhile to have was
    // dropped; taken for lacking it, it was sent a snapshot with half of a round.
    name: "what an asker has told since it asked is not missing",
    given: {
      seed: 6056,
      peers: 7,
      variant: "k-sync",
      k: "all",
      epochs: 1,
      units: 11,
      model: [1, 0],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: ["exponential:2", "exponential:2.2", "exponential:1.8"],
      latency: "hyperexponential:0.9,2.5,0.1,25",
      retainBytes: 2048,
      faults: [],
    },
  },
  {
    // Peer 1 was lost in epoch 0, its units dealt to it in epoch 1 as well: peer 0,
    // in epoch 1, took them over for both, crashed, and came back to them. That each
    // comes twice is as it must be; the watch had taken the second for one too many.
    name: "units taken over for two epochs come twice after a restart, too",
    given: {
      seed: 932,
      peers: 2,
      variant: "k-batch-async",
      k: "all",
      epochs: 3,
      units: 10,
      model: [1, 0],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: ["uniform:25,75"],
      latency: "constant:1",
      snapshotEvery: 73,
      faults: [
        { kind: "freeze", at: 17.827, peer: 1, lasts: 409.12, deaf: true },
        {
          kind: "crash",
          at: 112.644,
          peer: 1,
          silent: false,
          restartAfter: 168.33,
          disk: true,
        },
        {
          kind: "crash",
          at: 378.587,
          peer: 0,
          silent: true,
          restartAfter: 16.964,
          disk: true,
          torn: 111.038,
        },
      ],
    },
  },
  {
    // As above, but peer 0 crashed when it had visited unit 2 the first of two times,
    // and took the second, as it came back, for done by that.
    name: "a first visit of a unit taken over for two epochs is not both",
    given: {
      seed: 2126,
      peers: 2,
      variant: "k-batch-async",
      k: "all",
      epochs: 3,
      units: 7,
      model: [5, 0],
      codec: { kind: "float32" },
      optimizer: adam({ learningRate: 0.01 }),
      compute: ["uniform:1,3", "uniform:1,3", "uniform:1.3,3.9", "uniform:3,9"],
      latency: "exponential:1",
      duplication: 0.1,
      snapshotEvery: 13,
      quorums: [1, "noise-scale", 1],
      faults: [
        {
          kind: "crash",
          at: 3.124,
          peer: 1,
          silent: false,
          restartAfter: 1.335,
          disk: true,
          torn: 3.334,
        },
        { kind: "freeze", at: 6.092, peer: 1, lasts: 20.302 },
        { kind: "slow", at: 11.095, peer: 1, factor: 4, lasts: 4.368 },
        {
          kind: "crash",
          at: 13.48,
          peer: 0,
          silent: true,
          restartAfter: 15.694,
          disk: true,
        },
        {
          kind: "partition",
          at: 19.1,
          group: [1],
          lasts: 1.875,
          silent: true,
        },
      ],
    },
  },
  {
    // Peer 7 left; to two peers its only update came after that news, and so they
    // took it for lost an epoch earlier than the others did, and dealt differently.
    name: "a last update that comes after the news of the leave still counts",
    given: {
      seed: 3597,
      peers: 8,
      variant: "auto",
      k: "all",
      epochs: 2,
      units: 19,
      model: [16, 3],
      codec: { kind: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: [
        "shifted-exponential:1,1",
        "constant:2.2",
        "hyperexponential:0.9,0.9,0.1,9",
      ],
      latency: "hyperexponential:0.9,10,0.1,100",
      loss: 0.02,
      duplication: 0.1,
      bandwidth: 1000,
      degree: 4,
      faults: [{ kind: "leave", at: 19.595, peer: 7 }],
    },
  },
  {
    // Peer 0 left before it had published anything, when peer 2 had begun the next
    // epoch with it and peer 1 had not.
    name:
      "who leaves without an update is dealt to as long as others may do so",
    given: {
      seed: 151,
      peers: 3,
      variant: "k-sync",
      k: "adasync",
      epochs: 4,
      units: 3,
      model: [1, 3],
      codec: { kind: "int8", block: 16 },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: [
        "shifted-exponential:5,5",
        "changing:0=exponential:10;50=constant:40;150=uniform:2,10",
        "hyperexponential:0.9,6.5,0.1,65",
      ],
      latency: "hyperexponential:0.9,0.5,0.1,5",
      loss: 0,
      degree: 4,
      ordering: "cd-grab",
      elasticBound: 2,
      substitutes: true,
      faults: [{ kind: "leave", at: 3.911, peer: 0 }],
    },
  },
  {
    // An epoch was shorter than a message's way: peer 2 began the next one before
    // peer 1 had told its seat, and put it on that of peer 0, which had left.
    name: "who was dealt to sits there before it says so",
    given: {
      seed: 106,
      peers: 3,
      variant: "k-batch-async",
      k: 2,
      epochs: 4,
      units: 14,
      model: [16, 0],
      codec: { kind: "top-k", fraction: 0.5, values: "float32" },
      optimizer: sgd({ learningRate: 0.1 }),
      compute: [
        "changing:0=exponential:2;4=constant:8;12=uniform:0.4,2",
        "changing:0=exponential:2;4=constant:8;12=uniform:0.4,2",
        "changing:0=exponential:2.6;4=constant:10.4;12=uniform:0.52,2.6",
      ],
      latency: "uniform:10,30",
      bandwidth: 200,
      degree: 4,
      chunkBytes: 16,
      faults: [{ kind: "leave", at: 10.415, peer: 0 }],
    },
  },
];
