import type { Instrument } from "./instrument.ts";

/** What single events say: who it is, the end of an epoch, an evaluation. */
export const EVENT_INSTRUMENTS: readonly Instrument[] = [
  {
    from: "ready",
    kind: "gauge",
    name: "drover.info",
    unit: "",
    help: "Always 1; the labels say which peer this is",
    read: ({ swarm, name, peer, manifest, backend }) => [{
      value: 1,
      labels: { swarm, name, peer, manifest, backend },
    }],
  } satisfies Instrument<"ready">,
  {
    from: "ready",
    kind: "gauge",
    name: "drover.model.parameters",
    unit: "{parameter}",
    help: "Parameters of the model that are trained",
    read: ({ parameters }) => parameters,
  } satisfies Instrument<"ready">,
  {
    from: "epoch",
    kind: "gauge",
    name: "drover.epoch.loss",
    unit: "",
    help: "Mean training loss of the newest complete epoch",
    read: ({ loss }) => loss,
  } satisfies Instrument<"epoch">,
  {
    from: "epoch",
    kind: "gauge",
    name: "drover.epoch.duration",
    unit: "s",
    help: "How long the newest complete epoch took",
    read: ({ seconds }) => seconds,
  } satisfies Instrument<"epoch">,
  {
    from: "epoch",
    kind: "gauge",
    name: "drover.ordering.herding",
    unit: "1",
    help: "How far the epoch's order strayed, over what a random one would",
    read: ({ herding }) => herding && herding.infinity / herding.random,
  } satisfies Instrument<"epoch">,
  {
    from: "validation",
    kind: "gauge",
    name: "drover.validation.epoch",
    unit: "{epoch}",
    help: "Epoch of the newest evaluation",
    read: ({ epoch }) => epoch,
  } satisfies Instrument<"validation">,
  {
    from: "validation",
    kind: "gauge",
    name: "drover.validation.loss",
    unit: "",
    help: "Mean loss over the validation examples",
    read: ({ loss }) => loss,
  } satisfies Instrument<"validation">,
  {
    from: "validation",
    kind: "gauge",
    name: "drover.validation.metric",
    unit: "",
    help: "The task's metrics on the validation examples",
    read: ({ metrics }) =>
      Object.entries(metrics).map(([metric, value]) => ({
        value,
        labels: { metric },
      })),
  } satisfies Instrument<"validation">,
  {
    from: "events",
    kind: "counter",
    name: "drover.events",
    unit: "{event}",
    help: "Events, by type",
    read: (counts) =>
      [...counts].map(([type, value]) => ({ value, labels: { type } })),
  } satisfies Instrument<"events">,
];
