/** How long to train, as the measurement tells its processes. */
export const epochs = Number(Deno.env.get("UPDATE_COST_EPOCHS") ?? 10);
