/** The dashboard, or something else, cannot be served; the message says what to do. */
export class DashboardError extends Error {
  /** The class's name. */
  override name = "DashboardError";
}
