/** What is wrong with how a simulation is made or driven. */
export class SimulationError extends Error {
  /** Name of the class, also of its instances. */
  static override readonly name = "SimulationError";
  /** The class's name. */
  override readonly name: string = "SimulationError";
}
