import {
  checkSecret,
  chooseInterfaces,
  type NetworkInterface,
} from "../network/mod.ts";
import {
  type Heard,
  hostPortOf,
  listen,
  parseListenAddress,
  parsePeerAddress,
  type Visit,
  Visitor,
} from "../network/observer/mod.ts";
import type { Examination } from "./examine.ts";
import {
  type BootstrapFacts,
  judgeBootstrap,
  workingOf,
} from "./judge/bootstrap.ts";
import { judgeClocks } from "./judge/clock.ts";
import { ipv4Of, judgeInterfaces } from "./judge/interfaces.ts";
import { judgeMulticast } from "./judge/multicast.ts";
import { judgePorts } from "./judge/ports.ts";
import { judgeRoutes } from "./judge/routes.ts";
import { judgeSwarm } from "./judge/swarm.ts";
import {
  type InterfaceFacts,
  measureInterfaces,
} from "./measure/interfaces.ts";
import { measurePeer } from "./measure/peers.ts";
import { measurePorts } from "./measure/ports.ts";
import { measureRoutes } from "./measure/routes.ts";
import { measureSwarm, peersOf } from "./measure/swarm.ts";
import type { Us } from "./us.ts";

/** How long to listen for multicast, ms; a peer answers within 1.2 s. */
const LISTEN = 2500, LISTEN_FOR_SWARM = 4000;

/** Interfaces that are listened on at most. */
const EARS = 16;

/** From where peers are gone to, and who was visited. */
interface Going {
  networks: readonly NetworkInterface[];
  own: readonly string[];
  visits: Visit[];
}

/**
 * Examines what lies between this machine and other peers.
 *
 * @throws {NetworkError} If the secret is none
 */
export async function examineNetwork(it: Examination): Promise<void> {
  const { options, check } = it;
  if (options.secret !== undefined) checkSecret(options.secret);
  const facts = measureInterfaces(options.interfaces);
  const all = ipv4Of(facts);
  const { chosen } = chooseInterfaces(all, options.interfaces);
  const visits: Visit[] = [];
  const seeks = options.discovery !== false;
  // Where nobody looks there may be somebody; unless a person says where to look.
  const others = options.interfaces === undefined
    ? all.filter((each) => !chosen.includes(each))
    : [];
  const hearing = seeks
    ? listen(
      [...chosen, ...others].slice(0, EARS),
      options.swarm === undefined && options.task === undefined
        ? LISTEN
        : LISTEN_FOR_SWARM,
    )
    : Promise.resolve([]);
  const works = Promise.withResolvers<boolean>();
  const goes: Going = { networks: chosen, own: ownOf(facts, chosen), visits };
  await Promise.all([
    check("interfaces", () => Promise.resolve(judgeInterfaces(facts))),
    check("routes", async () => judgeRoutes(await measureRoutes())),
    check("ports", async () => judgePorts(await ports(it, chosen))),
    ...seeks
      ? [check("multicast", async () => {
        const heard = await hearing;
        return judgeMulticast(
          heard.filter(({ on }) => chosen.includes(on)),
          await works.promise,
        );
      })]
      : [],
    examinePeers(it, hearing, goes, works),
  ]);
  if (visits.length > 0) {
    await check("clock", () => Promise.resolve(judgeClocks(visits)));
  }
}

function ports(
  { options: { listen } }: Examination,
  chosen: readonly NetworkInterface[],
) {
  const own = chosen.map(({ address }) => address);
  const wanted = listen?.flatMap((text) =>
    hostPortOf(parseListenAddress(text)) ?? []
  );
  return measurePorts(wanted ?? own.map((host) => ({ host, port: 0 })), own);
}

/** Addresses at which there is no company; none where this machine alone is looked at. */
function ownOf(
  { all }: InterfaceFacts,
  chosen: readonly NetworkInterface[],
): string[] {
  const isOutward = chosen.some(({ address }) => !address.startsWith("127."));
  return isOutward ? all.map(({ address }) => address) : [];
}

/** Goes to the peers that were named or heard; notes the visits. */
async function examinePeers(
  it: Examination,
  hearing: Promise<Heard[]>,
  goes: Going,
  works: PromiseWithResolvers<boolean>,
): Promise<void> {
  const { options, check } = it;
  const { bootstrap = [], secret } = options;
  const mayHave = options.swarm !== undefined || options.task !== undefined;
  if (bootstrap.length === 0) works.resolve(false);
  if (bootstrap.length === 0 && !mayHave) return;
  const visitor = await Visitor.create(secret);
  const note = (visit: Visit | undefined) => {
    if (visit !== undefined) goes.visits.push(visit);
  };
  try {
    await Promise.all([
      bootstrap.length > 0 && check("bootstrap", async () => {
        const facts = await Promise.all(
          bootstrap.map((address) => go(address, visitor)),
        );
        for (const each of facts) if ("visit" in each) note(each.visit);
        const us = await whoWeAre(it, goes);
        works.resolve(workingOf(facts, us).length > 0);
        return judgeBootstrap(facts, us);
        // Where it failed, nobody shall wait for it.
      }).then(() => works.resolve(false)),
      mayHave && options.discovery !== false && check("swarm", async () => {
        const us = await whoWeAre(it, goes);
        const { swarm } = us;
        // The task could not be loaded, and nothing else says the name.
        if (swarm === undefined) return [];
        const heard = peersOf(await hearing, swarm, secret);
        const peers = await measureSwarm(heard, visitor);
        for (const { reached } of peers) {
          for (const { visit } of reached) note(visit);
        }
        const isRunning = (await it.state)?.isLocked === true;
        const seconds = LISTEN_FOR_SWARM / 1000;
        const worksByAddress = await works.promise;
        return judgeSwarm(
          { swarm, peers, seconds, isRunning, worksByAddress },
          us,
        );
      }),
    ]);
  } finally {
    await visitor.close();
  }
}

async function go(address: string, visitor: Visitor): Promise<BootstrapFacts> {
  try {
    return await measurePeer(parsePeerAddress(address), visitor);
  } catch (error) {
    return { address, problem: (error as Error).message };
  }
}

async function whoWeAre(
  { options, task, state }: Examination,
  { networks, own }: Going,
): Promise<Us> {
  const { swarm, bootstrap } = options;
  const facts = await task;
  const loaded = facts !== undefined && "name" in facts ? facts : undefined;
  return {
    swarm: options.swarm ?? loaded?.name,
    isPrivate: options.secret !== undefined,
    manifest: loaded?.manifest,
    networks,
    own,
    peer: (await state)?.peer,
    asked: {
      task: options.task === undefined ? undefined : `${options.task}`,
      options: options.written ?? {
        ...(swarm === undefined ? {} : { swarm: [swarm] }),
        ...(bootstrap === undefined ? {} : { bootstrap }),
      },
    },
  };
}
