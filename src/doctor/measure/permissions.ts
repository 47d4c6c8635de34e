/** What Deno allows this process to do. */
export interface PermissionFacts {
  /** Open sockets anywhere. */
  net: boolean;
  /** Read environment variables, which libp2p does. */
  env: boolean;
  /** List network interfaces. */
  interfaces: boolean;
  /** Read files of the current folder. */
  read: boolean;
  /** Write files of the current folder. */
  write: boolean;
  /** Know the machine's name. */
  hostName: boolean;
  /** Know how much memory is free. */
  memory: boolean;
  /** Know how much room a disk has. */
  room: boolean;
  /** Call libraries of the system. */
  ffi: boolean;
}

/** Asks Deno, which asks nobody. */
export function measurePermissions(): PermissionFacts {
  const may = (descriptor: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(descriptor).state === "granted";
  const sys = (kind: string) =>
    may({ name: "sys", kind } as Deno.SysPermissionDescriptor);
  return {
    net: may({ name: "net" }),
    env: may({ name: "env" }),
    interfaces: sys("networkInterfaces"),
    read: may({ name: "read", path: "." }),
    write: may({ name: "write", path: "." }),
    hostName: sys("hostname"),
    memory: sys("systemMemoryInfo"),
    room: sys("statfs"),
    ffi: may({ name: "ffi" }),
  };
}
