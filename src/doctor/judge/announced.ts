import type { NetworkInterface } from "../../network/mod.ts";
import type { Finding } from "../finding.ts";
import type { SwarmPeer } from "../measure/swarm.ts";
import type { Us } from "../us.ts";

const check = "swarm";

/** How many places to name. */
const NAMED = 12;

/** Peers whose announcement shows that they have another secret, or alone have one. */
export function otherSecrets(peers: readonly SwarmPeer[], us: Us): Finding[] {
  return peers.filter(({ relation }) =>
    relation === "other-secret" || relation === "no-secret"
  ).map((peer) => {
    const at = placesOf(peer);
    const [title, cure] = peer.relation === "no-secret"
      ? [
        `The peer at ${at} has no secret, and one was given here`,
        "give it the same key file: --secret FILE; or leave --secret out here",
      ]
      : us.isPrivate
      ? [
        `The peer at ${at} has another secret than the one given here`,
        "copy one key file to all machines (compare copies with sha256sum), and give it to all peers by --secret",
      ]
      : [
        `The peer at ${at} has a secret, and none was given here`,
        "add --secret FILE with the key that it was started with",
      ];
    return {
      check,
      level: "fault",
      title,
      seen: "it announces another fingerprint of its secret than this side's",
      cure,
    };
  });
}

/** Two processes announce one id. */
export function twice(peer: SwarmPeer): Finding {
  return {
    check,
    level: "fault",
    title: `Two processes take part as one peer, at ${placesOf(peer)}`,
    seen:
      `${peer.names.length} processes announce the id ${peer.peer}: a --state folder was copied, or it has just been restarted`,
    cure:
      'give each a --state folder of its own; in a copied one, remove the file "identity"',
  };
}

/** The own identity is announced by somebody else. */
export function copied(peer: SwarmPeer): Finding {
  return {
    check,
    level: "fault",
    title: "A peer with the identity of --state runs elsewhere",
    seen: `at ${placesOf(peer)}: one of the two folders is a copy`,
    cure:
      'remove the file "identity" in one of them, or end that peer before this one begins',
  };
}

/** The interface that a peer was heard on, where it is none of those that `train` looks on. */
export function onlyAside(
  { on }: SwarmPeer,
  networks: readonly NetworkInterface[],
): NetworkInterface | undefined {
  const isUsed = on.some(({ address }) =>
    networks.some((network) => network.address === address)
  );
  return isUsed ? undefined : on[0];
}

/** That a peer is heard only there. */
export function heardAside(
  peer: SwarmPeer,
  { address, name }: NetworkInterface,
): Finding {
  const isOwn = address.startsWith("127.");
  return {
    check,
    level: "fault",
    title: `The peer at ${
      placesOf(peer)
    } is heard only on ${name}, where train does not look`,
    seen: isOwn
      ? `it takes part on this machine alone, at ${address}`
      : `${name} (${address}) is a bridge to containers or virtual machines of this machine; from there no multicast reaches the network, nor the other way round`,
    cure: isOwn
      ? `start it without --interface ${address}; or give this one --interface ${address}, too`
      : `give the container the machine's own network (docker run --network host); or start this peer with --interface ${address} as well as the address of the network`,
  };
}

/** Where peers say that they are. */
export function placesOf(...peers: SwarmPeer[]): string {
  const places = new Set(peers.flatMap(({ addresses, peer }) => {
    const match = addresses.map((each) =>
      /^\/ip[46]\/([^/]+)\/tcp\/(\d+)/.exec(each)
    ).find(Boolean);
    return match ? `${match[1]}:${match[2]}` : peer;
  }));
  return [...places].slice(0, NAMED).join(", ");
}
